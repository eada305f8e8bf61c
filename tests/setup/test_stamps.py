"""A step is repeated when, and only when, what it was done from has changed."""

import pytest

from etl.setup.stamps import Stamp


@pytest.fixture
def stamp(tmp_path):
    (tmp_path / "requirements.txt").write_text("flask==3.1\n")
    return Stamp(tmp_path / "made" / "stamp", [tmp_path / "requirements.txt", tmp_path / "absent"], "3.11")


def test_a_step_never_done_is_not_current(stamp):
    assert not stamp.is_current()


def test_a_step_done_is_current(stamp):
    stamp.write()
    assert stamp.is_current()


def test_a_changed_source_asks_for_the_step_again(stamp):
    stamp.write()
    stamp.sources[0].write_text("flask==3.2\n")
    assert not stamp.is_current()


def test_a_source_that_appears_asks_for_the_step_again(stamp):
    stamp.write()
    stamp.sources[1].write_text("new")
    assert not stamp.is_current()


def test_another_python_asks_for_the_step_again(stamp):
    stamp.write()
    assert not stamp._replace(extra="3.12").is_current()
