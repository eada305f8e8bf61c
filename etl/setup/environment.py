"""Where things lie in a checkout, and the settings of the environment and of ``.env``."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.setup.messages import SetupError

# Measured: packages 1.1 GB, programs of the system 0.7 GB, their downloads 0.7 GB, the first data 0.1 GB
BYTES_TO_INSTALL = 3_000_000_000
BYTES_TO_RUN = 500_000_000
BYTES_OF_A_LOG = 20_000_000
SETTING_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one checkout; two checkouts share nothing."""

    root: Path

    @property
    def venv(self) -> Path:
        """The Python environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.venv / "bin" / "python"

    @property
    def var(self) -> Path:
        """Everything that is made while running."""
        return self.root / "var"

    @property
    def run(self) -> Path:
        """Process ids, the remembered port and the database addresses."""
        return self.var / "run"

    @property
    def logs(self) -> Path:
        """One log for each program that is started."""
        return self.var / "log"

    @property
    def key(self) -> str:
        """A short name of this checkout that no other checkout of the machine has."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:10]

    def prepare(self) -> None:
        """Make the folders under var, what lies in ``run`` for the owner's eyes; lay grown logs aside."""
        for folder in (self.var, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(mode=0o700, exist_ok=True)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > BYTES_OF_A_LOG:
                log.replace(log.with_suffix(".log.1"))


def parse_settings(text: str) -> dict[str, str]:
    """Return the settings of a ``.env`` text; raise ``SetupError`` naming the first line that is none."""
    settings: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = SETTING_LINE.fullmatch(stripped)
        if match is None:
            raise SetupError("broken_setting", line=number, text=stripped[:60])
        settings[match[1]] = _unquote(match[2], number, stripped)
    return settings


def _unquote(value: str, number: int, line: str) -> str:
    quote = value[:1]
    if quote not in {"'", '"'}:
        return value.split(" #", 1)[0].strip()
    end = value.find(quote, 1)
    rest = value[end + 1 :].strip()
    if end < 0 or (rest and not rest.startswith("#")):
        raise SetupError("broken_setting", line=number, text=line[:60])
    return value[1:end]


def read_settings(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for every program that is started: ``.env`` below what the shell already sets."""
    file = root / ".env"
    from_file = parse_settings(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {**from_file, **environ}


def require_space(places: Places) -> None:
    """Raise ``SetupError`` where the disk lacks the room for what is still to be installed, or to run."""
    needed = BYTES_TO_RUN if places.python.exists() else BYTES_TO_INSTALL
    free = shutil.disk_usage(places.root).free
    if free < needed:
        free_mb, needed_mb = free // 1_000_000, needed // 1_000_000
        raise SetupError("disk_full", path=places.root, free_mb=free_mb, needed_mb=needed_mb)
