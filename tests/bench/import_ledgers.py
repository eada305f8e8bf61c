"""Rows a second of `python -m etl import ledger` on a workbook of vouchers, from the file to the commit."""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import installed_choice, load_units
from etl.findings import Findings
from etl.ledgers.catalogue import sheet_of
from etl.ledgers.load import LedgerOptions, load_ledgers
from etl.load import LoadOptions, load_projects
from etl.originals import FOLDER_SETTING
from gis.operations.audit import Actor
from tests import databases
from tests.bench.import_projects import write_list

ACTOR = Actor("bench")
AS_OF = date(2026, 11, 22)

PLAN_HEADINGS = (
    "Mã dự án",
    "Năm kế hoạch",
    "Loại kế hoạch",
    "Nguồn vốn",
    "Số vốn (đồng)",
    "Số quyết định",
    "Ngày quyết định",
)
VOUCHER_HEADINGS = (
    "Mã dự án",
    "Ngày thanh toán",
    "Số chứng từ",
    "Năm kế hoạch",
    "Loại thanh toán",
    "Số tiền (đồng)",
    "Nguồn vốn",
    "Ghi chú",
)
VOUCHERS_A_PROJECT = 10


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


def write_plans(path: Path, project_count: int) -> None:
    """Write a plan of 2026 for every project."""
    decided = date(2026, 1, 10)
    rows = [
        (_code(number), 2026, "Giao đầu năm", "NS tỉnh", 900_000_000_000, f"{number}/QĐ-UBND", decided)
        for number in range(1, project_count + 1)
    ]
    _write(path, "capital_plan", PLAN_HEADINGS, rows)


def write_vouchers(path: Path, row_count: int, *, changed_every: int = 0) -> None:
    """Write ten vouchers for every project: advances, volume, recoveries; each n-th has another amount."""
    rng = random.Random(7)
    kinds = ("Tạm ứng", "Thanh toán khối lượng hoàn thành", "Thu hồi tạm ứng")
    rows = []
    for number in range(row_count):
        project, place = divmod(number, VOUCHERS_A_PROJECT)
        kind = kinds[0] if place == 0 else kinds[2] if place == 9 else kinds[1]
        paid = date(2026, 1, 15) + timedelta(days=place * 30 + rng.randrange(25))
        amount = rng.randrange(50, 90_000) * 1_000
        if place == 9:
            amount = 1_000
        if changed_every and number % changed_every == 0:
            amount += 1_000_000
        rows.append((_code(project + 1), paid, f"CT-{number:06}", 2026, kind, amount, "NS tỉnh", None))
    _write(path, "voucher", VOUCHER_HEADINGS, rows)


def _write(path: Path, ledger: str, headings: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(sheet_of(ledger).title_vi)
        for line, row in enumerate((headings, *rows)):
            sheet.write_row(line, 0, row)


def _code(number: int) -> str:
    return f"BM-{number:06}"


def run(url: str, path: Path, row_count: int, name: str) -> Timing:
    """Import the workbook and commit."""
    engine = create_engine(url)
    try:
        started = time.perf_counter()
        with Session(engine, expire_on_commit=False) as session:
            result = load_ledgers(session, ACTOR, path, LedgerOptions(as_of=AS_OF))
            session.commit()
        return Timing(name, row_count, result.counts, time.perf_counter() - started)
    finally:
        engine.dispose()


def measure(row_count: int) -> list[Timing]:
    """Import vouchers, the same again, and with every tenth amount changed, into a database of its own."""
    template = databases.TemplateName()
    project_count = row_count // VOUCHERS_A_PROJECT
    try:
        with databases.copy_of(template.make()) as url, tempfile.TemporaryDirectory() as folder:
            os.environ[FOLDER_SETTING] = folder  # the originals of a measurement are nobody's papers
            _prepare(url, Path(folder), project_count)
            path = Path(folder) / "so.xlsx"
            timings = []
            for name, changed_every in (("mới", 0), ("như cũ", 0), ("đính chính một phần mười", 10)):
                write_vouchers(path, row_count, changed_every=changed_every)
                timings.append(run(url, path, row_count, name))
            return timings
    finally:
        template.drop()


def _prepare(url: str, folder: Path, project_count: int) -> None:
    """Load the units, the projects and their plans."""
    engine = create_engine(url)
    with Session(engine) as session:
        downloads = Downloads(Findings(), pinned=())
        load_units(session, ACTOR, installed_choice(), findings=Findings(), downloads=downloads)
        session.commit()
    listed, plans = folder / "danh-muc.csv", folder / "ke-hoach.xlsx"
    write_list(listed, project_count)
    with Session(engine) as session:
        load_projects(session, ACTOR, listed, LoadOptions(as_of=AS_OF))
        session.commit()
    engine.dispose()
    write_plans(plans, project_count)
    run(url, plans, project_count, "kế hoạch")


def main() -> None:
    """Print rows a second for each run and the most memory that was used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    for timing in measure(given.rows):
        sys.stdout.write(
            f"{timing.name:<26} {timing.row_count:>8} dòng {timing.seconds:>8.1f} s {timing.rows_per_second:>8.0f} dòng/s {timing.counts}\n"
        )
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"bộ nhớ nhiều nhất {most_mb:.0f} MB\n")


if __name__ == "__main__":
    main()
