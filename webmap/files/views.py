"""Files of a project: public copies for everybody, the originals and the form to hand one over for editors."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from etl.stored_files.intake import TakenIn, kept_path, take_in, thumbnail_path
from gis.domain.errors import DomainError
from gis.domain.roles import Permission
from gis.domain.stored_files import PUBLIC_PHOTO, MediaType
from gis.models import Project
from gis.operations.restricted import RestrictedField
from gis.operations.stored_files import NewFile, NewPaper, add_file, set_public
from gis.queries import locations
from gis.queries.project_papers import FileRow, papers
from gis.queries.stored_files import KeptFile, kept_file
from webmap import looks
from webmap.accounts.people import current_actor
from webmap.accounts.steps import safe_address
from webmap.clock import now
from webmap.database import db
from webmap.files.answers import REFUSED, is_from_panel, refused_in_panel, taken_in_panel
from webmap.files.forms import BLURRED_SIDES, BLURRED_WIDTH_PX, NEW_PAPER, PublicityForm, UploadForm
from webmap.files.releasing import held_note
from webmap.files.sending import files_folder, send
from webmap.files.texts import doubts, explain
from webmap.permissions import public, requires
from webmap.projects.words import document_kind
from webmap.receipts import note_received, receipt_no
from webmap.scope import require_scope
from webmap.security import HEAVY_LIMIT, limiter

blueprint = Blueprint("files", __name__)

MAX_NAME = 200


@blueprint.get("/files/<int:number>")
@public
def show(number: int) -> ResponseReturnValue:
    """Send the public copy: a photo without what its camera wrote into it, a PDF as a download."""
    found = _found(number)
    if found.public_sha256 is None:
        abort(404)
    is_photo = found.media_type.is_photo
    return send(
        kept_path(files_folder(), found.public_sha256),
        media_type=PUBLIC_PHOTO if is_photo else MediaType.PDF,
        name=f"{found.project_code}-{found.id}.webp" if is_photo else found.file_name,
        sha256=found.public_sha256,
        is_download=not is_photo,
        is_public=True,
    )


@blueprint.get("/files/<int:number>/thumbnail")
@public
def thumbnail(number: int) -> ResponseReturnValue:
    """Send the small picture of a public photo."""
    found = _found(number)
    if found.public_sha256 is None or not found.media_type.is_photo:
        abort(404)
    path = thumbnail_path(files_folder(), found.public_sha256)
    return send(
        path,
        media_type=PUBLIC_PHOTO,
        name=f"{found.id}.webp",
        sha256=f"t{found.public_sha256}",
        is_download=False,
        is_public=True,
    )


@blueprint.get("/files/<int:number>/original")
@requires(Permission.PROJECT_EDIT)
def original(number: int) -> ResponseReturnValue:
    """Send the file as it was handed over, as a download."""
    found = own_file(number)
    looks.note(RestrictedField.ORIGINAL_FILE, subject="project", subject_id=found.project_id)
    return send(
        kept_path(files_folder(), found.sha256),
        media_type=found.media_type,
        name=found.file_name,
        sha256=found.sha256,
        is_download=True,
        is_public=False,
    )


@blueprint.get("/projects/<path:code>/files")
@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Show the files of a project and the form to hand another one over."""
    return _page(_project(code), UploadForm())


@blueprint.post("/projects/<path:code>/files")
@requires(Permission.PROJECT_EDIT)
@limiter.limit(HEAVY_LIMIT)
def save(code: str) -> ResponseReturnValue:
    """Take a file in; a refusal says why and keeps what was typed."""
    project, form = _project(code), UploadForm()
    _offer(project, form)
    if not form.validate_on_submit():
        return _refused(project, form)
    if form.is_public.data and (held := held_note(project.id)):
        form.file.errors = [held]
        return _refused(project, form)
    try:
        paper = _paper(form)
        file = _new_file(form.file.data, is_public=form.is_public.data)
        row = add_file(db.session, current_actor(), project_id=project.id, file=file, paper=paper)
    except DomainError as error:
        db.session.rollback()
        field = {"document": form.paper, "issued_on": form.issued_on}.get(error.field or "", form.file)
        field.errors = [explain(error)]
        return _refused(_project(code), form)
    db.session.commit()
    words = gettext("Đã nhận tệp %(name)s, số phiếu %(number)s.", name=file.file_name, number=receipt_no(row))
    odd = list(doubts(_shown(project.id, row.id), now=now()))
    if told := taken_in_panel(words, odd):
        return told
    note_received(request.form)
    flash(words, "success")
    for doubt in odd:
        flash(doubt, "warning")
    back = request.form.get("next")
    return redirect(safe_address(back) if back else url_for("files.edit", code=code))


