import csv
import re
from pathlib import Path

import pytest

from gis.domain.lifecycle import ScheduleStatus

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "webmap" / "static"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}, #\w{6})\)", TOKENS))
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))

TEXT = ["ink", "ink-2", "ink-3", "accent", "info", "success", "warning", "danger"]
STATUS = [status.value.replace("_", "-") for status in ScheduleStatus]
TEXT_RATIO = 4.5
SHAPE_RATIO = 3.0


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def colour(name: str, mode: int) -> str:
    return COLOURS[name].split(", ")[mode]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "surface-2", "canvas", "hover"])
@pytest.mark.parametrize("name", TEXT + STATUS)
def test_text_stands_out_from_every_ground(name: str, ground: str, mode: int) -> None:
    assert contrast(colour(name, mode), colour(ground, mode)) >= TEXT_RATIO


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [("accent-ink", "accent"), ("danger-ink", "danger"), ("accent-strong", "accent-soft")]
)
def test_text_on_colour_can_be_read(text: str, ground: str, mode: int) -> None:
    assert contrast(colour(text, mode), colour(ground, mode)) >= TEXT_RATIO


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["line-2", "focus", "accent"])
def test_edges_and_focus_can_be_seen(name: str, mode: int) -> None:
    assert contrast(colour(name, mode), colour("surface", mode)) >= SHAPE_RATIO
    assert contrast(colour(name, mode), colour("canvas", mode)) >= SHAPE_RATIO


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_the_steps_of_the_scale_go_one_way(mode: int) -> None:
    steps = [luminance(colour(f"s{number}", mode)) for number in range(1, 6)]
    assert steps == sorted(steps, reverse=mode == 0)


def test_every_status_has_a_shape_and_a_colour() -> None:
    components = (STATIC / "css/components.css").read_text(encoding="utf-8")
    for status in ScheduleStatus:
        assert f"shape-{status}" in SYMBOLS
        assert f".tone--{status} " in components


def test_every_sector_has_a_sign() -> None:
    with (ROOT / "data/reference/sectors.csv").open(encoding="utf-8", newline="") as source:
        codes = [row["code"] for row in csv.DictReader(source)]
    assert {f"sector-{code}" for code in codes} - SYMBOLS == set()


def test_every_name_that_a_style_sheet_uses_is_defined() -> None:
    sheets = {path: path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css")}
    defined = {name for text in sheets.values() for name in re.findall(r"(--[\w-]+)\s*:", text)}
    for path, text in sheets.items():
        used = set(re.findall(r"var\((--[\w-]+)\)", text))
        assert used - defined == set(), path.name
