"""One stored file by its number: what is needed to send it."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.stored_files import MediaType
from gis.models import Document, Project, StoredFile


class KeptFile(NamedTuple):
    """A file by its hashes; `public_sha256` None is kept from the public."""

    id: int
    project_id: int
    project_code: str
    sha256: str
    public_sha256: str | None
    media_type: MediaType
    file_name: str


def kept_file(session: Session, file_id: int) -> KeptFile | None:
    """Return a file; None where there is none, or its project is archived."""
    statement = (
        select(
            StoredFile.id,
            Project.id,
            Project.code,
            StoredFile.sha256,
            StoredFile.public_sha256,
            StoredFile.media_type,
            StoredFile.file_name,
        )
        .join(Document, Document.id == StoredFile.document_id)
        .join(Project, Project.id == Document.project_id)
        .where(StoredFile.id == file_id, Project.archived_at.is_(None))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        return None
    *named, media_type, file_name = found
    return KeptFile._make((*named, MediaType(media_type), file_name))
