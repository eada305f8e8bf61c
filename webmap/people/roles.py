"""From what an administrator typed to a role that can be given."""

from flask_babel import gettext

from gis.domain.roles import WITHOUT_UNITS, Role
from gis.operations.grants import Grant, GrantError
from gis.queries.people_lists import agency_id_by_name
from gis.queries.units import unit_by_reference
from webmap.clock import today
from webmap.database import db
from webmap.people.forms import RoleForm

SEPARATOR = " – "


def grant_of(form: RoleForm) -> Grant | None:
    """Return the role that the form describes; None, with the error beside its field, where it makes no sense."""
    role = Role(form.role.data)
    unit_id = _unit_id(form, role)
    agency_id = _agency_id(form)
    first_day, last_day = form.valid_from.day, form.valid_to.day
    if first_day is not None and last_day is not None and last_day < first_day:
        form.valid_to.errors = [gettext("Ngày kết thúc trước ngày bắt đầu.")]
    if form.errors or first_day is None:
        return None
    return Grant(role, unit_id, first_day, last_day, agency_id, form.document.data or None)


def explain(form: RoleForm, error: GrantError) -> None:
    """Put the refusal of the core beside its field."""
    field = {"valid_to": form.valid_to, "unit": form.unit}.get(error.field or "", form.role)
    field.errors = [gettext("Tài khoản đã có vai trò này trong thời gian đó.")]


def _unit_id(form: RoleForm, role: Role) -> int | None:
    """Return the unit; None for everywhere, and where the form has an error."""
    typed = form.unit.data or ""
    if role in WITHOUT_UNITS:
        if typed:
            form.unit.errors = [gettext("Quản trị viên không gắn với đơn vị nào: để trống ô này.")]
        return None
    if form.everywhere.data:
        if typed:
            form.unit.errors = [gettext("Nêu đơn vị, hoặc chọn mọi đơn vị; không chọn cả hai.")]
        return None
    if not typed:
        form.unit.errors = [gettext("Nêu đơn vị, hoặc chọn mọi đơn vị.")]
        return None
    unit = unit_by_reference(db.session, typed.partition(SEPARATOR)[0].strip(), as_of=today())
    if unit is None:
        form.unit.errors = [gettext("Không có đơn vị này hiện nay: chọn trong danh sách, hoặc gõ mã đơn vị.")]
        return None
    return unit.id


def _agency_id(form: RoleForm) -> int | None:
    if not form.agency.data:
        return None
    found = agency_id_by_name(db.session, form.agency.data, as_of=today())
    if found is None:
        form.agency.errors = [gettext("Danh mục chưa có cơ quan này: chọn trong danh sách, hoặc để trống.")]
    return found
