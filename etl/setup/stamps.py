"""Remember by content what a step was done from, so that a second run skips it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """A small file that holds the fingerprint of the sources a step was last done from."""

    file: Path
    sources: Sequence[Path]
    extra: str = ""

    def fingerprint(self) -> str:
        """Return a hash of names, contents and ``extra``; a missing source counts as empty."""
        whole = hashlib.sha256(self.extra.encode())
        for source in self.sources:
            content = source.read_bytes() if source.is_file() else b""
            whole.update(f"\0{source.name}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()

    def is_current(self) -> bool:
        """Say whether the step was done from exactly these sources."""
        return self.file.is_file() and self.file.read_text().strip() == self.fingerprint()

    def write(self) -> None:
        """Remember that the step is done."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.fingerprint() + "\n")
