"""Rows a second of `python -m etl import projects`, from the start of the command to its end."""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import installed_choice, load_units
from etl.findings import Findings
from gis.operations.audit import Actor
from tests import databases

ACTOR = Actor("bench")
HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Lĩnh vực",
    "Xã",
    "Chủ đầu tư",
    "Tổng mức đầu tư (triệu đồng)",
    "Nguồn vốn",
    "Số quyết định",
    "Ngày quyết định",
    "Ngày khởi công",
    "Ngày hoàn thành",
    "Tình trạng",
)
COMMUNES = ("Đắk Wer", "Nhân Cơ", "Kiến Đức", "Kiến Thành", "Quảng Tín", "Đắk Ru", "Đắk Sin", "Hưng Bình")
WORKS = (
    ("Đường giao thông thôn", "Giao thông"),
    ("Trường mầm non", "Giáo dục"),
    ("Kênh mương nội đồng", "Thủy lợi"),
)


class Timing(NamedTuple):
    """One run: rows in the file, what came of them, seconds by the clock."""

    name: str
    row_count: int
    counts: dict[str, int]
    seconds: float

    @property
    def rows_per_second(self) -> float:
        """Rows of the file through the whole way in a second."""
        return self.row_count / self.seconds


def write_list(path: Path, row_count: int, *, changed_every: int = 0) -> None:
    """Write a list of projects; with `changed_every` each n-th has another budget."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for number in range(1, row_count + 1):
            work, sector = rng.choice(WORKS)
            decided = date(2023, 1, 1) + timedelta(days=rng.randrange(800))
            budget = rng.randrange(500, 90_000) + (1 if changed_every and number % changed_every == 0 else 0)
            writer.writerow(
                (
                    f"BM-{number:06}",
                    f"{work} {number}",
                    sector,
                    rng.choice(COMMUNES),
                    f"Ban Quản lý dự án khu vực {rng.randrange(60)}",
                    f"{budget:,}".replace(",", ".") + ",5",
                    rng.choice(("NS tỉnh", "NS huyện", "NSTW; NS tỉnh")),
                    f"{rng.randrange(1, 900)}/QĐ-UBND",
                    f"{decided:%d/%m/%Y}",
                    f"{decided + timedelta(days=60):%d/%m/%Y}",
                    f"{decided + timedelta(days=700):%d/%m/%Y}",
                    rng.choice(("Đang thi công", "Đã ký hợp đồng", "Hoàn thành")),
                )
            )


def run(url: str, path: Path, *, name: str, row_count: int, folder: Path) -> Timing:
    """Take the file in by the command, in a process of its own: from its start to its end by the clock."""
    report = folder / "report.json"
    command = [sys.executable, "-m", "etl", "import", "projects", str(path), "--report", str(report)]
    environment = os.environ | {"HATANG_DATABASE_URL": url, "HATANG_IMPORTS_DIR": str(folder / "imports")}
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode > 1:
        raise RuntimeError(done.stderr or done.stdout)
    rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
    return Timing(name, row_count, {outcome: count for outcome, count in rows.items() if count}, seconds)


def measure(row_count: int) -> list[Timing]:
    """Take in a new list, the same again, and one with every tenth budget changed; then our own export of them.

    The export has all columns that files carry; it goes as CSV into another empty catalogue, and again.
    """
    template = databases.TemplateName()
    try:
        with _with_units(template.make()) as units, tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            listed, exported = folder / "danh-muc.csv", folder / "xuat.csv"
            timings = []
            with databases.copy_of(units) as url:
                for told, changed_every in (("new", 0), ("the same again", 0), ("every tenth changed", 10)):
                    write_list(listed, row_count, changed_every=changed_every)
                    timings.append(
                        run(url, listed, name=f"a list: {told}", row_count=row_count, folder=folder)
                    )
                _export(url, exported)
            with databases.copy_of(units) as url:
                timings += [
                    run(url, exported, name=f"an export: {told}", row_count=row_count, folder=folder)
                    for told in ("new", "the same again")
                ]
            return timings
    finally:
        template.drop()


@contextmanager
def _with_units(template: str) -> Iterator[str]:
    """Give the name of a database with the units of the installation and no project."""
    with databases.copy_of(template) as url:
        engine = create_engine(url)
        with Session(engine) as session:
            nothing = Downloads(Findings(), pinned=())
            load_units(session, ACTOR, installed_choice(), findings=Findings(), downloads=nothing)
            session.commit()
        engine.dispose()
        yield url.rsplit("/", 1)[1].split("?")[0]


def _export(url: str, path: Path) -> None:
    command = [sys.executable, "-m", "etl", "export", "projects", "--format", "csv", "-o", str(path)]
    subprocess.run(command, env=os.environ | {"HATANG_DATABASE_URL": url}, capture_output=True, check=True)


def main() -> None:
    """Print rows a second for each run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    for timing in measure(given.rows):
        sys.stdout.write(
            f"{timing.name:<30} {timing.row_count:>8} rows {timing.seconds:>8.1f} s {timing.rows_per_second:>8.0f} rows/s {timing.counts}\n"
        )


if __name__ == "__main__":
    main()
