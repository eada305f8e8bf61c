"""Completion dates, suspensions, acceptance and the steps of the axes that follow from them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from etl.demo.history.keys import Keys
from etl.demo.history.rows import (
    AcceptanceRow,
    CompletionRow,
    DocumentRow,
    Row,
    StepRow,
    SuspensionRow,
)
from etl.demo.history.story import Extension, Story
from etl.demo.history.streams import Stream
from etl.demo.history.words import EXTENSIONS, inside
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause
from gis.domain.lifecycle import Execution, SettlementStatus, Stage, StatusAxis

_RAINS: Final = range(5, 11)
_ACCEPTED: Final = {
    Stage.PARTIAL_ACCEPTANCE: AcceptanceKind.PARTIAL,
    Stage.FINAL_ACCEPTANCE: AcceptanceKind.FINAL,
    Stage.HANDED_OVER: AcceptanceKind.HANDOVER,
}


def rows(story: Story, keys: Keys, *, contract_end: tuple[date, date] | None) -> Iterator[Row]:
    """Yield the dates; `contract_end` is the day of signing and the end that the first contract names."""
    subject, rng = story.subject, story.stream("dates")
    issuer = _issuer(story, subject.decision_date or story.as_of)
    if subject.due is not None and subject.decision_date is not None and "first" not in subject.known.dates:
        yield CompletionRow(
            subject.id,
            subject.decision_date,
            CompletionDateKind.FIRST,
            subject.due,
            precision=subject.precision or "day",
            decision_no=subject.decision_no,
            decided_by=issuer,
        )
    if contract_end is not None and subject.due is not None:
        signed, end = contract_end
        yield CompletionRow(subject.id, signed, CompletionDateKind.CONTRACT_END, end)
    for place, extension in enumerate(story.extensions):
        is_last = place == len(story.extensions) - 1
        corrects = subject.known.dates.get("extension") if is_last else None
        yield from _extension(story, rng, keys, extension, corrects)
    yield from _suspensions(story, rng)
    yield from _acceptances(story, rng)
    yield from _settlement(story)


def _extension(
    story: Story, rng: Stream, keys: Keys, extension: Extension, corrects_id: int | None
) -> Iterator[Row]:
    number = f"{rng.randint(20, 2900)}/QĐ-UBND"
    issuer, document = _issuer(story, extension.decided_on), next(keys.document)
    title = "Quyết định gia hạn thời gian thực hiện dự án"
    yield DocumentRow(
        document, story.subject.id, "extension_decision", number, title, extension.decided_on, issuer
    )
    is_others = extension.cause is ExtensionCause.CLEARANCE_BY_OTHERS and extension.is_objective
    places = story.subject.places_on(extension.decided_on)
    is_cured = extension.is_objective and extension.decided_on > extension.old_date and rng.has(0.25)
    yield CompletionRow(
        story.subject.id,
        extension.decided_on,
        CompletionDateKind.EXTENSION,
        extension.new_date,
        decision_no=number,
        decided_by=issuer,
        cause=extension.cause,
        is_objective=extension.is_objective,
        responsible_unit_id=places[0].unit_id if is_others and places else None,
        cure_document_no=f"{rng.randint(5, 90)}/BB-HĐTĐ" if is_cured else None,
        document_id=document,
        corrects_id=corrects_id,
        note=EXTENSIONS[extension.cause],
    )


def _suspensions(story: Story, rng: Stream) -> Iterator[Row]:
    subject = story.subject
    for stop in story.stops:
        number = f"{rng.randint(20, 2900)}/QĐ-UBND"
        note = rng.choice(_stop_reasons(story, stop.first))
        yield SuspensionRow(subject.id, stop.first, stop.until, number, stop.first, note)
        if stop.until is not None:
            yield StepRow(subject.id, stop.first, StatusAxis.EXECUTION, Execution.PAUSED)
            yield StepRow(subject.id, stop.until, StatusAxis.EXECUTION, Execution.NORMAL)


def _stop_reasons(story: Story, day: date) -> tuple[str, ...]:
    """Return what can have stopped the works on the day: land only while some of it is missing, floods in the rains."""
    reasons = ["Chờ điều chỉnh dự án."]
    if story.land is not None and not story.land.is_free(day):
        reasons.append("Chờ bàn giao mặt bằng.")
    if day.month in _RAINS:
        reasons.append("Mưa lũ, bảo đảm an toàn lao động.")
    return tuple(reasons)


def _acceptances(story: Story, rng: Stream) -> Iterator[Row]:
    subject = story.subject
    for stage, kind in _ACCEPTED.items():
        day = subject.accepted if stage is Stage.FINAL_ACCEPTANCE else subject.steps.get(stage)
        number = f"{rng.randint(1, 60):02d}/BBNT"
        if day is not None and kind not in subject.known.acceptances:
            yield AcceptanceRow(subject.id, day, kind, number)


def _settlement(story: Story) -> Iterator[Row]:
    """Yield the settlement's steps up to the state that the project has."""
    subject = story.subject
    handed = subject.steps.get(Stage.HANDED_OVER)
    days = {
        SettlementStatus.SUBMITTED: handed,
        SettlementStatus.APPROVED_WITH_DEBT: subject.steps.get(Stage.SETTLED),
        SettlementStatus.SETTLED: subject.steps.get(Stage.CLOSED),
    }
    if subject.settlement is SettlementStatus.NOT_SUBMITTED:
        return
    last = handed
    for status, day in days.items():
        if day is None or last is None:
            return
        last = max(day, last + timedelta(days=1)) if status is not SettlementStatus.SUBMITTED else day
        yield StepRow(subject.id, min(last, story.as_of), StatusAxis.SETTLEMENT, status)
        if status is subject.settlement:
            return


def _issuer(story: Story, day: date) -> str:
    places = story.subject.places_on(day)
    return f"UBND {inside(places[0].full_name)}" if places else "Ủy ban nhân dân"
