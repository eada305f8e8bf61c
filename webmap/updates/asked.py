"""Which unit and month an address of the month's work asks for, and what its reader may do there."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request

from etl.filter_query import Args, FilterError, single
from gis.domain.months import last_day, month_of, reported_day, working_month
from gis.domain.roles import Permission, may_enter, roles_with
from gis.domain.units import UnitLevel
from gis.queries import units
from gis.queries.units import UnitRow
from webmap.clock import today
from webmap.database import db
from webmap.indicators.words import month_text, month_value
from webmap.scope import require_scope, scope_of, scope_of_roles

FIRST_MONTH = date(2000, 1, 1)
MOST_ID = 2**62


@dataclass(frozen=True, slots=True)
class Asked:
    """A commune and a month, with what the reader may do with its figures."""

    unit: UnitRow
    month: date
    may_enter: bool
    may_submit: bool
    may_review: bool
    may_close: bool

    def may_write(self, ledger: str) -> bool:
        """Tell whether the reader writes figures of a ledger down here."""
        return self.may_enter and enters(self.unit.id, ledger)

    @property
    def day(self) -> date:
        """The day that figures of the month stand for."""
        return reported_day(self.month, today=today())

    @property
    def query(self) -> dict[str, Any]:
        """What leads back to this unit and month."""
        return {"unit": self.unit.id, "month": month_value(self.month)}


def reach(permission: Permission) -> frozenset[int] | None:
    """Return the units that the reader reaches with `permission`; None means every unit."""
    return scope_of(permission)


def enters(unit_id: int, ledger: str) -> bool:
    """Tell whether the reader writes figures of a ledger down for a unit: accountants write money alone."""
    units_of = scope_of_roles(
        [role for role in roles_with(Permission.FACT_ENTER) if may_enter({role}, ledger)]
    )
    return units_of is None or unit_id in units_of


def reaches(permission: Permission, unit_id: int) -> bool:
    """Tell whether the reader holds `permission` for a unit."""
    units_of = reach(permission)
    return units_of is None or unit_id in units_of


def requested_month(args: Args | None = None) -> date:
    """Return the month of the address, the one that is being worked on without; FilterError for one to come."""
    value, now = single(args or request.args, "month"), today()
    if not value:
        return working_month(now)
    written = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", value, re.ASCII)
    month = date(int(written[1]), int(written[2]), 1) if written and written[1] > "0000" else None
    if month is None:
        raise FilterError("bad_month", field="month", value=value)
    if month > month_of(now):
        raise FilterError(
            "month_not_begun", field="month", value=month_text(month), high=month_text(month_of(now))
        )
    if not FIRST_MONTH <= month <= month_of(now):
        low, high = month_value(FIRST_MONTH), month_value(month_of(now))
        raise FilterError("month_without_figures", field="month", value=value, low=low, high=high)
    return month


def requested_unit(args: Args | None = None) -> UnitRow | None:
    """Return the unit of the address, None without; 404 for one that is not known, 403 for one out of reach."""
    value = single(args or request.args, "unit")
    if not value:
        return None
    number = (
        int(value) if value.isascii() and value.isdecimal() and len(value) < len(str(MOST_ID)) else MOST_ID
    )
    unit = units.get(db.session, number) if number < MOST_ID else None
    if unit is None:
        abort(404)
    require_scope(Permission.UPDATES_READ, project_id=None, unit_id=unit.id)
    return unit


def requested(args: Args | None = None) -> Asked:
    """Return the commune and month of the address or form; 404 without a commune."""
    unit = requested_unit(args)
    if unit is None or unit.level is not UnitLevel.COMMUNE:
        abort(404)
    return of_unit(unit, requested_month(args))


def of_unit(unit: UnitRow, month: date) -> Asked:
    """Return what the reader may do with a commune's month."""
    return Asked(
        unit,
        month,
        may_enter=reaches(Permission.FACT_ENTER, unit.id),
        may_submit=reaches(Permission.FACT_SUBMIT, unit.id),
        may_review=reaches(Permission.FACT_REVIEW, unit.id),
        may_close=reaches(Permission.PERIOD_CLOSE, unit.id),
    )


def own_communes(month: date) -> list[UnitRow] | None:
    """Return the communes of a month that the reader works for, by name; None where that is every one."""
    found = reach(Permission.UPDATES_READ)
    if found is None:
        return None
    return [unit for unit in units.communes_on(db.session, last_day(month)) if unit.id in found]
