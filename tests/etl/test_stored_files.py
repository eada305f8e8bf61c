import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from etl.stored_files.content import media_type_of
from etl.stored_files.intake import kept_path, take_in, thumbnail_path
from gis.domain.errors import DomainError
from gis.domain.stored_files import MAX_FILE_BYTES, MediaType
from tests.photos import PDF, exif, photo, written

WHEN = "2026:03:05 14:30:00"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo("JPEG"), MediaType.JPEG),
        (photo("PNG"), MediaType.PNG),
        (photo("WEBP"), MediaType.WEBP),
        (PDF, MediaType.PDF),
    ],
)
@pytest.mark.parametrize("name", ["anh.jpg", "anh.exe", "anh.html", "anh"])
def test_a_file_is_what_its_content_says(tmp_path: Path, content: bytes, kind: MediaType, name: str) -> None:
    assert media_type_of(written(tmp_path, content, name)) is kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"MZ\x90\x00 a program", "file.type"),
        (b"GIF89a" + bytes(100), "file.type"),
        (b"only words", "file.type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file.script"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "file.script"),
        (b"<?php system($_GET[0]); ?>", "file.script"),
        (photo("JPEG") + b"<ScRiPt>alert(1)</script>", "file.script"),
        (photo("PNG") + b"<?php system('id');", "file.script"),
        (PDF + b"/OpenAction << /S /JavaScript >>", "file.script"),
        (PDF + b"/S /Launch", "file.script"),
        (photo("JPEG") + bytes(MAX_FILE_BYTES), "file.too_big"),
    ],
)
def test_what_is_no_photo_or_document_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        media_type_of(written(tmp_path, content))
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_mark_across_two_chunks_is_seen(tmp_path: Path) -> None:
    content = photo("JPEG")
    content += bytes((1 << 20) - len(content) - 4) + b"<script>"
    with pytest.raises(DomainError, match=r"file\.script"):
        media_type_of(written(tmp_path, content))


def test_a_photo_is_kept_with_a_copy_that_tells_nothing(tmp_path: Path) -> None:
    content = photo(exif=exif(at=WHEN, lon=107.52456, lat=11.98123), size=(4000, 3000))
    found = take_in(written(tmp_path, content), tmp_path / "files")
    assert kept_path(tmp_path / "files", found.facts.sha256).read_bytes() == content
    public = kept_path(tmp_path / "files", found.public_sha256).read_bytes()
    for secret in (b"Exif", b"EXIF", "bí mật".encode(), b"GPS"):
        assert secret not in public
    with Image.open(io.BytesIO(public)) as copy:
        assert (copy.format, copy.size) == ("WEBP", (2048, 1536))
        assert dict(copy.getexif()) == {}
    with Image.open(thumbnail_path(tmp_path / "files", found.public_sha256)) as small:
        assert small.size == (360, 270)


def test_when_and_where_a_photo_was_taken_is_read(tmp_path: Path) -> None:
    found = take_in(
        written(tmp_path, photo(exif=exif(at=WHEN, lon=107.52456, lat=11.98123))), tmp_path / "files"
    )
    assert found.taken_at is not None
    assert found.taken_at.astimezone(UTC) == datetime(2026, 3, 5, 7, 30, tzinfo=UTC), "Vietnam's time"
    assert (found.lon, found.lat) == pytest.approx((107.52456, 11.98123), abs=1e-6)


@pytest.mark.parametrize(
    ("offset", "hour"), [("+00:00", 14), ("-03:30", 18), ("+07:00", 7), ("nonsense", 7), (None, 7)]
)
def test_the_zone_of_the_camera_counts(tmp_path: Path, offset: str | None, hour: int) -> None:
    found = take_in(written(tmp_path, photo(exif=exif(at=WHEN, offset=offset))), tmp_path / "files")
    assert found.taken_at is not None
    assert found.taken_at.astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    "data",
    [
        exif(),
        exif(lon=0.0, lat=0.0),
        exif(at="1970:01:01 00:00:00"),
        exif(at="0000:00:00 00:00:00"),
        exif(lon=107.5, lat=91.5),
        Image.Exif(),
    ],
)
def test_what_a_camera_does_not_know_is_left_out(tmp_path: Path, data: Image.Exif) -> None:
    found = take_in(written(tmp_path, photo(exif=data)), tmp_path / "files")
    assert (found.taken_at, found.lon, found.lat) == (None, None, None)


def test_places_south_and_west_have_their_sign(tmp_path: Path) -> None:
    found = take_in(written(tmp_path, photo(exif=exif(lon=-70.5, lat=-12.25))), tmp_path / "files")
    assert (found.lon, found.lat) == (-70.5, -12.25)


def test_a_turned_photo_stands_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    found = take_in(written(tmp_path, photo(exif=turned, size=(600, 400))), tmp_path / "files")
    with Image.open(kept_path(tmp_path / "files", found.public_sha256)) as copy:
        assert copy.size == (400, 600)


@pytest.mark.parametrize("mode", ["RGBA", "L", "1", "P"])
def test_every_kind_of_pixels_is_drawn(tmp_path: Path, mode: str) -> None:
    found = take_in(written(tmp_path, photo("PNG", mode=mode)), tmp_path / "files")
    with Image.open(kept_path(tmp_path / "files", found.public_sha256)) as copy:
        assert copy.mode == "RGB"


@pytest.mark.parametrize(
    "content", [photo()[:2000], b"\xff\xd8\xff" + bytes(500), b"\x89PNG\r\n\x1a\n" + b"x" * 300]
)
def test_a_damaged_photo_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DomainError, match=r"file\.damaged"):
        take_in(written(tmp_path, content), tmp_path / "files")


def test_a_photo_of_too_many_pixels_costs_nothing_but_its_refusal(tmp_path: Path) -> None:
    bomb = tmp_path / "anh.png"
    Image.new("1", (16_000, 16_000)).save(bomb, compress_level=1)
    assert bomb.stat().st_size < MAX_FILE_BYTES
    with pytest.raises(DomainError, match=r"file\.too_heavy"):
        take_in(bomb, tmp_path / "files")
    assert not (tmp_path / "files").exists()


def test_the_same_file_twice_is_kept_once(tmp_path: Path) -> None:
    path = written(tmp_path, photo())
    first, second = take_in(path, tmp_path / "files"), take_in(path, tmp_path / "files")
    assert first == second
    assert len([each for each in (tmp_path / "files").rglob("*") if each.is_file()]) == 3


def test_a_document_is_its_own_public_copy(tmp_path: Path) -> None:
    found = take_in(written(tmp_path, PDF, "qd.pdf"), tmp_path / "files")
    assert found.public_sha256 == found.facts.sha256
    assert kept_path(tmp_path / "files", found.facts.sha256).read_bytes() == PDF
