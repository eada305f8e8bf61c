"""Bringing the map's copies into memory: the first tiles after a start would wait for the disk."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_HAS_PREWARM = text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_prewarm')")

# Shapes are by far the largest: they go to the operating system's memory, the rest to the database's own.
_WARM = text("""
SELECT coalesce(sum(pg_prewarm(part.oid, CASE WHEN part.oid = 'tile_shape'::regclass THEN 'read' ELSE 'buffer' END)), 0)
FROM pg_class copy
JOIN LATERAL (SELECT copy.oid UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = copy.oid) part ON true
WHERE copy.oid = ANY(ARRAY['tile_shape', 'tile_unit', 'tile_unit_ready', 'tile_cell_group', 'tile_cell', 'tile_symbol']::regclass[])
""")


def warm(session: Session) -> int:
    """Return how many blocks of 8 kB were read; 0 where the database has no pg_prewarm."""
    if not session.scalar(_HAS_PREWARM):
        return 0
    return int(session.execute(_WARM).scalar_one())
