import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.errors import DomainError
from gis.domain.roles import Role
from gis.models import AuditLog, Project, StoredFile
from gis.operations.audit import Actor
from gis.operations.stored_files import set_public
from tests.factories import DocumentFactory, ProjectFactory, ProjectLocationFactory
from tests.photos import PDF, exif, photo
from tests.web.conftest import form_token
from tests.web.test_project_page import shown, text_of

SignIn = Callable[..., FlaskClient]
LINE = "SRID=4326;MULTILINESTRING((107.5 12.0, 107.6 12.0))"
PHOTO = photo(exif=exif(at="2026:03:05 14:30:00", lon=107.55, lat=12.001))


@pytest.fixture
def project() -> Project:
    made = ProjectFactory(code="DA/2026-01", is_located=True)
    ProjectLocationFactory(project_id=made.id, geom=LINE)
    return made


@pytest.fixture
def editor(signed_in: SignIn) -> FlaskClient:
    """Give the client of who hands files in and releases them."""
    return signed_in(Role.UNIT_LEADER)


def upload(
    client: FlaskClient, project: Project, content: bytes = PHOTO, name: str = "IMG_1.jpg", **changes: object
) -> TestResponse:
    address = f"/projects/{project.code}/files"
    values = {
        "csrf_token": form_token(client, address),
        "file": (io.BytesIO(content), name),
        "paper": "0",
        "kind": "photo",
        "title": "Đổ bê tông đoạn đầu",
        "is_public": "y",
    }
    return client.post(address, data=values | changes, content_type="multipart/form-data")


