"""Compiled templates are kept for this user alone, and never in the way of a page."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from jinja2.bccache import FileSystemBytecodeCache

from webmap.template_cache import compiled_templates


def rendered(folder: Path) -> str:
    templates = Environment(
        loader=DictLoader({"a.html": "{{ 1 + 1 }}"}),
        bytecode_cache=compiled_templates(folder),
        autoescape=True,
    )
    return templates.get_template("a.html").render()


def test_a_template_is_kept_where_nobody_else_reads_or_writes(tmp_path: Path) -> None:
    assert rendered(tmp_path / "templates") == "2"
    [own] = (tmp_path / "templates").iterdir()
    assert own.stat().st_mode & 0o077 == 0
    assert list(own.iterdir())


def test_a_folder_that_others_may_write_to_is_left_alone(tmp_path: Path) -> None:
    assert rendered(tmp_path) == "2"
    [own] = tmp_path.iterdir()
    own.chmod(0o777)
    assert compiled_templates(tmp_path) is None


def test_a_disk_that_refuses_stops_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(FileSystemBytecodeCache, "dump_bytecode", refuse)
    assert rendered(tmp_path) == "2"
    (tmp_path / "file").write_text("no folder")
    assert compiled_templates(tmp_path / "file") is None
