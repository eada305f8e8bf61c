"""The month that is being written: drafts, submitted and returned figures, and what is missing, as people would leave it."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.demo.history.streams import Stream, stream
from etl.demo.history.words import FALL, NEXT_STEPS, RETURNED
from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.months import reported_day, working_month
from gis.domain.progress import ProgressReport, check_report
from gis.models import Contribution
from gis.models import ProgressReport as Reports
from gis.operations.audit import Actor
from gis.operations.drafts import Draft, save_draft
from gis.operations.review import RowKey, give_back, submit
from gis.queries.demonstration import AwaitedReport, awaited_reports

MOST_COMMUNES: Final = 12
"""So many communes with the most projects are told of; a country's others have not begun."""
_STATES: Final = (
    ((0.30, ReviewState.DRAFT), (0.55, ReviewState.SUBMITTED), (0.70, ReviewState.RETURNED)),
    ((0.80, ReviewState.SUBMITTED), (0.90, ReviewState.RETURNED)),
    ((0.15, ReviewState.DRAFT),),
)
"""What the communes in turn have come to: one in the middle of it, one that handed in, one that has hardly begun."""
_FALLEN: Final = 0.08
_LABOUR_VND: Final = 200_000


def write_month(session: Session, actor: Actor, *, seed: int, as_of: date) -> int:
    """Write reports of the month that is worked on into demonstration projects without one; return how many.

    None of them counts. The same seed, projects and day give the same rows, and a second call writes nothing. The
    summaries have to be there. Flushes, never commits.
    """
    month = working_month(as_of)
    awaited = awaited_reports(session, month)
    communes = Counter((each.unit_id, each.unit_code) for each in awaited)
    busiest = sorted(communes, key=lambda each: (-communes[each], each[1]))[:MOST_COMMUNES]
    places = {unit_id: place for place, (unit_id, _) in enumerate(busiest)}
    moved: dict[ReviewState, list[tuple[RowKey, Stream]]] = {state: [] for state in ReviewState}
    for each in awaited:
        rng = stream(seed, "month", month.isoformat(), each.code)
        state = _state(rng, places.get(each.unit_id))
        if state is not None:
            draft = draft_of(each, rng, reported_day(month, today=as_of), as_of)
            row = save_draft(session, Reports, draft, actor, as_of=as_of).row
            moved[state].append((RowKey("progress_report", row.id), rng))
    for unit_id, unit_code in busiest[:: len(_STATES)]:
        _give(session, actor, unit_id, unit_code, as_of=as_of)
    handed_in = [key for state in (ReviewState.SUBMITTED, ReviewState.RETURNED) for key, _ in moved[state]]
    submit(session, handed_in, actor, as_of=as_of)
    for key, rng in moved[ReviewState.RETURNED]:
        give_back(session, [key], actor, as_of=as_of, remark=rng.choice(RETURNED))
    return sum(map(len, moved.values()))


def _state(rng: Stream, place: int | None) -> ReviewState | None:
    drawn = rng.random()
    states = () if place is None else _STATES[place % len(_STATES)]
    return next((state for below, state in states if drawn < below), None)


def draft_of(each: AwaitedReport, rng: Stream, day: date, as_of: date) -> Draft:
    """Return a report of `day` a little further than the last one, or a little less with the reason."""
    before, planned = each.physical_progress_pct, each.planned_progress_pct
    has_fallen = before > 5 and rng.has(_FALLEN)
    step = Decimal(str(round(rng.uniform(0.5, 5.5), 1)))
    done = before - step if has_fallen else min(before + step, Decimal("99.5"))
    values: dict[str, Any] = {
        "project_id": each.project_id,
        "effective_date": day,
        "physical_progress_pct": done,
        "planned_progress_pct": None if planned is None else min(planned + 3, Decimal(100)),
        "next_step": rng.choice(NEXT_STEPS),
    }
    report = ProgressReport(effective_date=day, physical_progress_pct=done)
    previous = ProgressReport(effective_date=each.reported_on, physical_progress_pct=before)
    warnings = check_report(report, as_of=as_of, previous=previous)
    key = f"demo/{day:%Y-%m}/{each.code}"
    return Draft(values=values, entry_key=key, warnings=warnings, remark=FALL if warnings else None)


def _give(session: Session, actor: Actor, unit_id: int, unit_code: str, *, as_of: date) -> None:
    """Write days of labour that a village gave to its commune and to no project as a draft."""
    days, day = Decimal(24), reported_day(working_month(as_of), today=as_of)
    values: dict[str, Any] = {
        "unit_id": unit_id,
        "effective_date": day,
        "kind": ContributionKind.LABOUR,
        "item": "Dọn vệ sinh, phát quang đường thôn",
        "quantity": days,
        "quantity_unit": "công",
        "unit_price_vnd": _LABOUR_VND,
        "price_source": "Đơn giá ngày công của xã (minh họa)",
        "value_vnd": int(days) * _LABOUR_VND,
        "donor_kind": DonorKind.COMMUNITY,
        "project_id": None,
    }
    key = f"demo/{day:%Y-%m}/{unit_code}/labour"
    save_draft(session, Contribution, Draft(values=values, entry_key=key), actor, as_of=as_of)
