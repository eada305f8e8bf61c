"""What every session noted: how long each kind of request took, what went wrong, and which figures have a receipt."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Engine, text

MEASURED: Final = {
    "progress_report": "physical_progress_pct",
    "voucher": "amount_vnd",
    "clearance_count": "household_total_count",
    "contribution": "quantity",
}
"""The ledgers that are written, and the column that is added up."""


class Sum(NamedTuple):
    """How many rows, and their figures together."""

    count: int
    total: Decimal


class Tally:
    """Filled by all sessions at once."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = defaultdict(list)
        self.outcomes: dict[str, int] = defaultdict(int)
        self.errors: list[str] = []
        self._receipts: dict[tuple[str, int], tuple[int, Decimal]] = {}
        self._lock = threading.Lock()

    def took(self, kind: str, ms: float, outcome: str = "ok") -> None:
        """Note an answer."""
        with self._lock:
            self.ms[kind].append(ms)
            self.outcomes[outcome] += 1

    def failed(self, kind: str, what: object) -> None:
        """Note an answer that nobody should get, or none at all."""
        with self._lock:
            self.errors.append(f"{kind}: {what}"[:400])

    def acknowledged(self, ledger: str, row_id: int, unit_id: int, value: Decimal) -> None:
        """Note a receipt; the same row may be told twice, with the same figure."""
        with self._lock:
            known = self._receipts.setdefault((ledger, row_id), (unit_id, value))
        if known != (unit_id, value):
            self.failed("receipt", f"{ledger} {row_id} for {known} and for {(unit_id, value)}")

    @property
    def receipt_count(self) -> int:
        """How many rows have a receipt."""
        return len(self._receipts)

    def sums(self) -> dict[tuple[str, int], Sum]:
        """Return what was acknowledged, by ledger and commune."""
        found: dict[tuple[str, int], Sum] = {}
        for (ledger, _), (unit_id, value) in self._receipts.items():
            before = found.get((ledger, unit_id), Sum(0, Decimal(0)))
            found[ledger, unit_id] = Sum(before.count + 1, before.total + value)
        return found


def kept_sums(engine: Engine) -> dict[tuple[str, int], Sum]:
    """Return what the database holds of the people's own rows, by ledger and commune."""
    found = {}
    with engine.connect() as connection:
        for ledger, column in MEASURED.items():
            asked = text(f"""
                SELECT share.unit_id, count(*), sum({column}) FROM {ledger} JOIN project_share share USING (project_id)
                WHERE {ledger}.recorded_by IS NOT NULL GROUP BY share.unit_id""")
            for unit_id, count, total in connection.execute(asked):
                found[ledger, unit_id] = Sum(count, Decimal(total))
    return found


def differences(acknowledged: dict[tuple[str, int], Sum], kept: dict[tuple[str, int], Sum]) -> Iterator[str]:
    """Yield a line for each ledger and commune in which the two are not equal."""
    for key in sorted({*acknowledged, *kept}):
        if acknowledged.get(key) != kept.get(key):
            yield f"{key[0]} of commune {key[1]}: acknowledged {acknowledged.get(key)}, kept {kept.get(key)}"
