"""Every rule that a finding quotes rests on a document that data/reference knows."""

import csv
import importlib
import pkgutil
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

from etl.rule_words import english, in_language, quoted
from gis import domain
from gis.domain.breaches import Rule
from gis.domain.entry_checks import DECISION_FIRST
from gis.domain.payment_rules import PaymentRules, Window

REFERENCES = Path(__file__).parents[2] / "data/reference/legal_references.csv"
MODULES = [
    importlib.import_module(f"gis.domain.{found.name}") for found in pkgutil.iter_modules(domain.__path__)
]


def quoted_rules() -> list[Rule]:
    constants = [value for module in MODULES for value in vars(module).values() if isinstance(value, Rule)]
    windows = (field.default for field in fields(PaymentRules))
    return [*constants, *(window.rule for window in windows if isinstance(window, Window))]


def test_every_document_that_a_rule_names_is_known() -> None:
    with REFERENCES.open(encoding="utf-8", newline="") as source:
        known = {row["number"] for row in csv.DictReader(source)}
    named = {rule.legal_reference for rule in quoted_rules() if rule.legal_reference is not None}
    assert named
    assert named - known == set()


def test_every_rule_is_a_sentence() -> None:
    assert [rule.text for rule in quoted_rules() if not rule.text.endswith(".")] == []


def test_every_rule_is_told_in_english() -> None:
    told = english()
    assert {rule.text for rule in quoted_rules()} == set(told)
    assert [text for text in told.values() if not text.endswith(".")] == []
    assert quoted(DECISION_FIRST, "en") == (
        "No capital is assigned and nothing paid before the investment decision (58/2024/QH15)"
    )
    assert in_language("Quy định cũ.", "en") == "Quy định cũ."


def test_no_two_breaches_share_a_code() -> None:
    enums = {
        value
        for module in MODULES
        for name, value in vars(module).items()
        if name.endswith("Breach") and isinstance(value, type) and issubclass(value, StrEnum)
    }
    codes = [code.value for enum in enums for code in enum]
    assert len(codes) == len(set(codes))
