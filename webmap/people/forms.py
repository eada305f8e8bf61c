"""The forms of the administrator: a person, a role, its end, an invitation."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from gis.domain.roles import Role
from gis.domain.sign_in import LOGIN_MAX_LENGTH, is_login
from webmap.labels import label

MAX_NAME, MAX_TEXT, MAX_UNIT = 120, 300, 120


def _stripped(text: str | None) -> str:
    return " ".join((text or "").split())


def _day(text: str | None) -> date | None:
    """Return the day of a date field; None where it is empty, ValidationError for a day that is none."""
    if not (text or "").strip():
        return None
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError as error:
        raise ValidationError(_l("Ngày không có trên lịch: chọn lại ngày.")) from error


class DayField(StringField):  # type: ignore[misc]
    """A day as browsers send it; `day` is None where the field is empty."""

    day: date | None = None

    def __init__(self, text: object, **options: object) -> None:
        """Let the browser show its calendar."""
        super().__init__(text, render_kw={"type": "date"}, **options)

    def pre_validate(self, _form: object) -> None:
        """Read the day, or refuse it."""
        self.day = _day(self.data)


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name that a person is shown by."""

    display_name = StringField(
        _l("Họ và tên"),
        filters=[_stripped],
        validators=[
            DataRequired(_l("Nhập họ và tên.")),
            Length(max=MAX_NAME, message=_l("Tối đa 120 ký tự.")),
        ],
        render_kw={"autocomplete": "off"},
    )


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role, where it holds and from when to when, by which document."""

    role = SelectField(_l("Vai trò"), choices=[], validate_choice=False)
    unit = StringField(
        _l("Đơn vị phụ trách"),
        filters=[_stripped],
        validators=[Length(max=MAX_UNIT, message=_l("Tối đa 120 ký tự."))],
        render_kw={"list": "units", "autocomplete": "off"},
    )
    everywhere = BooleanField(_l("Ở mọi đơn vị"))
    agency = StringField(
        _l("Thuộc cơ quan"),
        filters=[_stripped],
        validators=[Length(max=MAX_TEXT, message=_l("Tối đa 300 ký tự."))],
        render_kw={"list": "agencies", "autocomplete": "off"},
    )
    valid_from = DayField(_l("Từ ngày"), validators=[DataRequired(_l("Chọn ngày bắt đầu."))])
    valid_to = DayField(_l("Đến hết ngày"))
    document = StringField(
        _l("Văn bản giao nhiệm vụ"),
        filters=[_stripped],
        validators=[Length(max=MAX_TEXT, message=_l("Tối đa 300 ký tự."))],
    )

    def offer(self) -> None:
        """Fill the list of roles in the reader's language; none is chosen before somebody chooses."""
        roles = [SelectChoice(role.value, label(role)) for role in Role]
        self.role.choices = [SelectChoice("", gettext("Chọn vai trò")), *roles]

    def validate_role(self, field: Field) -> None:
        """Refuse a role that is none."""
        if field.data not in {role.value for role in Role}:
            raise ValidationError(_l("Chọn một vai trò trong danh sách."))


class PersonForm(NameForm, RoleForm):
    """A new person with a first role."""

    login = StringField(
        _l("Tên đăng nhập"),
        filters=[lambda text: _stripped(text).lower()],
        validators=[
            DataRequired(_l("Nhập tên đăng nhập.")),
            Length(max=LOGIN_MAX_LENGTH, message=_l("Tối đa 64 ký tự.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    def validate_login(self, field: Field) -> None:
        """Refuse what can not be a login."""
        if not is_login(field.data or ""):
            raise ValidationError(_l("Chỉ dùng chữ thường không dấu, số, dấu chấm và gạch nối."))


class EndRoleForm(FlaskForm):  # type: ignore[misc]
    """The last day of a role, and why it ends."""

    last_day = DayField(_l("Hết ngày"), validators=[DataRequired(_l("Chọn ngày cuối."))])
    reason = StringField(
        _l("Lý do"),
        filters=[_stripped],
        validators=[
            DataRequired(_l("Nêu lý do để người sau hiểu thay đổi này.")),
            Length(max=MAX_TEXT, message=_l("Tối đa 300 ký tự.")),
        ],
    )


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """A new link, and whether the device is to be set up anew, too."""

    resets_second_factor = BooleanField(_l("Thiết lập lại cả xác thực hai bước"))


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """A button that changes something: no more than the guard against forged forms."""
