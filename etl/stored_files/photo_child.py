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
    DAMAGED,
    MAX_CHILD_BYTES,
    MAX_CHILD_SECONDS,
    MAX_PIXELS,
    PUBLIC_EDGE_PX,
    PUBLIC_NAME,
    THUMBNAIL_EDGE_PX,
    THUMBNAIL_NAME,
    TOO_HEAVY,
)

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_WHITE: Final = (255, 255, 255)


def main() -> int:
    """Take the photo and a folder for the copies from the command line; print what was found as JSON."""
    path, folder = map(Path, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_CHILD_BYTES, MAX_CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CHILD_SECONDS, MAX_CHILD_SECONDS + 1))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        found = look(path, folder)
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_HEAVY
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return DAMAGED
    sys.stdout.write(json.dumps(found))
    return 0


def look(path: Path, folder: Path) -> dict[str, Any]:
    """Write both copies into the folder; return when and where the photo was taken.

    The copies are drawn anew from the pixels, so that nothing else of the file is in them.
    """
    with Image.open(path, formats=_FORMATS) as image:
        when = taken(image.getexif())
        image.draft("RGB", (PUBLIC_EDGE_PX, PUBLIC_EDGE_PX))
        turned = ImageOps.exif_transpose(image)
        turned.thumbnail((PUBLIC_EDGE_PX, PUBLIC_EDGE_PX))
        clean = _pixels(turned)
    clean.save(folder / PUBLIC_NAME, "WEBP", quality=82, method=4)
    clean.thumbnail((THUMBNAIL_EDGE_PX, THUMBNAIL_EDGE_PX))
    clean.save(folder / THUMBNAIL_NAME, "WEBP", quality=75, method=4)
    return {"taken_at": when.at.isoformat() if when.at else None, "lon": when.lon, "lat": when.lat}


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
