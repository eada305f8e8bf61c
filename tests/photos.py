"""Photos and documents as cameras and scanners write them, made anew for each test."""

import io
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def exif(
    *,
    at: str | None = None,
    offset: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> Image.Exif:
    """Return what a camera writes; its time has no zone."""
    found = Image.Exif()
    found[Base.Make] = "Máy ảnh bí mật"
    details: dict[int, Any] = {}
    if at is not None:
        details[Base.DateTimeOriginal] = at
    if offset is not None:
        details[Base.OffsetTimeOriginal] = offset
    found.get_ifd(IFD.Exif).update(details)
    if lon is not None and lat is not None:
        found.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
                GPS.GPSLatitude: _parts(abs(lat)),
                GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
                GPS.GPSLongitude: _parts(abs(lon)),
            }
        )
    return found


def photo(
    form: str = "JPEG", *, size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a photo of a road at dusk."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def written(folder: Path, content: bytes, name: str = "anh.jpg") -> Path:
    """Return a file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round(((degrees - whole) * 60 - minutes) * 60, 4)