def chequered() -> bytes:
    """Return a picture of 400 × 300 whose every part is full of contrast."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).point(lambda value: 255 * (value // 8 % 2)).save(
        made, "PNG"
    )
    return made.getvalue()


def stored(session: Session) -> StoredFile:
    return session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()


def test_the_public_is_led_to_the_login_page(client: FlaskClient, project: Project) -> None:
    answer = client.get(f"/projects/{project.code}/files")
    assert answer.location.startswith("/accounts/login")
    assert "/files" not in shown(client, project).partition("<main")[2]


def test_a_reader_without_the_right_is_refused(signed_in: SignIn, project: Project) -> None:
    viewer = signed_in(Role.COMMUNITY_SUPERVISOR)
    assert viewer.get(f"/projects/{project.code}/files").status_code == 403


def test_an_editor_hands_a_photo_over_and_everybody_sees_its_public_copy(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    assert upload(editor, project).status_code == 302
    row = stored(session)
    page = shown(client, project)
    assert f'<img src="/files/{row.id}/thumbnail" alt="Đổ bê tông đoạn đầu"' in page
    words = text_of(page).replace("\u00a0", " ")
    assert "chụp 05/03/2026 14:30 · cách dự án 110 m" in words
    answer = client.get(f"/files/{row.id}")
    assert answer.mimetype == "image/webp"
    assert "bí mật".encode() not in answer.data
    with Image.open(io.BytesIO(answer.data)) as copy:
        assert dict(copy.getexif()) == {}
    assert client.get(f"/files/{row.id}/thumbnail").mimetype == "image/webp"


def test_who_only_hands_a_file_in_does_not_release_it(
    client: FlaskClient, editor: FlaskClient, signed_in: SignIn, session: Session, project: Project
) -> None:
    officer = signed_in(Role.DATA_ENTRY)
    page = f"/projects/{project.code}/files"
    refused = upload(officer, project)
    assert refused.status_code == 422
    assert "xem rồi mới cho công chúng xem" in text_of(refused.text)
    assert stored(session) is None
    assert upload(officer, project, is_public="").status_code == 302
    row = stored(session)
    assert 'name="is_public"' not in officer.get(page).text
    show = {"action": "show", "reason": "đã xem"}
    for asking, status in ((officer, 403), (editor, 302)):
        assert client.get(f"/files/{row.id}").status_code == 404
        token = form_token(asking, page)
        answer = asking.post(f"/files/{row.id}/publicity", data=show | {"csrf_token": token})
        assert answer.status_code == status
    assert client.get(f"/files/{row.id}").status_code == 200


def test_what_is_sent_can_run_nothing(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project)
    photo_headers = client.get(f"/files/{stored(session).id}").headers
    assert "default-src 'none'" in photo_headers["Content-Security-Policy"]
    assert "script" not in photo_headers["Content-Security-Policy"]
    assert photo_headers["X-Content-Type-Options"] == "nosniff"
    upload(editor, project, PDF, "qd.pdf", kind="other", title="Quyết định")
    answer = client.get(f"/files/{stored(session).id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == PDF


def test_the_original_is_for_editors_only(
    client: FlaskClient, signed_in: SignIn, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project)
    address = f"/files/{stored(session).id}/original"
    assert client.get(address).location.startswith("/accounts/login")
    assert signed_in(Role.COMMUNITY_SUPERVISOR).get(address).status_code == 403
    answer = editor.get(address)
    assert answer.data == PHOTO
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_is_not_public_is_not_there(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project, is_public="")
    row = stored(session)
    assert row.public_sha256 is None
    assert client.get(f"/files/{row.id}").status_code == 404
    assert client.get(f"/files/{row.id}/thumbnail").status_code == 404
    assert f"/files/{row.id}" not in shown(client, project)


def test_a_photo_is_taken_off_and_shown_again_with_a_reason(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project)
    row = stored(session)
    token = form_token(editor, f"/projects/{project.code}/files")
    change = {"csrf_token": token, "action": "hide", "reason": "có mặt người"}
    assert editor.post(f"/files/{row.id}/publicity", data=change | {"reason": ""}).status_code == 302
    assert client.get(f"/files/{row.id}").status_code == 200, "nothing changes without a reason"
    editor.post(f"/files/{row.id}/publicity", data=change)
    assert client.get(f"/files/{row.id}").status_code == 404
    editor.post(f"/files/{row.id}/publicity", data=change | {"action": "show", "reason": "đã làm mờ"})
    assert client.get(f"/files/{row.id}").status_code == 200
    history = text_of(shown(editor, project))
    assert "Gỡ tệp khỏi trang công khai" in history
    assert "có mặt người" in history


def test_a_face_is_blurred_for_good_on_what_the_public_sees(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project, chequered(), "hop-dan.png")
    row = stored(session)
    page = f"/projects/{project.code}/files"
    where = f"/files/{row.id}/blur"
    click = {"csrf_token": form_token(editor, page), "side": "32", "reason": "người trong ảnh đề nghị"}

    def contrast(x: int, y: int) -> int:
        shown_now = Image.open(io.BytesIO(client.get(f"/files/{row.id}").data)).convert("L")
        darkest, lightest = shown_now.crop((x - 20, y - 20, x + 20, y + 20)).getextrema()
        return int(lightest) - int(darkest)

    for change, told in (
        ({"reason": ""}, "Nêu lý do"),
        ({}, "Bấm vào chỗ cần làm mờ"),
        ({"at.x": "0", "at.y": "0"}, "Bấm vào chỗ cần làm mờ"),
        ({"at.x": "a", "at.y": "9" * 9}, "Bấm vào chỗ cần làm mờ"),
        ({"x_pct": "50", "y_pct": "900"}, "nằm ngoài ảnh"),
    ):
        answer = editor.post(where, data={"x_pct": ""} | click | change, follow_redirects=True)
        assert told in text_of(answer.text)
    assert contrast(100, 100) > 200
    editor.post(
        where, data=click | {"at.x": "70", "at.y": "70"}
    )  # a quarter of 280 px: (100, 100) of 400 × 300
    assert contrast(100, 100) < 60
    assert contrast(300, 100) > 200
    with pytest.raises(DomainError, match=r"file\.changed"):
        set_public(
            session,
            Actor("test"),
            file_id=row.id,
            public_sha256="c" * 64,
            reason="chậm",
            blurred_from="b" * 64,
        )
    editor.post(where, data=click | {"x_pct": "75", "y_pct": "25"})
    assert (contrast(300, 100) < 60, contrast(100, 100) < 60) == (True, True)
    shown_again = {"csrf_token": click["csrf_token"], "action": "show", "reason": "trang mở từ trước"}
    told = editor.post(f"/files/{row.id}/publicity", data=shown_again, follow_redirects=True)
    assert "Ảnh vừa được người khác gỡ hoặc làm mờ" in text_of(told.text)
    assert contrast(100, 100) < 60, "a form of before the blurring never brings the face back"
    assert editor.get(f"/files/{row.id}/original").data == chequered()
    assert "Làm mờ một chỗ trên ảnh công khai" in text_of(shown(editor, project))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<svg onload=alert(1)>", "anh.jpg", "Tệp chứa mã chạy được nên không nhận"),
        (b"MZ a program", "anh.jpg", "Nội dung tệp không phải ảnh"),
        (b"", "anh.jpg", "Tệp rỗng"),
        (PHOTO[:900], "anh.jpg", "Ảnh hỏng"),
        (PHOTO, "", "Chọn một tệp ảnh hoặc PDF"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    editor: FlaskClient, session: Session, project: Project, content: bytes, name: str, words: str
) -> None:
    answer = upload(editor, project, content, name, title="Chú thích dài")
    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert 'value="Chú thích dài"' in answer.text
    assert 'href="#file"' in answer.text
    assert stored(session) is None


def test_the_same_file_twice_is_one_receipt_or_told(
    editor: FlaskClient, session: Session, project: Project
) -> None:
    key = "0b9f4a52-6d1e-4c0e-9d55-5a8f0f0c7a11"
    for _ in range(2):
        page = editor.get(upload(editor, project, entry_key=key).location).text
        assert f"Đã nhận tệp IMG_1.jpg, số phiếu TL{stored(session).id}." in text_of(page)
        assert f'data-received="{key}"' in page
    assert session.scalar(select(func.count(StoredFile.id))) == 1
    answer = upload(editor, project, title="Chú thích khác")
    assert answer.status_code == 422
    assert "Dự án đã có đúng tệp này" in text_of(answer.text)


def test_a_photo_of_another_province_or_of_next_year_is_doubted_at_once(
    editor: FlaskClient, session: Session, project: Project
) -> None:
    elsewhere = photo(exif=exif(at="2126:03:05 14:30:00", lon=105.85, lat=21.03))
    answer = upload(editor, project, elsewhere)
    page = text_of(editor.get(answer.location).text)
    assert "Ảnh chụp cách dự án 1.0" in page
    assert "Xem lại có đúng ảnh của dự án này không" in page
    assert "đồng hồ của máy sai" in page
    upload(editor, project)
    assert "Xem lại có đúng ảnh" not in text_of(editor.get(answer.location).text)


def test_a_name_is_never_a_path(editor: FlaskClient, session: Session, project: Project) -> None:
    upload(editor, project, name="..\\../../etc/pass\twd <b>.jpg")
    assert stored(session).file_name == "pass wd <b>.jpg"
    page = editor.get(f"/projects/{project.code}/files").text
    assert "<b>" not in page


def test_a_scan_joins_its_document(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    paper = DocumentFactory(project_id=project.id, number="125/QĐ-UBND")
    foreign = DocumentFactory(project_id=ProjectFactory().id)
    assert upload(editor, project, PDF, "125.pdf", paper=str(foreign.id)).status_code == 422
    assert upload(editor, project, PDF, "125.pdf", paper="x").status_code == 422
    assert upload(editor, project, PDF, "125.pdf", paper=str(paper.id)).status_code == 302
    assert stored(session).document_id == paper.id
    assert "125.pdf" in shown(client, project)


def test_a_day_that_is_none_is_refused(editor: FlaskClient, project: Project) -> None:
    answer = upload(editor, project, issued_on="32/13/2026")
    assert answer.status_code == 422
    assert "Ngày văn bản không hợp lệ" in text_of(answer.text)


def test_a_request_beyond_all_limits_is_cut(make_app: Callable[..., Flask]) -> None:
    client = make_app(max_upload_megabytes=1).test_client()
    answer = client.post(
        "/projects/DA-1/files",
        input_stream=io.BytesIO(bytes(2 << 20)),
        content_length=2 << 20,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/files/999999", "/files/99999999999999999999", "/files/0/thumbnail", "/files/x"]
)
def test_what_was_never_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_file_lost_from_the_disk_is_404(
    client: FlaskClient, editor: FlaskClient, session: Session, project: Project
) -> None:
    upload(editor, project)
    row = stored(session)
    row.public_sha256 = "f" * 64
    session.flush()
    assert client.get(f"/files/{row.id}").status_code == 404


def test_the_log_names_the_file(editor: FlaskClient, session: Session, project: Project) -> None:
    upload(editor, project)
    entry = session.scalars(select(AuditLog).where(AuditLog.action == "project.file_add")).one()
    assert entry.after["file_name"] == "IMG_1.jpg"
    assert re.search(
        r"Thêm tệp\s+Văn bản: – → Đổ bê tông đoạn đầu\s+Tên tệp: – → IMG_1.jpg",
        text_of(shown(editor, project)),
    )
