"""Taking a list of people in by Excel: the form, a look at what would happen, and the links of those who are new."""

import tempfile
from pathlib import Path

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField

from etl.findings import FileRefusedError
from etl.people.load import Outcome, PeopleResult, take_people
from etl.people.sheet import write_form
from gis.domain.roles import Permission
from gis.queries.people_lists import units_to_offer
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.language import current_language
from webmap.people.inviting import make_link
from webmap.people.page import REFUSED, blueprint
from webmap.permissions import requires
from webmap.security import HEAVY_LIMIT, limiter

FORM_NAME = "nguoi-dung.xlsx"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A file, and whether it is only looked at."""

    file = FileField(
        _l("Tệp Excel hoặc CSV"),
        validators=[FileRequired(_l("Chọn một tệp Excel hoặc CSV."))],
        render_kw={"accept": ".xlsx,.xlsb,.xls,.ods,.csv"},
    )
    is_trial = BooleanField(_l("Chỉ xem thử, chưa ghi"), default=True)


@blueprint.get("/import")
@requires(Permission.ACCOUNT_MANAGE)
def import_people() -> ResponseReturnValue:
    """Show the form to hand a list over."""
    return _page(ImportForm(formdata=None))


@blueprint.post("/import")
@requires(Permission.ACCOUNT_MANAGE)
@limiter.limit(HEAVY_LIMIT)
def take_import() -> ResponseReturnValue:
    """Look at the list, or take it in and show a link for each new account, once."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _page(form), REFUSED
    try:
        result = _taken(form.file.data, is_trial=form.is_trial.data)
    except FileRefusedError as error:
        language = current_language()
        form.file.errors = [f"{error.finding.message(language)} {error.finding.remedy(language)}".strip()]
        return _page(form), REFUSED
    links = [(account.display_name, account.login, make_link(account)) for account in result.made]
    db.session.commit()
    return _page(form, result=result, links=links)


@blueprint.get("/template.xlsx")
@requires(Permission.ACCOUNT_MANAGE)
def import_form() -> Response:
    """Send the form to fill in, with the units of today."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FORM_NAME
        write_form(path, units_to_offer(db.session, as_of=today()), as_of=today())
        content = path.read_bytes()
    answer = Response(content, content_type=EXCEL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{FORM_NAME}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _taken(upload: FileStorage, *, is_trial: bool) -> PeopleResult:
    """Take the file in; its name is told in findings and never a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        upload.save(path)
        return take_people(db.session, current_actor(), path, as_of=today(), is_trial=is_trial)


def _page(
    form: ImportForm,
    *,
    result: PeopleResult | None = None,
    links: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "people/import.html",
        form=form,
        result=result,
        links=links or [],
        findings=result.findings.in_file_order() if result else [],
        counts=_counts(result) if result else [],
        language=current_language(),
    )


def _counts(result: PeopleResult) -> list[tuple[str, int]]:
    words = {
        Outcome.NEW: gettext("tài khoản mới"),
        Outcome.GIVEN: gettext("vai trò giao thêm"),
        Outcome.ENDED: gettext("vai trò kết thúc"),
        Outcome.UNCHANGED: gettext("dòng đã có"),
        Outcome.REFUSED: gettext("dòng bị từ chối"),
    }
    return [(words[outcome], result.count(outcome)) for outcome in Outcome]
