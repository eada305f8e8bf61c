"""Which rows of the log the address asks for, within what the reader may see."""

from dataclasses import dataclass, replace
from datetime import date

from flask import request

from etl.filter_query import FilterError, day, integer, single
from gis.domain.roles import Permission
from gis.queries.audit_log import LogFilter, project_of
from webmap.database import db
from webmap.scope import scope_of

GREATEST_ID = 2**62
MAX_CODE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, and the words of the address that it was read from."""

    wanted: LogFilter
    project_code: str
    is_unknown_project: bool
    before_id: int | None

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the reader chose anything."""
        return bool(self.project_code) or replace(self.wanted, unit_ids=None) != LogFilter()


def requested_log() -> Asked:
    """Return what the address asks for; FilterError where a parameter makes no sense."""
    code = (single(request.args, "project") or "").strip()
    if len(code) > MAX_CODE:
        raise FilterError("too_long", field="project", value=code, limit=MAX_CODE)
    project_id = project_of(db.session, code) if code else None
    first, last = _day("from"), _day("to")
    wanted = LogFilter(
        project_id=project_id if project_id is not None or not code else 0,
        actor_id=_id("person"),
        action=single(request.args, "action") or None,
        first_day=min(first, last) if first and last else first,
        last_day=max(first, last) if first and last else last,
        unit_ids=scope_of(Permission.AUDIT_READ),
    )
    return Asked(wanted, code, bool(code) and project_id is None, _id("before"))


def _day(name: str) -> date | None:
    return day(request.args, name) if single(request.args, name) else None


def _id(name: str) -> int | None:
    given = single(request.args, name)
    return integer(name, given, low=0, high=GREATEST_ID) if given else None
