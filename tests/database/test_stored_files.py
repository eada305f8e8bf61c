from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError, NotFoundError
from gis.domain.stored_files import MediaType
from gis.models import AuditLog, Document
from gis.operations.audit import Actor
from gis.operations.stored_files import NewFile, NewPaper, add_file, set_public
from gis.queries.project_papers import papers
from gis.queries.stored_files import kept_file
from tests.factories import DocumentFactory, ProjectFactory, ProjectLocationFactory
from tests.factories.accounts import AccountFactory

LINE = "SRID=4326;MULTILINESTRING((107.5 12.0, 107.6 12.0))"
PHOTO = NewPaper(kind="photo", title="Đổ bê tông")


def new_file(sha: str = "a", **changes: object) -> NewFile:
    return NewFile(
        **{
            "sha256": sha * 64,
            "public_sha256": "b" * 64,
            "media_type": MediaType.JPEG,
            "file_name": "anh.jpg",
            "size_bytes": 1000,
        }
        | changes
    )


def actor() -> Actor:
    account = AccountFactory(display_name="Cán bộ ảnh")
    return Actor(account.display_name, account.id)


def test_a_photo_lies_as_far_from_its_project_as_the_ellipsoid_says(session: Session) -> None:
    project = ProjectFactory()
    ProjectLocationFactory(project_id=project.id, geom=LINE)
    for sha, lat in (("1", 12.0), ("2", 12.001), ("3", 12.01)):
        add_file(
            session, actor(), project_id=project.id, file=new_file(sha, lon=107.55, lat=lat), paper=PHOTO
        )
    add_file(session, actor(), project_id=project.id, file=new_file("4"), paper=PHOTO)
    files = [file for paper in papers(session, project.id, with_waiting=False) for file in paper.files]
    assert [file.distance_m for file in files] == [
        pytest.approx(0, abs=0.5),
        pytest.approx(110.6, abs=0.5),
        pytest.approx(1106, abs=5),
        None,
    ]
    assert [file.is_far for file in files] == [False, False, True, False]
    assert {file.author for file in files} == {"Cán bộ ảnh"}


def test_without_a_place_of_the_project_there_is_no_distance(session: Session) -> None:
    project = ProjectFactory()
    add_file(session, actor(), project_id=project.id, file=new_file(lon=107.5, lat=12.0), paper=PHOTO)
    (paper,) = papers(session, project.id, with_waiting=False)
    assert (paper.title, paper.files[0].distance_m) == ("Đổ bê tông", None)


def test_a_file_joins_a_document_that_is_known(session: Session) -> None:
    project = ProjectFactory()
    known = DocumentFactory(project_id=project.id)
    for sha in "12":
        add_file(session, actor(), project_id=project.id, file=new_file(sha), paper=known.id)
    (paper,) = papers(session, project.id, with_waiting=False)
    assert (paper.id, len(paper.files)) == (known.id, 2)


def test_the_log_tells_who_added_what(session: Session) -> None:
    project = ProjectFactory()
    row = add_file(session, actor(), project_id=project.id, file=new_file(), paper=PHOTO)
    set_public(session, actor(), file_id=row.id, public_sha256=None, reason="có mặt người")
    set_public(session, actor(), file_id=row.id, public_sha256="b" * 64, reason="đã làm mờ")
    log = session.scalars(
        select(AuditLog).where(AuditLog.subject_id == project.id).order_by(AuditLog.id)
    ).all()
    assert [entry.action for entry in log] == ["project.file_add", "project.file_hide", "project.file_show"]
    assert log[0].after["file_name"] == "anh.jpg"
    assert [entry.reason for entry in log] == [None, "có mặt người", "đã làm mờ"]


def test_the_same_file_is_not_taken_twice_by_one_project(session: Session) -> None:
    project, other, sender = ProjectFactory(), ProjectFactory(), actor()
    row = add_file(session, sender, project_id=project.id, file=new_file(), paper=PHOTO)
    for paper in (PHOTO, row.document_id):
        assert add_file(session, sender, project_id=project.id, file=new_file(), paper=paper) is row
    for someone, file, paper in (
        (actor(), new_file(), PHOTO),
        (sender, replace(new_file(), public_sha256=None), PHOTO),
        (sender, new_file(), replace(PHOTO, title="Khác")),
    ):
        with pytest.raises(DomainError, match=r"file\.known"):
            add_file(session, someone, project_id=project.id, file=file, paper=paper)
    add_file(session, actor(), project_id=other.id, file=new_file(), paper=PHOTO)


def test_a_document_of_another_project_is_refused(session: Session) -> None:
    project, other = ProjectFactory(), DocumentFactory(project_id=ProjectFactory().id)
    for paper in (other.id, 10**9):
        with pytest.raises(NotFoundError, match=r"document\.missing"):
            add_file(session, actor(), project_id=project.id, file=new_file(), paper=paper)
    assert session.scalar(select(func.count(Document.id)).where(Document.project_id == project.id)) == 0


def test_nothing_is_added_to_what_is_not_there(session: Session) -> None:
    archived = ProjectFactory(archived_at="2026-01-01T00:00:00Z")
    for project_id in (archived.id, 10**9):
        with pytest.raises(NotFoundError, match=r"project\.missing"):
            add_file(session, actor(), project_id=project_id, file=new_file(), paper=PHOTO)
    with pytest.raises(NotFoundError, match=r"file\.missing"):
        set_public(session, actor(), file_id=10**9, public_sha256=None, reason="x")


def test_showing_and_hiding_needs_a_reason(session: Session) -> None:
    row = add_file(session, actor(), project_id=ProjectFactory().id, file=new_file(), paper=PHOTO)
    with pytest.raises(DomainError, match=r"file\.reason_missing"):
        set_public(session, actor(), file_id=row.id, public_sha256=None, reason=" ")


def test_a_file_of_an_archived_project_is_gone(session: Session) -> None:
    project = ProjectFactory()
    row = add_file(session, actor(), project_id=project.id, file=new_file(), paper=PHOTO)
    found = kept_file(session, row.id)
    assert found is not None
    assert (found.project_code, found.media_type) == (project.code, MediaType.JPEG)
    project.archived_at = "2026-01-01T00:00:00Z"
    session.flush()
    assert kept_file(session, row.id) is None
