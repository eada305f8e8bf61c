"""Vouchers: advances after the contract, volumes with recovery, everything inside the plan and its window."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from etl.demo.history.claims import Claim, due_ratio
from etl.demo.history.plans import MILLION, Book, Purse
from etl.demo.history.rows import Row, VoucherRow
from etl.demo.history.story import Oddity, Story
from etl.demo.history.streams import Stream
from etl.demo.history.words import PAID_AHEAD, PAID_WITHOUT_ACCEPTANCE
from gis.domain.ledger_codes import VoucherKind

_LEAST_VND: Final = 5 * MILLION
_LAST_RATIO: Final = 0.93
"""From here on a claim's rest is paid whatever its size, and the whole advance is recovered."""


_PAPERS_READY: Final = ((0.35, 0.85), (0.75, 1.0))
"""Which part of what was done has its papers in the year, and in December; the rest follows in January."""


@dataclass(slots=True)
class Cashier:
    """Pays the claims of one project from its plans."""

    story: Story
    book: Book
    claims: list[Claim]
    rng: Stream
    purse_count: int = 2
    """From so many sources one payment comes at most."""
    rows: list[Row] = field(default_factory=list)

    def advance(self, day: date) -> None:
        """Pay the advances that are waited for, while works have hardly begun."""
        for claim in self.claims:
            is_early = claim.signed_on is not None and claim.signed_on < day and not claim.gross_vnd
            if claim.advance_vnd or not claim.advance_ratio or not is_early:
                continue
            payers = self.book.payers(day)
            wanted = int(claim.value_vnd * claim.advance_ratio) // 1000 * 1000
            amount = min(wanted, payers[0].left_vnd) if payers else 0
            if amount < _LEAST_VND or due_ratio(self.story, claim, day) > 0.35:
                continue
            claim.advance_vnd = amount
            self._write(day, payers[0], claim, VoucherKind.ADVANCE, amount, None)

    def pay(self, day: date) -> None:
        """Pay for the volume accepted shortly before the day; in January for what was accepted by 31 December."""
        accepted = self._accepted_on(day)
        for claim in self.claims:
            ratio = due_ratio(self.story, claim, accepted)
            need = int(claim.value_vnd * ratio) // 1000 * 1000 - claim.gross_vnd
            is_last = ratio > _LAST_RATIO
            if not (is_last or claim.is_compensation) and day.month > 1 and self.story.oddity is None:
                need = int(need * self.rng.uniform(*_PAPERS_READY[day.month == 12])) // 1000 * 1000
            if need < (MILLION if is_last else max(_LEAST_VND, claim.least_step * claim.value_vnd)):
                continue
            for purse in self.book.payers(day)[: self.purse_count]:
                if need > 0 and purse.left_vnd >= MILLION:
                    need -= self._volume(day, accepted, purse, claim, need, is_last=is_last)

    def owed(self, day: date) -> int:
        """Return the cash that the claims will have needed by the day beyond what is paid."""
        return sum(self._wanted(claim, day) - claim.cash_vnd for claim in self.claims)

    def _wanted(self, claim: Claim, day: date) -> int:
        """Return the cash a claim takes by the day: never less than its advance once the contract is signed."""
        due = int(claim.value_vnd * due_ratio(self.story, claim, day))
        is_signed = claim.signed_on is not None and claim.signed_on < day
        return max(due, claim.cash_vnd, int(claim.value_vnd * claim.advance_ratio) if is_signed else 0)

    def _volume(
        self, day: date, accepted: date, purse: Purse, claim: Claim, need: int, *, is_last: bool
    ) -> int:
        """Pay up to `need` from one purse; return the volume paid, recovery included."""
        rate = 1.0 if is_last else claim.recovery_rate
        recovery = min(claim.balance_vnd, int(need * rate))
        gross = need
        if gross - recovery > purse.left_vnd:
            gross = int(gross * purse.left_vnd / (gross - recovery))
            recovery = max(0, gross - purse.left_vnd)
        if gross <= 0:
            return 0
        self._write(day, purse, claim, VoucherKind.COMPLETED_VOLUME, gross, accepted)
        if recovery > 0:
            self._write(day, purse, claim, VoucherKind.RECOVERY, recovery, accepted)
        claim.gross_vnd += gross
        claim.recovered_vnd += recovery
        return gross

    def _accepted_on(self, day: date) -> date:
        accepted = (
            date(day.year - 1, 12, self.rng.randint(18, 31)) if day.month == 1 else day - self.rng.days(3, 14)
        )
        finished = self.story.subject.accepted
        return min(accepted, finished + timedelta(days=900)) if finished else accepted

    def _write(
        self, day: date, purse: Purse, claim: Claim, kind: VoucherKind, amount: int, accepted: date | None
    ) -> None:
        purse.left_vnd -= -amount if kind is VoucherKind.RECOVERY else amount
        self.rows.append(
            VoucherRow(
                self.story.subject.id,
                day,
                purse.year,
                purse.is_carried,
                kind,
                claim.is_compensation,
                purse.source.id,
                claim.contract_id,
                amount,
                accepted,
                f"{self.rng.randint(1, 9999):04d}/{'TƯ' if kind is VoucherKind.ADVANCE else 'TT'}-{day.year}",
                self._note(),
            )
        )

    def _note(self) -> str | None:
        oddity = self.story.oddity
        if oddity is Oddity.PAID_WITHOUT_ACCEPTANCE:
            return PAID_WITHOUT_ACCEPTANCE
        return PAID_AHEAD if oddity is Oddity.PAID_AHEAD_OF_WORKS else None
