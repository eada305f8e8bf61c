"""How the walk of permissions reaches every route: with which address, for whose ground, with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Role
from tests.two_communes import Ground, TwoCommunes

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Probe:
    """The parts of an address, its query (GET) or form (POST), for one ground."""

    parts: Fields
    fields: Fields


def _by_unit(**more: object) -> Callable[[Ground], Probe]:
    """Address a commune's month, with its project."""

    def made(ground: Ground) -> Probe:
        return Probe({}, {"unit": ground.unit_id, "project_id": ground.project_id} | more)

    return made


def _record(ground: Ground) -> Probe:
    fields = {"unit": ground.unit_id, "project_id": ground.project_id, "entry_key": f"walk-{ground.unit_id}"}
    return Probe({"ledger": "voucher"}, fields)


def _drop(ground: Ground) -> Probe:
    number = ground.vouchers[ReviewState.DRAFT]
    return Probe({"ledger": "voucher", "number": number}, {"unit": ground.unit_id})


def _workbook(ground: Ground) -> Probe:
    return Probe({"sha256": "0" * 64}, {"unit": ground.unit_id})


def _panel(ground: Ground) -> Probe:
    return Probe({"ledger": "voucher"}, {"unit": ground.unit_id, "project_id": ground.project_id})


def _project(**fields: object) -> Callable[[Ground], Probe]:
    def made(ground: Ground) -> Probe:
        return Probe({"code": ground.code}, dict(fields))

    return made


def _file(**fields: object) -> Callable[[Ground], Probe]:
    def made(ground: Ground) -> Probe:
        return Probe({"number": ground.file_id}, dict(fields))

    return made


_PLACE = {
    "action": "save",
    "kind": "point",
    "crs": "4326",
    "coordinates": "12.0, 107.5",
    "accuracy_class": "gps",
    "reason": "đo lại",
    "version": 1,
}
SCOPED: dict[str, Callable[[Ground], Probe]] = {
    "files.original": _file(),
    "files.change_publicity": _file(action="hide", reason="ảnh mờ"),
    "files.blur_spot": _file(side="16", x_pct="50", y_pct="30", reason="có mặt người"),
    "files.edit": _project(),
    "files.save": _project(kind="photo", title="Ảnh"),
    "locations.edit": _project(),
    "locations.save": _project(**_PLACE),
    "updates.index": _by_unit(),
    "updates.missing": _by_unit(),
    "updates.month_counts": _by_unit(),
    "updates.missing_table": _by_unit(),
    "updates.show_overview": _by_unit(),
    "updates.show_panel": _panel,
    "updates.show_photo": _by_unit(),
    "updates.set_period": _by_unit(action="close", remark="hết tháng"),
    "updates.record": _record,
    "updates.drop_record": _drop,
    "updates.review": _by_unit(),
    "updates.workbook": _by_unit(),
    "updates.workbook_file": _by_unit(),
    "updates.take_workbook": _by_unit(),
    "updates.workbook_look": _workbook,
    "updates.workbook_write": _workbook,
    "updates.workbook_findings": _workbook,
    "updates.judge": _by_unit(verdict="accept"),
    "updates.handing_in": _by_unit(),
    "updates.hand_in": _by_unit(),
    "updates.take_back": _by_unit(),
}
"""Routes bounded by units: what is the reader's own answers, what is another's refuses."""

UNBOUNDED = {
    "accounts.": "the own account alone, by its session",
    "people.": "accounts have no unit: technical administration is everywhere",
    "audit.": "a list that holds the rows of the own scope: tests/web/test_audit.py",
    "treasury.": "a list that holds the rows of the own scope: tests/web/test_treasury.py",
    "updates.session_state": "says whose session it is",
}
"""Routes behind a permission that name no unit, each with the reason."""


def parts_of(world: TwoCommunes) -> Fields:
    """Return a value for every part that addresses of unbounded and public routes have."""
    return {
        "code": world.own.code,
        "number": world.own.unit_id,
        "account_id": world.accounts[Role.COUNCIL],
        "token": "nothing",
        "layer": "projects",
        "zoom": 6,
        "x": 51,
        "y": 29,
        "version": "0",
        "filename": "nothing.css",
    }
