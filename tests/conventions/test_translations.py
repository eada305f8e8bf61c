import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

WEBMAP = Path(__file__).parents[2] / "webmap"
TRANSLATIONS = WEBMAP / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
VIETNAMESE = re.compile(
    r"[ăâđêôơưàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]", re.IGNORECASE
)


def used_texts() -> set[str]:
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(WEBMAP, methods, options, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def texts(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (TRANSLATIONS / "en/LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale="en")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_text_is_translated(english: Catalog) -> None:
    translated = {texts(message.id)[0] for message in messages(english) if all(texts(message.string))}
    assert used_texts() - translated == set()


def test_no_translation_is_left_over_or_uncertain(english: Catalog) -> None:
    assert {texts(message.id)[0] for message in messages(english)} - used_texts() == set()
    assert [message.id for message in messages(english) if message.fuzzy] == []


def test_translations_fill_the_same_places(english: Catalog) -> None:
    for message in messages(english):
        wanted = set(PLACEHOLDER.findall(texts(message.id)[0]))
        assert all(set(PLACEHOLDER.findall(text)) == wanted for text in texts(message.string) if text), (
            message.id
        )


def test_scripts_speak_by_the_texts_of_the_page() -> None:
    for path in (WEBMAP / "static/js").rglob("*.js"):
        code = re.sub(
            r"/\*.*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
        )
        assert not VIETNAMESE.search(code), path.name


def test_a_percent_sign_is_doubled_where_the_text_has_places_to_fill_and_nowhere_else() -> None:
    calls = [
        (path.name, call)
        for path in WEBMAP.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    wrong = [
        (name, text)
        for name, call in calls
        for text in (part.value for part in call.args if isinstance(part, ast.Constant))
        if (re.search(r"%(?![(%])", text.replace("%%", "")) if is_filled(call) else "%%" in text)
    ]
    assert len(calls) > 1000
    assert wrong == []


def is_filled(call: ast.Call) -> bool:
    return bool(call.keywords) or getattr(call.func, "id", "") == "ngettext"
