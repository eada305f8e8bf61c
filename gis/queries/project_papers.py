"""The documents of a project with the files that are kept of them, and how far from the project photos were taken."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.domain.local_time import local_day
from gis.domain.stored_files import FAR_FROM_PROJECT_M, MediaType
from gis.models.ledger.released import paper_released


class FileRow(NamedTuple):
    """A stored file; `distance_m` from the project, None where either place is unknown."""

    id: int
    media_type: str
    file_name: str
    size_bytes: int
    taken_at: datetime | None
    distance_m: float | None
    recorded_at: datetime
    author: str | None
    has_public_copy: bool

    @property
    def is_photo(self) -> bool:
        """Whether the file is a picture."""
        return MediaType(self.media_type).is_photo

    @property
    def is_far(self) -> bool:
        """Whether a photo was taken so far from the project that somebody should look at it."""
        return self.distance_m is not None and self.distance_m > FAR_FROM_PROJECT_M


class Paper(NamedTuple):
    """A document by reference, with its files, oldest first."""

    id: int
    kind: str
    number: str | None
    title: str
    issued_on: date | None
    issuer: str | None
    url: str | None
    recorded_at: datetime
    files: tuple[FileRow, ...]


_PAPERS: Final = """
SELECT document.id, document.kind, document.number, document.title, document.issued_on, document.issuer, document.url,
       document.recorded_at, kept.id, kept.media_type, kept.file_name, kept.size_bytes, kept.taken_at,
       ST_Distance(kept.taken_geom::geography, place.geom::geography) AS distance_m,
       kept.recorded_at, account.display_name, kept.public_sha256 IS NOT NULL
FROM document
LEFT JOIN stored_file kept ON kept.document_id = document.id
LEFT JOIN project_location place ON place.project_id = document.project_id AND place.replaced_at IS NULL
     AND kept.taken_geom IS NOT NULL
LEFT JOIN account ON account.id = kept.recorded_by
WHERE document.project_id = :project_id AND (:with_waiting OR {released})
ORDER BY document.issued_on DESC NULLS LAST, document.id, kept.id
"""
_WIDTH: Final = len(Paper._fields) - 1


def papers(session: Session, project_id: int, *, with_waiting: bool) -> list[Paper]:
    """Return the documents of a project, newest first, with their files.

    `with_waiting` adds what only facts name that nobody accepted yet: it is for staff.
    """
    statement = text(_PAPERS.format(released=paper_released("document")))
    found: dict[int, tuple[Row[Any], list[FileRow]]] = {}
    for row in session.execute(statement, {"project_id": project_id, "with_waiting": with_waiting}):
        _, files = found.setdefault(row[0], (row, []))
        if row[_WIDTH] is not None:
            files.append(FileRow(*row[_WIDTH:]))
    return [Paper._make((*row[:_WIDTH], tuple(files))) for row, files in found.values()]


def papers_on(known: Iterable[Paper], *, as_of: date) -> list[Paper]:
    """Return the papers that there were by a day, each without the photos that were taken later."""
    return [
        paper._replace(files=tuple(file for file in paper.files if _is_taken_by(file, as_of)))
        for paper in known
        if _first_day(paper) <= as_of
    ]


def _first_day(paper: Paper) -> date:
    """Return the day of issue, else that of the first photo, else the day on which the paper was written down."""
    if paper.issued_on is not None:
        return paper.issued_on
    taken = [file.taken_at for file in paper.files if file.taken_at is not None]
    return local_day(min([paper.recorded_at, *taken]))


def _is_taken_by(file: FileRow, day: date) -> bool:
    # A camera whose clock runs ahead takes nothing after it was sent in.
    return file.taken_at is None or local_day(min(file.taken_at, file.recorded_at)) <= day
