"""The catalogue of findings: complete, rendered in both languages, and nothing in it unused."""

import re
from pathlib import Path

import pytest

from etl.findings import LANGUAGES, CellError, FileRefusedError, Finding, Findings, Severity, catalogue
from gis.domain.clearance_checks import ClearanceBreach
from gis.domain.contribution_checks import ContributionBreach
from gis.domain.date_checks import DateBreach
from gis.domain.entry_checks import EntryBreach
from gis.domain.progress import ProgressBreach
from gis.domain.voucher_checks import VoucherBreach

ROOT = Path(__file__).parents[2]
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CODE = re.compile(
    r'(?:Finding\.of|CellError|FileRefusedError\.of)\(\s*(?:\w+, )?"(\w+)"(?: if [^"]+ else "(\w+)")?'
)


def test_texts_are_whole_sentences_in_both_languages() -> None:
    for code, text in catalogue().items():
        for language in LANGUAGES:
            assert text.message[language].endswith((".", "?")), code
            assert text.remedy[language] == text.remedy[language].strip(), code
            assert bool(text.remedy["vi"]) is bool(text.remedy["en"]), code
            assert text.remedy[language] or text.severity is Severity.INFO, (
                f"{code}: an error without a way out"
            )


def test_remedies_name_buttons_that_the_pages_have() -> None:
    words = (ROOT / "webmap/translations/en/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    named = [
        (text.remedy["vi"].partition("bấm “")[2], text.remedy["en"].partition("use “")[2])
        for text in catalogue().values()
        if "bấm “" in text.remedy["vi"]
    ]
    assert named
    for vietnamese, english in named:
        pair = (vietnamese.partition("”")[0], english.partition("”")[0])
        assert 'msgid "{}"\nmsgstr "{}"\n'.format(*pair) in words


def test_both_languages_say_the_same_things() -> None:
    for code, text in catalogue().items():
        vietnamese, english = (
            {
                name.removesuffix("_en")
                for name in _PLACEHOLDER.findall(text.message[language] + text.remedy[language])
            }
            for language in LANGUAGES
        )
        assert vietnamese == english, code


def test_codes_in_the_program_are_in_the_catalogue() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "etl").rglob("*.py")]
    used = {code for source in sources for pair in _CODE.findall(source) for code in pair if code}
    assert len(used) > 40
    assert used <= set(catalogue())
    # Broken rules of the field are named in the core and become findings under the same names.
    rules = [path.read_text(encoding="utf-8") for path in (ROOT / "gis" / "domain").rglob("*.py")]
    everything = "\n".join([*sources, *rules])
    assert [code for code in catalogue() if f'"{code}"' not in everything] == []


def test_a_finding_has_its_place_and_its_texts() -> None:
    finding = Finding.of("number_ambiguous", first="1234", second="1,234").at(
        sheet="DS", row=7, column="TMĐT", field="budget_vnd", value="1.234"
    )
    assert finding.message() == "“1.234” có thể là 1234 hoặc 1,234."
    assert finding.message("en") == "“1.234” can mean 1234 or 1,234."
    document = finding.as_json("en")
    assert document["row"] == 7
    assert document["severity"] == "error"
    assert document["params"] == {"first": "1234", "second": "1,234"}
    assert "--numbers" in document["remedy"]


def test_errors_become_findings() -> None:
    assert CellError("date_impossible", value="31/02").finding().message() == "Không có ngày “31/02”."
    refused = FileRefusedError.of("file_encrypted")
    assert str(refused) == refused.finding.message("en")
    with pytest.raises(KeyError):
        Finding.of("no_such_code")


def test_collection_counts_and_orders() -> None:
    findings = Findings([Finding.of("name_missing").at(row=9), Finding.of("row_is_total").at(row=2)])
    findings.add(Finding.of("column_unknown").at(column="K"))
    findings.extend([Finding.of("name_missing").at(sheet="DS", row=1)])
    assert len(findings) == 4
    assert findings.by_severity() == {Severity.ERROR: 2, Severity.WARNING: 0, Severity.INFO: 2}
    assert findings.by_code() == {"name_missing": 2, "row_is_total": 1, "column_unknown": 1}
    assert findings.rows_with_errors() == {(None, 9), ("DS", 1)}
    assert [finding.row for finding in findings.in_file_order()] == [None, 2, 9, 1]
    assert findings.as_json()["counts"] == {"error": 2, "warning": 0, "info": 2}


def test_long_values_are_cut() -> None:
    assert len(Finding.of("number_unreadable").at(value="9" * 5000).value or "") == 200


def test_every_broken_rule_has_its_texts() -> None:
    rules = (VoucherBreach, ClearanceBreach, ContributionBreach, ProgressBreach, DateBreach, EntryBreach)
    missing = [code.value for breaches in rules for code in breaches if code.value not in catalogue()]
    assert missing == []
