"""Whether a move of a status axis can be true: the evidence it needs and the steps that must come before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.entry_checks import check_contracted, check_day
from gis.domain.lifecycle import ClearanceStatus, Execution, SettlementStatus, Stage, StatusAxis


class StepBreach(StrEnum):
    """What can be wrong with a move."""

    UNKNOWN_VALUE = "step_unknown_value"
    WITHOUT_DOCUMENT = "step_without_document"
    WITHOUT_EARLIER_STEP = "step_without_earlier_step"
    GOES_BACK = "step_goes_back"
    HIGHER_LEVEL_ELSEWHERE = "step_higher_level_elsewhere"
    CANCELLED_WITHOUT_PAPER = "step_cancelled_without_paper"


_VALUES: Final[Mapping[StatusAxis, frozenset[str]]] = {
    StatusAxis.STAGE: frozenset(str(int(stage)) for stage in Stage),
    StatusAxis.EXECUTION: frozenset(Execution),
    StatusAxis.CLEARANCE: frozenset(ClearanceStatus),
    StatusAxis.SETTLEMENT: frozenset(SettlementStatus),
}
_NEEDS: Final[Mapping[Stage, Stage]] = {
    Stage.HANDED_OVER: Stage.FINAL_ACCEPTANCE,
    Stage.SETTLED: Stage.FINAL_ACCEPTANCE,
    Stage.CLOSED: Stage.SETTLED,
}
"""Handover and settlement need the acceptance, closing the account needs the settlement."""

_WORKS: Final = frozenset({Stage.UNDER_CONSTRUCTION, Stage.PARTIAL_ACCEPTANCE, Stage.FINAL_ACCEPTANCE})
"""Stages that say that there are works, which need a contract."""
_CODES: Final = Rule("Mỗi trục trạng thái chỉ nhận các giá trị trong danh mục của trục đó.")
_EVIDENCE: Final = Rule(
    "Chuyển trạng thái phải có số, ngày và cơ quan ban hành của quyết định, hợp đồng hoặc biên bản."
)
_ORDER: Final = Rule(
    "Bàn giao và quyết toán cần nghiệm thu hoàn thành; tất toán tài khoản cần quyết toán được duyệt.",
    "58/2024/QH15",
)
_HIGHER: Final = Rule(
    "Dự án hủy bỏ do cấp trên quyết định không xét đúng tiến độ; phải có văn bản của cấp trên.",
    is_proposal=True,
)
_FORWARD: Final = Rule("Giai đoạn không lùi lại; ghi nhầm thì đính chính dòng cũ.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSteps:
    """What the project's file holds before the move: stages reached, the acceptance, the day it began, the first contract."""

    stages: frozenset[Stage] = field(default_factory=frozenset)
    accepted_on: date | None = None
    began_on: date | None = None
    contracted_on: date | None = None


def check_step(
    axis: StatusAxis,
    value: str,
    day: date,
    *,
    has_document: bool,
    known: KnownSteps,
    as_of: date,
    is_by_higher_level: bool = False,
) -> tuple[Breach, ...]:
    """Return the rules that a move of `axis` to `value` on `day`, entered on `as_of`, breaks.

    Refused are values of no list, days to come, and stages whose condition is not met; a missing paper, works before the
    first contract and a stage that goes back warn. What a higher level decides is a cancellation, and its paper is required: it takes the project out of the
    on-time score. Reaching 100 % of works or money never moves anything. Source: docs/rules.md, "Status".
    """
    if value not in _VALUES[axis]:
        params: Params = {"axis": axis, "value": value}
        return (Breach(StepBreach.UNKNOWN_VALUE, Severity.REFUSE, _CODES, params),)
    return (
        *check_day(day, as_of=as_of, began_on=known.began_on),
        *(_check_higher_level(axis, value, has_document=has_document) if is_by_higher_level else ()),
        *_check_evidence(axis, value, has_document=has_document),
        *(_check_stage(Stage(int(value)), day, known) if axis is StatusAxis.STAGE else ()),
        *(
            check_contracted(day, contracted_on=known.contracted_on)
            if axis is StatusAxis.STAGE and Stage(int(value)) in _WORKS
            else ()
        ),
        *(_check_settlement(value, day, known) if axis is StatusAxis.SETTLEMENT else ()),
    )


def _check_evidence(axis: StatusAxis, value: str, *, has_document: bool) -> Iterator[Breach]:
    needs_none = value in {
        str(int(Stage.POLICY_PREPARATION)),
        Execution.NORMAL,
        SettlementStatus.NOT_SUBMITTED,
    }
    if not has_document and not needs_none and axis is not StatusAxis.CLEARANCE:
        yield Breach(StepBreach.WITHOUT_DOCUMENT, Severity.WARN, _EVIDENCE, {"axis": axis, "value": value})


def _check_higher_level(axis: StatusAxis, value: str, *, has_document: bool) -> Iterator[Breach]:
    params: Params = {"axis": axis, "value": value}
    if axis is not StatusAxis.EXECUTION or value != Execution.CANCELLED:
        yield Breach(StepBreach.HIGHER_LEVEL_ELSEWHERE, Severity.REFUSE, _HIGHER, params)
    elif not has_document:
        yield Breach(StepBreach.CANCELLED_WITHOUT_PAPER, Severity.REFUSE, _HIGHER, params)


def _check_stage(stage: Stage, day: date, known: KnownSteps) -> Iterator[Breach]:
    needed = _NEEDS.get(stage)
    if needed is not None and not _has_reached(needed, day, known):
        params: Params = {"stage": int(stage), "needed": int(needed)}
        yield Breach(StepBreach.WITHOUT_EARLIER_STEP, Severity.REFUSE, _ORDER, params)
    furthest = max(known.stages, default=None)
    if furthest is not None and stage < furthest:
        params = {"stage": int(stage), "furthest": int(furthest)}
        yield Breach(StepBreach.GOES_BACK, Severity.WARN, _FORWARD, params)


def _check_settlement(value: str, day: date, known: KnownSteps) -> Iterator[Breach]:
    """Refuse an account that is submitted or settled before the works were accepted."""
    if value != SettlementStatus.NOT_SUBMITTED and not _has_reached(Stage.FINAL_ACCEPTANCE, day, known):
        params: Params = {"stage": int(Stage.SETTLED), "needed": int(Stage.FINAL_ACCEPTANCE)}
        yield Breach(StepBreach.WITHOUT_EARLIER_STEP, Severity.REFUSE, _ORDER, params)


def _has_reached(needed: Stage, day: date, known: KnownSteps) -> bool:
    if needed is Stage.FINAL_ACCEPTANCE and known.accepted_on is not None and known.accepted_on <= day:
        return True
    return any(stage >= needed for stage in known.stages)
