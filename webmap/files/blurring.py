"""Making a face, or a paper that someone holds up, unreadable on a photo that the public sees."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.stored_files.intake import blur, kept_path
from gis.domain.errors import DomainError
from gis.domain.roles import Permission
from gis.domain.stored_files import Spot
from gis.operations.stored_files import set_public
from gis.queries.stored_files import KeptFile
from webmap.accounts.people import current_actor
from webmap.database import db
from webmap.files.asked import own_file
from webmap.files.forms import BLURRED_WIDTH_PX, BlurForm
from webmap.files.releasing import held_note
from webmap.files.sending import files_folder
from webmap.files.texts import explain
from webmap.permissions import requires
from webmap.security import HEAVY_LIMIT, limiter


@requires(Permission.PROJECT_EDIT)
@limiter.limit(HEAVY_LIMIT)
def blur_spot(number: int) -> ResponseReturnValue:
    """Show the public a copy of the photo that is blurred at a spot; the file that was handed over stays."""
    found = own_file(number)
    hindrance = _blurred(found, BlurForm())
    if hindrance is None:
        db.session.commit()
        flash(gettext("Đã làm mờ. Xem lại ảnh; còn chỗ nào cần thì làm tiếp."), "success")
    else:
        db.session.rollback()
        flash(hindrance, "error")
    return redirect(url_for("files.edit", code=found.project_code, _anchor=f"file-{number}"))


def _blurred(found: KeptFile, form: BlurForm) -> str | None:
    """Blur the photo as the form says; return what stands in the way, None where nothing does."""
    if held := held_note(found.project_id):
        return str(held)
    if found.public_sha256 is None or not found.media_type.is_photo:
        return str(gettext("Tệp này không phải ảnh công chúng đang thấy."))
    if not form.validate_on_submit():
        return str(gettext("Nêu lý do để người sau hiểu thay đổi này."))
    spot = _spot(side=int(form.side.data) / 100)
    if spot is None:
        return str(gettext("Bấm vào chỗ cần làm mờ trên ảnh, hoặc nhập vị trí của chỗ ấy."))
    try:
        copy = blur(kept_path(files_folder(), found.public_sha256), files_folder(), spot)
        set_public(
            db.session,
            current_actor(),
            file_id=found.id,
            public_sha256=copy,
            reason=form.reason.data,
            blurred_from=found.public_sha256,
        )
    except DomainError as error:
        return explain(error)
    return None


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
