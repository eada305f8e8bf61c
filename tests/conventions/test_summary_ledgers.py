"""A fact makes anew what tells of its ledger: each part of the summaries names every ledger that its statements read."""

import re
from types import ModuleType

import pytest

from gis.models import LEDGERS
from gis.operations.summaries import current, dates, money, unit_money, unit_months
from gis.operations.summaries.scope import Statement

BELOW = {"project_month": dates.LEDGERS, "project_money": money.LEDGERS}
"""What a statement reads where it reads the summaries of projects."""


def read_by(part: ModuleType) -> set[str]:
    """Return the ledgers whose rows the statements of `part` read, themselves or through the summaries of projects."""
    statements = [each for each in vars(part).values() if isinstance(each, Statement)]
    own = {"project_month", "project_money"} if part in (dates, money) else set()
    return read_in(" ".join(each.many for each in statements), made=own)


def read_in(sql: str, *, made: set[str]) -> set[str]:
    """Return those of a statement; `made` are the summaries of projects that it writes itself."""
    found = {each.__tablename__ for each in LEDGERS if re.search(rf"\b{each.__tablename__}\b", sql)}
    below = [
        ledgers for table, ledgers in BELOW.items() if table not in made and re.search(rf"\b{table}\b", sql)
    ]
    return found.union(*below)


@pytest.mark.parametrize("part", [dates, money, unit_months, unit_money], ids=lambda part: part.__name__)
def test_each_part_names_the_ledgers_it_reads(part: ModuleType) -> None:
    assert read_by(part) == part.LEDGERS


def test_the_columns_name_the_ledgers_they_read() -> None:
    assert read_in(current._COLUMNS.many, made=set()) == current.COLUMN_LEDGERS
