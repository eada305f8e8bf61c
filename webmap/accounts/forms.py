"""The form to sign in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from webmap.accounts.passwords import MAX_LENGTH

LOGIN_MAX_LENGTH = 64


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
