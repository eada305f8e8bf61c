"""The pinned public boundary files: downloaded in a few seconds or not at all, and checked by sha256."""

import csv
import hashlib
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from etl.boundaries.sources import ROOT, BoundaryFile
from etl.findings import Finding, Findings
from etl.reference import REFERENCE_DIR

DOWNLOADS: Final = REFERENCE_DIR / "boundary_downloads.csv"
CACHE: Final = ROOT / "var" / "boundaries"

TOTAL_SECONDS: Final = 4.0
RETRY_AFTER_SECONDS: Final = 24 * 3600
_LIMIT_BYTES: Final = 20 * 1024 * 1024

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Download:
    """A public file at a fixed address, the checksum it must have and the day whose units it draws."""

    unit_code: str
    set_date: date
    url: str
    sha256: str
    source: str

    def path(self, cache: Path) -> Path:
        """Return where the file is kept."""
        return cache / f"{self.sha256}.geojson"

    def is_intact(self, cache: Path) -> bool:
        """Say whether the kept file is there and unchanged."""
        path = self.path(cache)
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def read_downloads(path: Path = DOWNLOADS) -> list[Download]:
    """Return the pinned files of data/reference."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Download(
                row["unit_code"],
                date.fromisoformat(row["set_date"]),
                row["url"],
                row["sha256"],
                row["source"],
            )
            for row in csv.DictReader(stream)
        ]


def fetch(url: str) -> bytes:
    """Return the content at an https address; raise OSError or ValueError where that fails."""
    if not url.startswith("https://"):
        raise ValueError(url)
    with urlopen(url, timeout=TOTAL_SECONDS) as answer:  # noqa: S310 -- https only, checked above
        content: bytes = answer.read(_LIMIT_BYTES)
    return content


class Downloads:
    """The pinned files of a territory, from the cache or fetched within `TOTAL_SECONDS` all together."""

    def __init__(
        self, findings: Findings, *, pinned: Collection[Download], cache: Path = CACHE, fetcher: Fetch = fetch
    ) -> None:
        self._findings, self._pinned, self._cache, self._fetch = findings, pinned, cache, fetcher

    def files(self, codes: Collection[str]) -> list[BoundaryFile]:
        """Return the files of these unit codes; what is out of reach or altered is a finding and left out.

        After a failure a day passes before the next attempt, so that a machine without a network starts fast.
        """
        wanted = [item for item in self._pinned if item.unit_code in codes]
        missing = [item for item in wanted if not item.is_intact(self._cache)]
        if missing and not self._failed_recently():
            self._fetch_in_time(missing)
        return [
            BoundaryFile(item.path(self._cache), item.set_date, item.source)
            for item in wanted
            if item.is_intact(self._cache)
        ]

    @property
    def codes(self) -> set[str]:
        """The unit codes that pinned files draw."""
        return {item.unit_code for item in self._pinned}

    def may_bring(self, codes: Collection[str]) -> bool:
        """Say whether asking for these codes could give a file: one is kept, or the network is worth a try."""
        wanted = [item for item in self._pinned if item.unit_code in codes]
        return any(item.is_intact(self._cache) for item in wanted) or (
            bool(wanted) and not self._failed_recently()
        )

    @property
    def _mark(self) -> Path:
        return self._cache / "unreachable"

    def _failed_recently(self) -> bool:
        return self._mark.exists() and time.time() - self._mark.stat().st_mtime < RETRY_AFTER_SECONDS

    def _fetch_in_time(self, missing: list[Download]) -> None:
        """Fetch in a thread that is left alone when the time is over: a name look-up knows no timeout."""
        reasons: list[str] = []
        contents: dict[Download, bytes] = {}

        def work() -> None:
            try:
                contents.update((item, self._fetch(item.url)) for item in missing)
            except (OSError, ValueError) as error:
                reasons.append(_reason(error))

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(TOTAL_SECONDS)
        self._cache.mkdir(parents=True, exist_ok=True)
        if thread.is_alive() or reasons:
            reason = reasons[0] if reasons else f"{TOTAL_SECONDS:g} s"
            self._findings.add(Finding.of("boundaries_unreachable", reason=reason))
            self._mark.touch()
            return
        for item, content in contents.items():
            self._keep(item, content)

    def _keep(self, item: Download, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() == item.sha256:
            item.path(self._cache).write_bytes(content)
        else:
            self._findings.add(Finding.of("boundaries_altered", name=item.url.rsplit("/", 1)[-1]))


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", None) or error
    return str(getattr(inner, "strerror", None) or inner)
