"""Public copies of photos tell nothing of who took them where: whatever a file carries besides its pixels stays behind."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from etl.stored_files.intake import kept_path, take_in, thumbnail_path
from tests.photos import exif, photo, written

SECRET = "Nguyen Van Bi Mat 0901234567"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{SECRET}</creator></x:xmpmeta>'.encode()


def text_chunks() -> PngInfo:
    chunks = PngInfo()
    chunks.add_text("Author", SECRET)
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return chunks


@pytest.mark.parametrize(
    ("form", "carried"),
    [
        ("JPEG", {"exif": exif(at="2026:03:02 08:30:00", lon=107.5, lat=11.9)}),
        ("JPEG", {"xmp": XMP}),
        ("JPEG", {"comment": SECRET.encode()}),
        ("JPEG", {"icc_profile": SECRET.encode() * 10}),
        ("PNG", {"pnginfo": text_chunks()}),
        ("PNG", {"exif": exif(lon=107.5, lat=11.9)}),
        ("WEBP", {"exif": exif(lon=107.5, lat=11.9)}),
        ("WEBP", {"xmp": XMP}),
    ],
    ids=lambda part: part if isinstance(part, str) else next(iter(part)),
)
def test_no_copy_carries_anything_but_pixels(tmp_path: Path, form: str, carried: dict[str, Any]) -> None:
    content = photo(form, **carried)
    assert len(content) > len(photo(form))  # the original does carry it
    taken = take_in(written(tmp_path, content), tmp_path / "files")
    assert taken.public_sha256 is not None
    for path in (
        kept_path(tmp_path / "files", taken.public_sha256),
        thumbnail_path(tmp_path / "files", taken.public_sha256),
    ):
        copy = path.read_bytes()
        assert SECRET.encode() not in copy
        for chunk in (b"EXIF", b"XMP ", b"ICCP"):
            assert chunk not in copy
        with Image.open(path) as image:
            assert not image.getexif()
            assert set(image.info) <= {"loop", "background", "timestamp", "duration"}


def test_the_original_is_kept_as_it_came_for_staff_alone(tmp_path: Path) -> None:
    content = photo("JPEG", xmp=XMP)
    taken = take_in(written(tmp_path, content), tmp_path / "files")
    assert kept_path(tmp_path / "files", taken.facts.sha256).read_bytes() == content
    assert taken.facts.sha256 != taken.public_sha256
