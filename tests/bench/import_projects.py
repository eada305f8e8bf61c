"""Rows a second of `python -m etl import projects` on a list with stated communes, from the file to the commit."""

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import installed_choice, load_units
from etl.findings import Findings
from etl.load import LoadOptions, load_projects
from gis.operations.audit import Actor
from tests import databases

AS_OF = date(2026, 11, 22)
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


def run(url: str, path: Path, row_count: int, name: str) -> Timing:
    """Import the file and commit."""
    engine = create_engine(url)
    try:
        started = time.perf_counter()
        with Session(engine, expire_on_commit=False) as session:
            result = load_projects(session, ACTOR, path, LoadOptions(as_of=AS_OF))
            session.commit()
        return Timing(name, row_count, result.counts, time.perf_counter() - started)
    finally:
        engine.dispose()


def measure(row_count: int) -> list[Timing]:
    """Import a new list, the same again, and one with every tenth budget changed, into a database of its own."""
    template = databases.TemplateName()
    try:
        with databases.copy_of(template.make()) as url, tempfile.TemporaryDirectory() as folder:
            with Session(create_engine(url)) as session:
                load_units(
                    session,
                    ACTOR,
                    installed_choice(),
                    findings=Findings(),
                    downloads=Downloads(Findings(), pinned=()),
                )
                session.commit()
            path = Path(folder) / "danh-muc.csv"
            timings = []
            for name, changed_every in (("mới", 0), ("như cũ", 0), ("đổi một phần mười", 10)):
                write_list(path, row_count, changed_every=changed_every)
                timings.append(run(url, path, row_count, name))
            return timings
    finally:
        template.drop()


def main() -> None:
    """Print rows a second for each run and the most memory that was used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    for timing in measure(given.rows):
        sys.stdout.write(
            f"{timing.name:<20} {timing.row_count:>8} dòng {timing.seconds:>8.1f} s {timing.rows_per_second:>8.0f} dòng/s {timing.counts}\n"
        )
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"bộ nhớ nhiều nhất {most_mb:.0f} MB\n")


if __name__ == "__main__":
    main()
