"""Moves of the status axes against their evidence and the steps that must come before them."""

from etl.ledgers.checks.setting import Setting, began_on, contracted_on, final_days
from etl.ledgers.checks.told import tell
from etl.ledgers.settling import Entry
from gis.domain.lifecycle import Stage, StatusAxis
from gis.domain.step_checks import KnownSteps, check_step


def check_moved(entry: Entry, setting: Setting) -> None:
    """Hold a move against its paper, the stages reached by its day, and the minutes of final acceptance."""
    values = entry.values
    known = KnownSteps(
        stages=_stages(entry, setting),
        accepted_on=min(final_days(entry, setting), default=None),
        began_on=began_on(entry),
        contracted_on=contracted_on(entry, setting),
    )
    found = check_step(
        StatusAxis(values["axis"]),
        values["value"],
        values["effective_date"],
        has_document=_has_document(entry),
        known=known,
        as_of=setting.as_of,
        is_by_higher_level=values.get("is_by_higher_level") is True,
    )
    tell(entry, found)


def _stages(entry: Entry, setting: Setting) -> frozenset[Stage]:
    day = entry.values["effective_date"]
    return frozenset(
        Stage(int(known["value"]))
        for known in setting.facts("status_step", entry)
        if known["axis"] == StatusAxis.STAGE and known["effective_date"] <= day
    )


def _has_document(entry: Entry) -> bool:
    chain = entry.chain
    return entry.row.paper.is_named or (chain is not None and chain.tip.document_id is not None)
