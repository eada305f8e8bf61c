"""Handing a file of a project over, and deciding whether the public sees it: the page and its two forms."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from etl.stored_files.intake import TakenIn, kept_path, take_in
from gis.domain.errors import DomainError
from gis.domain.roles import Permission
from gis.models import Project
from gis.operations.stored_files import NewFile, NewPaper, add_file, set_public
from gis.queries.project_papers import FileRow, papers
from webmap.accounts.people import current_actor
from webmap.accounts.steps import safe_address
from webmap.clock import now
from webmap.database import db
from webmap.files.answers import REFUSED, is_from_panel, refused_in_panel, taken_in_panel
from webmap.files.asked import own_file, own_project
from webmap.files.forms import BLURRED_SIDES, BLURRED_WIDTH_PX, NEW_PAPER, PublicityForm, UploadForm
from webmap.files.releasing import held_note
from webmap.files.sending import files_folder
from webmap.files.texts import doubts, explain
from webmap.permissions import requires
from webmap.projects.words import document_kind
from webmap.receipts import note_received, receipt_no
from webmap.security import HEAVY_LIMIT, limiter

MAX_NAME = 200


@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Show the files of a project and the form to hand another one over."""
    return _page(own_project(code), UploadForm())


@requires(Permission.PROJECT_EDIT)
@limiter.limit(HEAVY_LIMIT)
def save(code: str) -> ResponseReturnValue:
    """Take a file in; a refusal says why and keeps what was typed."""
    project, form = own_project(code), UploadForm()
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
        return _refused(own_project(code), form)
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
    try:
        set_public(db.session, current_actor(), file_id=number, public_sha256=copy, reason=form.reason.data)
    except DomainError as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for("files.edit", code=found.project_code))
    db.session.commit()
    note_received(request.form)
    flash(gettext("Đã ghi thay đổi."), "success")
    return redirect(url_for("files.edit", code=found.project_code))


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
