"""Run as a program: looks at one photo within limits of memory and time; writes copies without EXIF and what it found."""

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from etl.stored_files.exif import taken
from etl.stored_files.limits import (
    BLURRED_BLOCKS,
    DAMAGED,
    MAX_CHILD_BYTES,
    MAX_CHILD_SECONDS,
    MAX_PIXELS,
    OUTSIDE,
    PUBLIC_EDGE_PX,
    PUBLIC_NAME,
    THUMBNAIL_EDGE_PX,
    THUMBNAIL_NAME,
    TOO_HEAVY,
)
from gis.domain.stored_files import Spot

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_WHITE: Final = (255, 255, 255)


class OutsideError(Exception):
    """The square to blur doesn't touch the picture."""


def main() -> int:
    """Take the photo, a folder for the copies and perhaps a square to blur; print what was found as JSON."""
    path, folder = map(Path, sys.argv[1:3])
    spot = Spot(*map(float, sys.argv[3:])) if sys.argv[3:] else None
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_CHILD_BYTES, MAX_CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CHILD_SECONDS, MAX_CHILD_SECONDS + 1))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        found = look(path, folder, spot)
    except OutsideError:
        return OUTSIDE
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_HEAVY
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return DAMAGED
    sys.stdout.write(json.dumps(found))
    return 0


def look(path: Path, folder: Path, spot: Spot | None) -> dict[str, Any]:
    """Write both copies into the folder, blurred at `spot`; return when and where the photo was taken.

    The copies are drawn anew from the pixels, so that nothing else of the file is in them.
    """
    with Image.open(path, formats=_FORMATS) as image:
        when = taken(image.getexif())
        image.draft("RGB", (PUBLIC_EDGE_PX, PUBLIC_EDGE_PX))
        turned = ImageOps.exif_transpose(image)
        turned.thumbnail((PUBLIC_EDGE_PX, PUBLIC_EDGE_PX))
        clean = _pixels(turned)
    if spot is not None:
        _blur(clean, spot)
    clean.save(folder / PUBLIC_NAME, "WEBP", quality=82, method=4)
    clean.thumbnail((THUMBNAIL_EDGE_PX, THUMBNAIL_EDGE_PX))
    clean.save(folder / THUMBNAIL_NAME, "WEBP", quality=75, method=4)
    return {"taken_at": when.at.isoformat() if when.at else None, "lon": when.lon, "lat": when.lat}


def _blur(image: Image.Image, spot: Spot) -> None:
    """Make the square coarse for good: its pixels are gone, not only hidden."""
    half = spot.side / 2
    left, top, right, bottom = (
        round(edge * image.width) for edge in (spot.x - half, spot.y - half, spot.x + half, spot.y + half)
    )
    box = (max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        raise OutsideError
    part = image.crop(box)
    coarse = part.resize((BLURRED_BLOCKS, BLURRED_BLOCKS), Image.Resampling.BOX)
    image.paste(coarse.resize(part.size, Image.Resampling.BICUBIC), box)


def _pixels(image: Image.Image) -> Image.Image:
    """Return the picture on white, with its pixels and nothing else."""
    clean = Image.new("RGB", image.size, _WHITE)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


if __name__ == "__main__":
    sys.exit(main())
