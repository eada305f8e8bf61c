"""Completion dates, suspensions and minutes against the dates that the project's file holds."""

from datetime import date

from etl.ledgers.checks.setting import Setting, began_on, final_days
from etl.ledgers.checks.told import tell
from etl.ledgers.settling import Entry
from etl.ledgers.stock import Chain
from gis.domain import date_checks
from gis.domain.date_checks import KnownDates, StatedDate
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause
from gis.domain.lifecycle import Stage


def check_completion(entry: Entry, setting: Setting) -> None:
    """Hold a completion date against the first one and against the date in force when it was decided."""
    values = entry.values
    stated = StatedDate(
        kind=CompletionDateKind(values["kind"]),
        decided_on=values["effective_date"],
        new_date=values["new_date"],
        decision_no=values.get("decision_no"),
        cause=ExtensionCause(values["cause"]) if values.get("cause") else None,
        is_objective=values.get("is_objective"),
        is_explained=entry.row.values.get("note") is not None and entry.row.paper.is_named,
    )
    tell(entry, date_checks.check_completion_date(stated, known=_known(entry, setting), as_of=setting.as_of))


def check_withdrawn(entry: Entry) -> None:
    """Refuse to take back a first completion date, whose place another one could take without reason or paper."""
    if entry.chain is not None:
        values = entry.chain.values
        kind = CompletionDateKind(values["kind"])
        tell(entry, date_checks.check_date_withdrawn(kind, values["new_date"]))


def check_suspended(entry: Entry, setting: Setting) -> None:
    """Hold a suspension against its decision and its own days."""
    values = entry.values
    found = date_checks.check_suspension(
        values["effective_date"],
        values.get("resumed_on"),
        has_decision=values.get("decision_no") is not None or entry.row.paper.is_named,
        known=_known(entry, setting),
        as_of=setting.as_of,
    )
    tell(entry, found)


def check_minutes(entry: Entry, setting: Setting) -> None:
    """Hold minutes against the project's days and against the acceptance that handover needs."""
    values = entry.values
    found = date_checks.check_acceptance(
        AcceptanceKind(values["kind"]),
        values["effective_date"],
        has_number=values.get("minutes_no") is not None or entry.row.paper.is_named,
        known=_known(entry, setting),
        as_of=setting.as_of,
    )
    tell(entry, found)


def _known(entry: Entry, setting: Setting) -> KnownDates:
    dates = sorted(setting.facts("completion_date", entry), key=lambda known: known["effective_date"])
    first = next((known["new_date"] for known in dates if known["kind"] == CompletionDateKind.FIRST), None)
    day = entry.values["effective_date"]
    due = first
    for known in dates:
        if known["kind"] == CompletionDateKind.EXTENSION and known["effective_date"] < day:
            due = known["new_date"]
    project = entry.row.project
    return KnownDates(
        began_on=began_on(entry),
        start_date=project.start_date if project else None,
        first_date=first or _withdrawn_first(entry, setting),
        corrected_first_date=_corrected_first(entry),
        due_date=due,
        accepted_on=_accepted_on(entry, setting),
    )


def _withdrawn_first(entry: Entry, setting: Setting) -> date | None:
    """Return the first completion date of another row that was taken back: no other date comes in its place."""
    if entry.row.sheet.name != "completion_date" or entry.values["kind"] != CompletionDateKind.FIRST:
        return None
    if "withdrawn_first" not in setting.kept:
        setting.kept["withdrawn_first"] = {
            chain.project_id: chain
            for chain in setting.stock.ledger("completion_date").chains
            if chain.tip.is_withdrawn and chain.values["kind"] == CompletionDateKind.FIRST
        }
    chain: Chain | None = setting.kept["withdrawn_first"].get(entry.row.project_id)
    if chain is None or chain is entry.chain:
        return None
    taken_back: date = chain.values["new_date"]
    return taken_back


def _corrected_first(entry: Entry) -> date | None:
    """Return the first completion date that the row would take the place of."""
    chain = entry.chain
    if chain is None or entry.row.sheet.name != "completion_date":
        return None
    standing: date = chain.values["new_date"]
    return standing if chain.values["kind"] == CompletionDateKind.FIRST else None


def _accepted_on(entry: Entry, setting: Setting) -> date | None:
    days = final_days(entry, setting)
    project = entry.row.project
    if (
        not days
        and project is not None
        and project.stage is not None
        and project.stage >= Stage.FINAL_ACCEPTANCE
    ):
        return began_on(entry) or entry.values["effective_date"]
    return min(days, default=None)
