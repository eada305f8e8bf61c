"""A fact makes anew what tells of its ledger: each part of the summaries names every ledger that its statements read."""

import re
from types import ModuleType

import pytest

from gis.models import LEDGERS
from gis.operations.summaries import dates, money, unit_money, unit_months
from gis.operations.summaries.scope import Statement

BELOW = {"project_month": dates.LEDGERS, "project_money": money.LEDGERS}
"""What a statement reads where it reads the summaries of projects."""


def read_by(part: ModuleType) -> set[str]:
    """Return the ledgers whose rows the statements of `part` read, themselves or through the summaries of projects."""
    sql = " ".join(each.many.text for each in vars(part).values() if isinstance(each, Statement))
    found = {each.__tablename__ for each in LEDGERS if re.search(rf"\b{each.__tablename__}\b", sql)}
    own = {"project_month", "project_money"} if part in (dates, money) else set()
    below = [
        ledgers for table, ledgers in BELOW.items() if table not in own and re.search(rf"\b{table}\b", sql)
    ]
    return found.union(*below)


@pytest.mark.parametrize("part", [dates, money, unit_months, unit_money], ids=lambda part: part.__name__)
def test_each_part_names_the_ledgers_it_reads(part: ModuleType) -> None:
    assert read_by(part) == part.LEDGERS
