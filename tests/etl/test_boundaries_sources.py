import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl.boundaries import downloads as module
from etl.boundaries.downloads import Download, Downloads, read_downloads
from etl.boundaries.sources import SETTING, find_boundary_files, succession_file
from etl.findings import FileRefusedError, Findings
from tests.etl.boundary_samples import A, feature, write_collection

CONTENT = b'{"type": "FeatureCollection", "features": []}'
PINNED = Download(
    "90001", date(2025, 7, 1), "https://example.org/a", hashlib.sha256(CONTENT).hexdigest(), "a public map"
)


def names(given: Path | None, environment: dict[str, str], own: Path) -> list[str]:
    return [file.path.parent.name for file in find_boundary_files(given, environment, own_folder=own)]


def test_the_order_is_the_given_place_the_setting_the_own_folder(tmp_path: Path) -> None:
    for folder in ("given", "setting", "own"):
        write_collection(tmp_path / folder / "communes_2023.geojson", [feature(A)])
    own, setting = tmp_path / "own", {SETTING: str(tmp_path / "setting")}
    assert names(tmp_path / "given", setting, own) == ["given"]
    assert names(None, setting, own) == ["setting"]
    assert names(None, {}, own) == ["own"]
    assert names(None, {}, tmp_path / "none") == []


def test_a_named_place_without_boundaries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as caught:
        find_boundary_files(None, {SETTING: str(tmp_path)})
    assert caught.value.finding.code == "boundaries_missing"


def test_a_single_file_is_a_place_and_succession_lies_beside_it(tmp_path: Path) -> None:
    path = write_collection(tmp_path / "any_name.geojson", [feature(A)])
    files = find_boundary_files(path, {})
    assert [file.path for file in files] == [path]
    assert succession_file(files) is None
    (tmp_path / "succession.csv").write_text("old_code,new_code\n", encoding="utf-8")
    assert succession_file(files) == tmp_path / "succession.csv"


class Network:
    """Gives one content for every address, or fails, and counts the questions."""

    def __init__(self, content: bytes | None = None) -> None:
        self.content, self.asked = content, 0

    def __call__(self, _url: str) -> bytes:
        self.asked += 1
        if self.content is None:
            raise OSError(101, "Network is unreachable")
        return self.content


def ask(network: Network, cache: Path) -> tuple[list[str | None], list[str]]:
    findings = Findings()
    files = Downloads(findings, pinned=[PINNED], cache=cache, fetcher=network).files({"90001", "1"})
    return [file.source for file in files], [finding.code for finding in findings]


def test_a_download_is_checked_kept_and_not_asked_for_again(tmp_path: Path) -> None:
    network = Network(CONTENT)
    assert ask(network, tmp_path) == (["a public map"], [])
    assert ask(network, tmp_path) == (["a public map"], [])
    assert network.asked == 1


def test_an_altered_download_is_a_finding_and_not_used(tmp_path: Path) -> None:
    assert ask(Network(CONTENT + b" "), tmp_path) == ([], ["boundaries_altered"])
    assert list(tmp_path.glob("*.geojson")) == []


def test_a_kept_file_that_was_changed_is_fetched_anew(tmp_path: Path) -> None:
    PINNED.path(tmp_path).write_bytes(b"changed")
    assert ask(Network(CONTENT), tmp_path) == (["a public map"], [])


def test_without_a_network_a_day_passes_before_the_next_attempt(tmp_path: Path) -> None:
    network = Network()
    assert ask(network, tmp_path) == ([], ["boundaries_unreachable"])
    assert ask(network, tmp_path) == ([], [])
    assert network.asked == 1
    yesterday = (tmp_path / "unreachable").stat().st_mtime - module.RETRY_AFTER_SECONDS - 1
    os.utime(tmp_path / "unreachable", (yesterday, yesterday))
    assert ask(Network(CONTENT), tmp_path) == (["a public map"], [])


@pytest.fixture
def endless() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_an_answer_that_never_comes_is_given_up(tmp_path, endless, monkeypatch) -> None:
    monkeypatch.setattr(module, "TOTAL_SECONDS", 0.05)

    def wait(_url: str) -> bytes:
        endless.wait(30)
        return CONTENT

    findings = Findings()
    assert Downloads(findings, pinned=[PINNED], cache=tmp_path, fetcher=wait).files({"90001"}) == []
    assert [finding.code for finding in findings] == ["boundaries_unreachable"]


def test_only_what_may_be_drawn_is_worth_asking(tmp_path: Path) -> None:
    pinned = Downloads(Findings(), pinned=[PINNED], cache=tmp_path, fetcher=Network(CONTENT))
    assert pinned.may_bring({"90001"})
    assert not pinned.may_bring({"90002"})
    assert not pinned.may_bring(set())


def test_pinned_files_are_https_with_a_checksum() -> None:
    pinned = read_downloads()
    assert pinned
    for item in pinned:
        assert item.url.startswith("https://")
        assert len(item.sha256) == 64


def test_an_address_that_is_not_https_is_not_opened() -> None:
    with pytest.raises(ValueError, match="file:"):
        module.fetch("file:///etc/hostname")
