"""How much a photo may cost the program that looks at it, and what the two programs call things."""

from typing import Final

MAX_PIXELS: Final = 120_000_000
PUBLIC_EDGE_PX: Final = 2048
THUMBNAIL_EDGE_PX: Final = 360
BLURRED_BLOCKS: Final = 6
"""A blurred square keeps so many colours a side: neither a face nor a line of writing can be made from them again."""
MAX_CHILD_BYTES: Final = 1024 * 1024 * 1024
MAX_CHILD_SECONDS: Final = 20

PUBLIC_NAME: Final = "public.webp"
THUMBNAIL_NAME: Final = "thumbnail.webp"
OUTSIDE: Final = 64
DAMAGED: Final = 65
TOO_HEAVY: Final = 70
