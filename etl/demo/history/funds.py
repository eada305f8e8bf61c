"""What the plans and payments of one project say on a day: whether the capital is short, what the households have got."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import Final

from etl.demo.history.rows import PlanRow, Row, VoucherRow
from etl.demo.history.story import Story
from gis.domain.ledger_codes import CapitalPlanKind, VoucherKind

_SHORT: Final = 0.95
"""Capital is short where plans cover less than this part of what was done for the State's money."""


class Funds:
    """The plans and vouchers of one project."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Keep what the rows say of plans and payments."""
        self._plans: list[PlanRow] = []
        self._vouchers: list[VoucherRow] = []
        for row in rows:
            if isinstance(row, PlanRow):
                self._plans.append(row)
            elif isinstance(row, VoucherRow):
                self._vouchers.append(row)
        paid = sorted((row.effective_date, row.amount_vnd) for row in self._vouchers if row.is_compensation)
        self._paid_on = [day for day, _ in paid]
        self._paid_vnd = list(accumulate(amount for _, amount in paid))

    @property
    def last_compensated_on(self) -> date | None:
        """The day of the last payment of compensation."""
        return self._paid_on[-1] if self._paid_on else None

    def compensation_vnd(self, day: date) -> int:
        """Return the compensation paid by the day."""
        count = bisect_right(self._paid_on, day)
        return self._paid_vnd[count - 1] if count else 0

    def is_short(self, story: Story, day: date) -> bool:
        """Tell whether what was paid in earlier years and the plan of this one are less than the works done."""
        done_vnd = story.subject.state_vnd * story.done_ratio(day)
        return self._available(day) < _SHORT * done_vnd

    def _available(self, day: date) -> int:
        paid = sum(_cash(row) for row in self._vouchers if row.plan_year + row.is_carried_over < day.year)
        return paid + sum(
            -row.amount_vnd if row.kind == CapitalPlanKind.DECREASE else row.amount_vnd
            for row in self._plans
            if row.effective_date <= day
            and row.fiscal_year + (row.kind == CapitalPlanKind.CARRIED_OVER) == day.year
        )


def _cash(row: VoucherRow) -> int:
    return -row.amount_vnd if row.kind == VoucherKind.RECOVERY else row.amount_vnd
