"""The second factor of the own account: setting a device up, its recovery codes, taking it off."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from gis.domain.roles import Permission, needs_second_factor
from gis.models import Account
from gis.operations.second_factor import confirm_device, forget_device, replace_recovery_codes
from gis.queries.people import recovery_codes_left
from webmap.accounts.blueprint import REFUSED, blueprint
from webmap.accounts.forms import CodeForm, ConfirmForm
from webmap.accounts.own import confirmed, onward, own_account
from webmap.accounts.passwords import fresh_recovery_codes, recovery_hash
from webmap.accounts.people import current_actor, open_session
from webmap.accounts.totp import matched_step, new_secret, qr_code, seal, unseal
from webmap.clock import now
from webmap.database import db
from webmap.permissions import requires
from webmap.security import LOGIN_LIMIT, limiter

OFFERED = "offered_device"


@blueprint.route("/second-factor", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def second_factor() -> ResponseReturnValue:
    """Show how the device stands; where there is none, its QR code and secret, and take its first code."""
    account = own_account(for_update=request.method == "POST")
    form = CodeForm(next=request.args.get("next", ""))
    if account.totp_confirmed_at is not None:
        return _device_page(account, ConfirmForm())
    secret = _offered_secret()
    if not form.validate_on_submit():
        return _setup_page(form, secret), REFUSED if form.errors else 200
    step = matched_step(secret, form.code.data, at=now(), after_step=None)
    if step is None:
        form.code.errors = [
            gettext("Mã chưa đúng. Kiểm tra giờ của điện thoại (đặt tự động) rồi nhập mã đang hiện.")
        ]
        return _setup_page(form, secret), REFUSED
    return _confirm(account, secret, step=step, wanted=form.next.data)


@blueprint.post("/second-factor/codes")
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(LOGIN_LIMIT)
def renew_codes() -> ResponseReturnValue:
    """Show new recovery codes, once; those of before work no longer."""
    account, form = own_account(for_update=True), ConfirmForm()
    if account.totp_confirmed_at is None:
        return redirect(url_for("accounts.second_factor"))
    if not form.validate_on_submit() or not confirmed(account, form):
        return _device_page(account, form), REFUSED
    codes = _new_codes(account)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, onward=url_for("accounts.me"))


@blueprint.post("/second-factor/remove")
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(LOGIN_LIMIT)
def remove_device() -> ResponseReturnValue:
    """Take the second factor off, where the roles leave that to the reader."""
    account, form = own_account(for_update=True), ConfirmForm()
    if account.totp_confirmed_at is None:
        return redirect(url_for("accounts.second_factor"))
    if needs_second_factor(current_user.roles) and not account.is_demo:
        flash(gettext("Vai trò của bạn bắt buộc xác thực hai bước."), "error")
        return redirect(url_for("accounts.second_factor"))
    if not form.validate_on_submit() or not confirmed(account, form):
        return _device_page(account, form), REFUSED
    forget_device(db.session, current_actor(), account, now=now())
    db.session.commit()
    flash(gettext("Đã tắt xác thực hai bước."), "success")
    return redirect(url_for("accounts.me"))


def _offered_secret() -> str:
    """Return the secret that this sign-in was offered, the same until it is confirmed; sealed in the cookie."""
    kept = session.get(OFFERED)
    secret = unseal(kept) if isinstance(kept, str) else None
    if secret is None:
        secret = new_secret()
        session[OFFERED] = seal(secret)
    return secret


def _confirm(account: Account, secret: str, *, step: int, wanted: str | None) -> ResponseReturnValue:
    """Let the device count, open another session, and show the recovery codes once."""
    confirm_device(
        db.session,
        current_actor(),
        account,
        sealed_secret=seal(secret),
        step=step,
        now=now(),
    )
    codes = _new_codes(account)
    open_session(account, second_factor=True)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, onward=onward(wanted))


def _new_codes(account: Account) -> list[str]:
    codes = fresh_recovery_codes()
    replace_recovery_codes(
        db.session, current_actor(), account, code_hashes=[recovery_hash(code) for code in codes], now=now()
    )
    return codes


def _setup_page(form: CodeForm, secret: str) -> str:
    return render_template(
        "accounts/second_factor_setup.html",
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        qr_code=Markup(qr_code(secret, current_user.login)),  # noqa: S704  drawn from numbers by segno
        is_first=current_user.first_step == "accounts.second_factor",
    )


def _device_page(account: Account, form: ConfirmForm) -> str:
    return render_template(
        "accounts/second_factor.html",
        account=account,
        form=form,
        codes_left=recovery_codes_left(db.session, account.id),
        is_needed=needs_second_factor(current_user.roles) and not account.is_demo,
    )
