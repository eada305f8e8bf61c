"""The forms of the own account: signing in, its code, a new password, a device."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from gis.domain.sign_in import LOGIN_MAX_LENGTH
from webmap.accounts.passwords import MAX_LENGTH, MIN_LENGTH, Weakness, weakness

CODE_MAX_LENGTH = 40


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Login and password, and the page to go back to."""

    login = StringField(
        _l("Tên đăng nhập"),
        filters=[lambda text: (text or "").strip().lower()],
        validators=[DataRequired(_l("Nhập tên đăng nhập.")), Length(max=LOGIN_MAX_LENGTH)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mật khẩu"),
        validators=[DataRequired(_l("Nhập mật khẩu.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code of the device, or a recovery code, and the page to go on to."""

    code = StringField(
        _l("Mã xác thực"),
        filters=[lambda text: "".join((text or "").split())],
        validators=[DataRequired(_l("Nhập mã xác thực.")), Length(max=CODE_MAX_LENGTH)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )
    next = HiddenField()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The password once more, before something that guards the account changes."""

    current_password = PasswordField(
        _l("Mật khẩu hiện nay"),
        validators=[DataRequired(_l("Nhập mật khẩu hiện nay.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password of one's choice, twice; `owner` is the login that it is for."""

    owner = ""

    new_password = PasswordField(
        _l("Mật khẩu mới"),
        validators=[DataRequired(_l("Nhập mật khẩu mới."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Nhập lại mật khẩu mới"),
        validators=[EqualTo("new_password", _l("Hai lần nhập mật khẩu chưa giống nhau."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new_password(self, field: Field) -> None:
        """Say what is wrong with the password, in words."""
        found = weakness(field.data or "", login=self.owner)
        if found is not None:
            raise ValidationError(weakness_words(found))


class PasswordForm(NewPasswordForm):
    """The password of now, and the one to come."""

    current_password = PasswordField(
        _l("Mật khẩu hiện nay"),
        validators=[DataRequired(_l("Nhập mật khẩu hiện nay.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


def weakness_words(found: Weakness) -> str:
    """Return what to do about a weak password."""
    words: dict[Weakness, str] = {
        Weakness.SHORT: gettext(
            "Mật khẩu cần ít nhất %(count)s ký tự: dùng một câu dễ nhớ.", count=MIN_LENGTH
        ),
        Weakness.LONG: gettext("Mật khẩu dài tối đa %(count)s ký tự.", count=MAX_LENGTH),
        Weakness.REPEATED: gettext("Mật khẩu lặp lại quá ít ký tự: dùng một câu dễ nhớ."),
        Weakness.OWN_NAME: gettext("Mật khẩu không được là tên đăng nhập thêm vài ký tự."),
    }
    return words[found]
