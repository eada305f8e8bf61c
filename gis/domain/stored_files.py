"""Files that are kept of documents and photos: what is taken, how large, and when a photo is far from its project."""

from enum import StrEnum
from typing import Final, NamedTuple

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
FAR_FROM_PROJECT_M: Final = 500
"""A photo taken further away wants a second look (a proposal)."""


class MediaType(StrEnum):
    """What is taken; a file is what its content says, whatever its name."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def is_photo(self) -> bool:
        """Whether the file is a picture."""
        return self is not MediaType.PDF


PUBLIC_PHOTO: Final = MediaType.WEBP
"""What the public copy of every photo is."""


class Spot(NamedTuple):
    """A square of a photo that the public doesn't see: its centre and its side as shares of the photo's width."""

    x: float
    y: float
    side: float


class PaperKind(StrEnum):
    """Kinds of documents that come with an upload, beside those of `gis.domain.documents`."""

    PHOTO = "photo"
    OTHER = "other"
