from enum import Enum

import pytest
from flask import Flask

from webmap.labels import KINDS, LABELS, label


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_words_in_both_languages(application: Flask, kind: str, language: str) -> None:
    with application.test_request_context(f"/?lang={language}"):
        words = [label(code) for code in KINDS[kind]]
        assert all(words)
        assert len(set(words)) == len(words)
        assert [label(code.value, kind) for code in KINDS[kind]] == words


def test_every_labelled_kind_has_a_name() -> None:
    assert set(KINDS.values()) == set(LABELS)


def test_a_code_that_does_not_exist_has_no_words() -> None:
    class Other(Enum):
        ONE = 1

    with pytest.raises(KeyError):
        label(Other.ONE)
    with pytest.raises(ValueError, match="nonsense"):
        label("nonsense", "schedule")
