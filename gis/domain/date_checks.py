"""Whether completion dates, suspensions and acceptance minutes can be true beside what the project's file holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.completion import SUBJECTIVE_CAUSES
from gis.domain.entry_checks import check_day
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause


class DateBreach(StrEnum):
    """What can be wrong with a decision on dates or with minutes."""

    FIRST_DATE_CHANGED = "first_date_changed"
    FIRST_DATE_CORRECTED = "first_date_corrected"
    FIRST_DATE_WITHDRAWN = "first_date_withdrawn"
    EXTENSION_WITHOUT_FIRST = "extension_without_first"
    EXTENSION_WITHOUT_DECISION = "extension_without_decision"
    EXTENSION_WITHOUT_CAUSE = "extension_without_cause"
    EXTENSION_TOO_LATE = "extension_too_late"
    COMPLETION_BEFORE_START = "completion_before_start"
    CAUSE_IS_SUBJECTIVE = "cause_is_subjective"
    SUSPENSION_WITHOUT_DECISION = "suspension_without_decision"
    RESUMED_BEFORE_SUSPENDED = "resumed_before_suspended"
    HANDOVER_WITHOUT_ACCEPTANCE = "handover_without_acceptance"
    MINUTES_WITHOUT_NUMBER = "minutes_without_number"


_FIRST: Final = Rule(
    "Ngày hoàn thành theo quyết định đầu tiên không bao giờ thay đổi; thay đổi sau đó là gia hạn."
)
_MISTYPED: Final = Rule(
    "Ngày hoàn thành đầu tiên chỉ đính chính khi đã gõ sai so với quyết định: nêu lý do và kèm văn bản ghi ngày đúng."
)
_DECISION: Final = Rule(
    "Gia hạn, tạm dừng cần quyết định bằng văn bản của cấp quyết định đầu tư.", "254/2025/NĐ-CP"
)
_CAUSE: Final = Rule(
    "Gia hạn ghi rõ nguyên nhân; năng lực, hồ sơ chậm và nhà thầu là chủ quan.", is_proposal=True
)
LATE: Final = Rule(
    "Gia hạn ký sau khi đã quá hạn: các ngày từ hạn cũ đến ngày ký vẫn tính là chậm.", is_proposal=True
)
ORDER: Final = Rule("Ngày sau không đứng trước ngày trước.")
_HANDOVER: Final = Rule("Bàn giao đưa vào sử dụng cần biên bản nghiệm thu hoàn thành.")
_NUMBER: Final = Rule("Biên bản nghiệm thu, bàn giao có số.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDates:
    """What the project's file holds beside the row that is checked; None where nobody stated it.

    `corrected_first_date` is the first completion date that stands in the row which this one corrects.
    """

    began_on: date | None = None
    start_date: date | None = None
    first_date: date | None = None
    corrected_first_date: date | None = None
    due_date: date | None = None
    accepted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """A completion date as a decision of `decided_on` states it.

    `is_explained` says that the row itself gives a reason and a paper, which the correction of a first date needs.
    """

    kind: CompletionDateKind
    decided_on: date
    new_date: date
    decision_no: str | None = None
    cause: ExtensionCause | None = None
    is_objective: bool | None = None
    is_explained: bool = False


def check_completion_date(stated: StatedDate, *, known: KnownDates, as_of: date) -> tuple[Breach, ...]:
    """Return the rules that a completion date entered on `as_of` breaks; `known` leaves out the row it corrects.

    Refused are another first date and a decision of days to come; missing papers and causes warn. A first date that was
    typed wrongly is mended by a correction of its own row which gives reason and paper: that is told, never silent.
    Source: docs/rules.md, "Completion dates".
    """
    if known.corrected_first_date is not None and stated.kind is not CompletionDateKind.FIRST:
        return (_first_changed(known.corrected_first_date, stated, Severity.REFUSE),)
    own = _check_first if stated.kind is CompletionDateKind.FIRST else _check_extension
    is_extension = stated.kind is not CompletionDateKind.CONTRACT_END
    return (
        *check_day(stated.decided_on, as_of=as_of),
        *_check_order(stated, known),
        *(own(stated, known) if is_extension else ()),
    )


def check_date_withdrawn(kind: CompletionDateKind, new_date: date) -> tuple[Breach, ...]:
    """Return the rules that taking back a completion date breaks: a first one is corrected, never withdrawn.

    Source: docs/rules.md, "Completion dates".
    """
    if kind is not CompletionDateKind.FIRST:
        return ()
    return (Breach(DateBreach.FIRST_DATE_WITHDRAWN, Severity.REFUSE, _MISTYPED, {"known": new_date}),)


def check_suspension(
    suspended_on: date, resumed_on: date | None, *, has_decision: bool, known: KnownDates, as_of: date
) -> tuple[Breach, ...]:
    """Return the rules that a suspension entered on `as_of` breaks: it needs a decision and ends after it began."""
    found = [*check_day(suspended_on, as_of=as_of, began_on=known.began_on)]
    if resumed_on is not None and resumed_on < suspended_on:
        params: Params = {"day": suspended_on, "resumed_on": resumed_on}
        found.append(Breach(DateBreach.RESUMED_BEFORE_SUSPENDED, Severity.REFUSE, ORDER, params))
    if not has_decision:
        found.append(Breach(DateBreach.SUSPENSION_WITHOUT_DECISION, Severity.WARN, _DECISION))
    return tuple(found)


def check_acceptance(
    kind: AcceptanceKind, day: date, *, has_number: bool, known: KnownDates, as_of: date
) -> tuple[Breach, ...]:
    """Return the rules that minutes entered on `as_of` break; works are handed over only when they were accepted."""
    found = [*check_day(day, as_of=as_of, began_on=known.began_on)]
    if kind is AcceptanceKind.HANDOVER and (known.accepted_on is None or known.accepted_on > day):
        params: Params = {"day": day}
        found.append(Breach(DateBreach.HANDOVER_WITHOUT_ACCEPTANCE, Severity.REFUSE, _HANDOVER, params))
    if not has_number:
        found.append(Breach(DateBreach.MINUTES_WITHOUT_NUMBER, Severity.WARN, _NUMBER))
    return tuple(found)


def _check_first(stated: StatedDate, known: KnownDates) -> Iterator[Breach]:
    if known.first_date is not None and known.first_date != stated.new_date:
        yield _first_changed(known.first_date, stated, Severity.REFUSE)
    elif known.corrected_first_date not in (None, stated.new_date):
        weight = Severity.WARN if stated.is_explained else Severity.REFUSE
        yield _first_changed(known.corrected_first_date or stated.new_date, stated, weight)


def _first_changed(known: date, stated: StatedDate, weight: Severity) -> Breach:
    params: Params = {"known": known, "stated": stated.new_date}
    if weight is Severity.WARN:
        return Breach(DateBreach.FIRST_DATE_CORRECTED, weight, _MISTYPED, params)
    return Breach(DateBreach.FIRST_DATE_CHANGED, weight, _FIRST, params)


def _check_extension(stated: StatedDate, known: KnownDates) -> Iterator[Breach]:
    if known.first_date is None:
        yield Breach(DateBreach.EXTENSION_WITHOUT_FIRST, Severity.WARN, _FIRST)
    if stated.decision_no is None:
        yield Breach(DateBreach.EXTENSION_WITHOUT_DECISION, Severity.WARN, _DECISION)
    if stated.cause is None:
        yield Breach(DateBreach.EXTENSION_WITHOUT_CAUSE, Severity.WARN, _CAUSE)
    elif stated.is_objective and stated.cause in SUBJECTIVE_CAUSES:
        yield Breach(DateBreach.CAUSE_IS_SUBJECTIVE, Severity.WARN, _CAUSE)
    if known.due_date is not None and stated.decided_on > known.due_date:
        params: Params = {
            "decided_on": stated.decided_on,
            "due_date": known.due_date,
            "late_count": (stated.decided_on - known.due_date).days,
        }
        yield Breach(DateBreach.EXTENSION_TOO_LATE, Severity.WARN, LATE, params)


def _check_order(stated: StatedDate, known: KnownDates) -> Iterator[Breach]:
    if known.start_date is not None and stated.new_date < known.start_date:
        params: Params = {"new_date": stated.new_date, "start_date": known.start_date}
        yield Breach(DateBreach.COMPLETION_BEFORE_START, Severity.WARN, ORDER, params)
