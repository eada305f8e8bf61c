"""The revision that this program was written for, read from the migrations' own lines: Alembic itself takes 10 MB."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"
_LINE = re.compile(r'^(down_)?revision\b.*?= *(?:"(\w+)"|None)', re.MULTILINE)


def newest_revision(folder: Path = VERSIONS) -> str:
    """Return the one revision that no other follows; ValueError where there are several heads."""
    found: tuple[set[str], set[str]] = set(), set()
    for path in folder.glob("*.py"):
        for is_down, revision in _LINE.findall(path.read_text(encoding="utf-8")):
            found[bool(is_down)].add(revision)
    revisions, followed = found
    (newest,) = revisions - followed
    return newest
