import re
from pathlib import Path

from webmap.config import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
LISTED = set(re.findall(r"^(HATANG_\w+)=", EXAMPLE, re.MULTILINE))


def used_settings() -> set[str]:
    """Return every setting that the three packages name."""
    used = {f"HATANG_{name.upper()}" for name in Settings.model_fields}
    for package in ("gis", "etl", "webmap"):
        for path in (ROOT / package).rglob("*.py"):
            used.update(re.findall(r"HATANG_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    return used


def test_the_example_lists_every_setting_and_no_other() -> None:
    assert used_settings() == LISTED


def test_no_secret_has_a_default() -> None:
    assert re.search(r"^HATANG_SECRET_KEY=$", EXAMPLE, re.MULTILINE)
    assert Settings.model_fields["secret_key"].default.get_secret_value() == ""
