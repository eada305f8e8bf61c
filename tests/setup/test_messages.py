"""Every problem and step has one sentence in each language, and all that it names is given where it is told."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from etl.setup.commands import _STOPPED
from etl.setup.messages import PROBLEMS, SetupError
from etl.setup.progress import STEPS, worded

SOURCES = sorted(Path("etl/setup").glob("*.py"))


def _calls(*functions):
    """Yield code, given names and place of every call of these functions with a code in the set-up."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in functions
                and isinstance(node.args[0], ast.Constant)
            ):
                names = {keyword.arg for keyword in node.keywords} - {"log", "start"}
                yield node.args[0].value, names, f"{source}:{node.lineno}"


def _raised():
    return _calls("SetupError")


def _placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("sentence", [*PROBLEMS.values(), *STEPS.values()])
def test_both_languages_name_the_same_things(sentence):
    assert _placeholders(sentence.vi) == _placeholders(sentence.en)


def test_every_problem_raised_is_worded_with_what_is_given():
    raised = list(_raised())
    assert len(raised) > 20
    for code, names, place in raised:
        assert names == _placeholders(PROBLEMS[code].vi), place


def test_every_step_told_is_worded_with_what_is_given():
    told = list(_calls("report", "worded"))
    for code, names, place in told:
        assert names == _placeholders(STEPS[code].vi), place
    assert {code for code, _, _ in told} | set(_STOPPED.values()) == set(STEPS)


def test_no_sentence_is_left_over():
    assert {code for code, _, _ in _raised()} == set(PROBLEMS)


def test_vietnamese_stands_first():
    told = str(SetupError("port_in_use", port=8000, other=8001)).splitlines()
    assert told[0].startswith("✗ Cổng 8000")
    assert told[1].strip().startswith("Port 8000")
    assert worded("nothing_running").splitlines() == ["· Không có gì đang chạy", "  Nothing is running"]
