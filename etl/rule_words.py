"""Rules of the field as findings quote them: in their own words, or in English, with the document they stand in."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gis.domain.breaches import Rule


def quoted(rule: Rule, language: str = "vi") -> str:
    """Return the rule without its full stop, with the number of the document it stands in."""
    legal = f" ({rule.legal_reference})" if rule.legal_reference else ""
    return in_language(rule.text, language).rstrip(".") + legal


def in_language(text: str, language: str) -> str:
    """Return the words of a rule in a language; words of no rule that is known now stay Vietnamese."""
    return text if language == "vi" else english().get(text, text)


@cache
def english() -> Mapping[str, str]:
    """Return the English words of every rule by its Vietnamese ones."""
    with Path(__file__).with_name("rule_texts.toml").open("rb") as stream:
        return tomllib.load(stream)
