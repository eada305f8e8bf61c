"""Keeping a file of a project: its row, its document, the log; taking its public copy away and giving it back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.crs import WGS84
from gis.domain.errors import DomainError, NotFoundError
from gis.domain.stored_files import MediaType
from gis.models import Document, Project, StoredFile
from gis.operations import versions
from gis.operations.audit import Actor, record


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file by its hash; `public_sha256` None keeps it from the public. Longitude and latitude in degrees, WGS 84."""

    sha256: str
    public_sha256: str | None
    media_type: MediaType
    file_name: str
    size_bytes: int
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A document that comes with the file."""

    kind: str
    title: str
    number: str | None = None
    issued_on: date | None = None


def add_file(
    session: Session, actor: Actor, *, project_id: int, file: NewFile, paper: NewPaper | int
) -> StoredFile:
    """Append a file to a document of the project, or to a new one; return its row. Flushes, never commits.

    The same bytes sent again by the same account with the same words are the same row. Raises NotFoundError for an
    archived project or another project's document, DomainError `file.known` where the project has the file otherwise.
    """
    project = session.get(Project, project_id, with_for_update=True)
    if project is None or project.archived_at is not None:
        raise NotFoundError("project.missing", field="project")
    known = _known(session, project_id, file.sha256)
    if known is not None:
        if not _is_sent_again(session, known, actor, file, paper):
            raise DomainError("file.known", field="file")
        return known
    document = _document(session, project_id, paper)
    row = StoredFile(
        document_id=document.id,
        sha256=file.sha256,
        public_sha256=file.public_sha256,
        media_type=file.media_type.value,
        file_name=file.file_name,
        size_bytes=file.size_bytes,
        taken_at=file.taken_at,
        taken_geom=_point(file),
        recorded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    after = {"file_name": file.file_name, "sha256": file.sha256, "document": document.title}
    _log(session, actor, "project.file_add", project_id, after=after)
    return row


def set_public(
    session: Session,
    actor: Actor,
    *,
    file_id: int,
    public_sha256: str | None,
    reason: str,
    blurred_from: str | None = None,
) -> StoredFile:
    """Show a public copy, or none; the file itself stays. A reason is needed. Flushes, never commits.

    `blurred_from` is the public copy that a blurred one was made from, None where a new one is made of the file itself.
    Raises DomainError `file.changed` where the public sees another by now: what somebody took off, or blurred
    elsewhere, must not come back.
    """
    if not reason.strip():
        raise DomainError("file.reason_missing", field="reason")
    row = session.get(StoredFile, file_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError("file.missing", field="file")
    if public_sha256 is not None and row.public_sha256 != blurred_from:
        raise DomainError("file.changed", field="file")
    row.public_sha256 = public_sha256
    session.flush()
    document = session.get_one(Document, row.document_id)
    if document.project_id is None:
        raise NotFoundError("document.missing", field="document")
    shown = "project.file_blur" if blurred_from else "project.file_show"
    action = shown if public_sha256 else "project.file_hide"
    _log(session, actor, action, document.project_id, after={"file_name": row.file_name}, reason=reason)
    return row


def _known(session: Session, project_id: int, sha256: str) -> StoredFile | None:
    of_project = (
        select(StoredFile)
        .join(Document, Document.id == StoredFile.document_id)
        .where(Document.project_id == project_id, StoredFile.sha256 == sha256)
    )
    return session.scalars(of_project.limit(1)).first()


def _is_sent_again(
    session: Session, known: StoredFile, actor: Actor, file: NewFile, paper: NewPaper | int
) -> bool:
    """Tell whether the answer to an earlier sending was lost: same account, same document, same publicity."""
    if known.recorded_by != actor.account_id or bool(known.public_sha256) != bool(file.public_sha256):
        return False
    if isinstance(paper, int):
        return known.document_id == paper
    document = session.get_one(Document, known.document_id)
    return (document.kind, document.title, document.number, document.issued_on) == (
        paper.kind,
        paper.title,
        paper.number,
        paper.issued_on,
    )


def _document(session: Session, project_id: int, paper: NewPaper | int) -> Document:
    if isinstance(paper, int):
        document = session.get(Document, paper)
        if document is None or document.project_id != project_id:
            raise NotFoundError("document.missing", field="document")
        return document
    document = Document(
        project_id=project_id,
        kind=paper.kind,
        title=paper.title,
        number=paper.number,
        issued_on=paper.issued_on,
    )
    session.add(document)
    session.flush()
    return document


def _point(file: NewFile) -> Any:
    if file.lon is None or file.lat is None:
        return None
    return func.ST_SetSRID(func.ST_MakePoint(file.lon, file.lat), WGS84)


def _log(
    session: Session,
    actor: Actor,
    action: str,
    project_id: int,
    *,
    after: dict[str, Any],
    reason: str | None = None,
) -> None:
    record(
        session, actor, action=action, subject="project", subject_id=project_id, after=after, reason=reason
    )
    versions.bump(session)