@blueprint.post("/files/<int:number>/publicity")
@requires(Permission.PROJECT_EDIT)
def change_publicity(number: int) -> ResponseReturnValue:
    """Take the public copy away, or make it anew from the file that is kept: for who may release it."""
    found, form = own_file(number), PublicityForm()
    if not form.validate_on_submit():
        flash(gettext("Nêu lý do để người sau hiểu thay đổi này."), "error")
        return redirect(url_for("files.edit", code=found.project_code))
    copy = None
    if form.action.data == "show":
        if held_note(found.project_id):
            abort(403)
        copy = take_in(kept_path(files_folder(), found.sha256), files_folder()).public_sha256
    set_public(db.session, current_actor(), file_id=number, public_sha256=copy, reason=form.reason.data)
    db.session.commit()
    note_received(request.form)
    flash(gettext("Đã ghi thay đổi."), "success")
    return redirect(url_for("files.edit", code=found.project_code))


def _found(number: int) -> KeptFile:
    found = kept_file(db.session, number) if number < 2**62 else None
    if found is None:
        abort(404)
    return found


def own_file(number: int) -> KeptFile:
    """Return a file of a project within the reader's units; 404 where there is none, 403 outside."""
    found = _found(number)
    require_scope(Permission.PROJECT_EDIT, project_id=found.project_id)
    return found


def _project(code: str) -> Project:
    project = locations.editable_project(db.session, code)
    if project is None:
        abort(404)
    require_scope(Permission.PROJECT_EDIT, project_id=project.id)
    return project


def _shown(project_id: int, file_id: int) -> FileRow:
    files = (file for paper in papers(db.session, project_id, with_waiting=True) for file in paper.files)
    return next(file for file in files if file.id == file_id)


def _offer(project: Project, form: UploadForm) -> None:
    known = papers(db.session, project.id, with_waiting=True)
    form.offer([(paper.id, paper.number or paper.title) for paper in known])


def _new_file(upload: FileStorage, *, is_public: bool) -> NewFile:
    """Keep the file and return what is known of it; its name is only shown, never a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        upload.save(path)
        taken = take_in(path, files_folder())
    return _described(taken, name=upload.filename or "", is_public=is_public)


def _described(taken: TakenIn, *, name: str, is_public: bool) -> NewFile:
    shown = " ".join(name.replace("\\", "/").rpartition("/")[2].split())[-MAX_NAME:]
    file = NewFile(
        sha256=taken.facts.sha256,
        public_sha256=taken.public_sha256 if is_public else None,
        media_type=taken.media_type,
        file_name="".join(letter for letter in shown if letter.isprintable()) or "tep",
        size_bytes=taken.facts.size_bytes,
        taken_at=taken.taken_at,
    )
    return replace(file, lon=taken.lon, lat=taken.lat)


def _paper(form: UploadForm) -> NewPaper | int:
    """Return the chosen document, or the new one that the form describes; DomainError for a day that is none."""
    if form.paper.data not in (NEW_PAPER, None):
        return int(form.paper.data)
    issued_on = None
    if form.issued_on.data:
        try:
            issued_on = date.fromisoformat(form.issued_on.data)
        except ValueError as error:
            raise DomainError("day", field="issued_on") from error
    title = (form.title.data or "").strip() or document_kind(form.kind.data)
    return NewPaper(
        kind=form.kind.data,
        title=title,
        number=(form.number.data or "").strip() or None,
        issued_on=issued_on,
    )


def _refused(project: Project, form: UploadForm) -> ResponseReturnValue:
    """Say why the file was not taken where the form stood: in the panel of the month, or on the project's page."""
    return refused_in_panel(form) if is_from_panel() else (_page(project, form), REFUSED)


def _page(project: Project, form: UploadForm) -> str:
    _offer(project, form)
    return render_template(
        "files/edit.html",
        project=project,
        form=form,
        papers=[paper for paper in papers(db.session, project.id, with_waiting=True) if paper.files],
        document_kind=document_kind,
        held=held_note(project.id),
        blurred_width_px=BLURRED_WIDTH_PX,
        blurred_sides=BLURRED_SIDES,
    )
