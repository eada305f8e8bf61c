"""Ask, inside the Python environment, whether a database of the user's own can be used."""

from __future__ import annotations

import sys

UNREACHABLE, NO_POSTGIS = 3, 4


def probe(url: str) -> int:
    """Return 0 where the database answers and knows PostGIS; print the reason where it does not answer."""
    import psycopg  # only here: the set-up itself runs before any package is installed

    try:
        with psycopg.connect(
            url.replace("postgresql+psycopg:", "postgresql:", 1), connect_timeout=5
        ) as session:
            found = session.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
    except psycopg.Error as error:
        print(" ".join(str(error).split()))
        return UNREACHABLE
    return 0 if found else NO_POSTGIS


if __name__ == "__main__":
    sys.exit(probe(sys.stdin.read().strip()))
