"""Making a face, or a paper that someone holds up, unreadable on a photo that the public sees."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.stored_files.intake import blur, kept_path
from gis.domain.errors import DomainError
from gis.domain.roles import Permission
from gis.domain.stored_files import Spot
from gis.operations.stored_files import set_public
from webmap.accounts.people import current_actor
from webmap.database import db
from webmap.files.forms import BLURRED_WIDTH_PX, BlurForm
from webmap.files.releasing import held_note
from webmap.files.sending import files_folder
from webmap.files.texts import explain
from webmap.files.views import own_file
from webmap.permissions import requires
from webmap.security import HEAVY_LIMIT, limiter

blueprint = Blueprint("blurring", __name__)


@blueprint.post("/files/<int:number>/blur")
@requires(Permission.PROJECT_EDIT)
@limiter.limit(HEAVY_LIMIT)
def blur_spot(number: int) -> ResponseReturnValue:
    """Show the public a copy of the photo that is blurred at a spot; the file that was handed over stays."""
    found, form = own_file(number), BlurForm()
    back = redirect(url_for("files.edit", code=found.project_code, _anchor=f"file-{number}"))
    if held := held_note(found.project_id):
        flash(str(held), "error")
        return back
    if found.public_sha256 is None or not found.media_type.is_photo:
        flash(gettext("Tệp này không phải ảnh công chúng đang thấy."), "error")
        return back
    if not form.validate_on_submit():
        flash(gettext("Nêu lý do để người sau hiểu thay đổi này."), "error")
        return back
    spot = _spot(side=int(form.side.data) / 100)
    if spot is None:
        flash(gettext("Bấm vào chỗ cần làm mờ trên ảnh, hoặc nhập vị trí của chỗ ấy."), "error")
        return back
    try:
        copy = blur(kept_path(files_folder(), found.public_sha256), files_folder(), spot)
        set_public(
            db.session,
            current_actor(),
            file_id=number,
            public_sha256=copy,
            reason=form.reason.data,
            blurred_from=found.public_sha256,
        )
    except DomainError as error:
        db.session.rollback()
        flash(explain(error), "error")
        return back
    db.session.commit()
    flash(gettext("Đã làm mờ. Xem lại ảnh; còn chỗ nào cần thì làm tiếp."), "success")
    return back


def _spot(*, side: float) -> Spot | None:
    """Return what was clicked, or typed in percent of the photo's width; None for neither."""
    x, y = _number("at.x"), _number("at.y")
    if x is not None and y is not None and (x or y):
        return Spot(x / BLURRED_WIDTH_PX, y / BLURRED_WIDTH_PX, side)
    x, y = _number("x_pct"), _number("y_pct")
    return None if x is None or y is None else Spot(x / 100, y / 100, side)


def _number(name: str) -> int | None:
    """Return a whole number below 10,000; None for anything else."""
    typed = request.form.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else None
