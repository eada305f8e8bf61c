"""Only what pages load is laid out, from packages pinned without an address."""

import json
import re
from pathlib import Path

import pytest

from etl.setup.frontend import FONT_WEIGHTS, copies, lay_out
from etl.setup.messages import SetupError
from etl.setup.packages import DEVELOPMENT, RUNTIME

STYLE = "@font-face {src: url(./files/a.woff2) format('woff2'), url(./files/a.woff) format('woff');}"


@pytest.fixture
def modules(tmp_path):
    folder = tmp_path / "node_modules"
    for package, source, _ in copies():
        file = folder / package / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('import*as e from"terra-draw";')
    for weight in FONT_WEIGHTS:
        (folder / "@fontsource" / "be-vietnam-pro" / f"{weight}.css").write_text(STYLE)
    return folder


def test_vendor_holds_the_listed_files_and_no_leftover(modules, tmp_path):
    vendor = tmp_path / "vendor"
    (vendor / "old").mkdir(parents=True)
    lay_out(modules, vendor)
    laid = {str(file.relative_to(vendor)) for file in vendor.rglob("*") if file.is_file()}
    assert laid == {copy.target for copy in copies()} | {"be-vietnam-pro/be-vietnam-pro.css"}


def test_styles_point_only_at_files_that_are_there(modules, tmp_path):
    lay_out(modules, tmp_path / "vendor")
    css = (tmp_path / "vendor" / "be-vietnam-pro" / "be-vietnam-pro.css").read_text()
    assert css.count("woff2)") == len(FONT_WEIGHTS)
    assert ".woff)" not in css


def test_the_adapter_imports_its_neighbour(modules, tmp_path):
    lay_out(modules, tmp_path / "vendor")
    code = (tmp_path / "vendor" / "terra-draw" / "terra-draw-maplibre-gl-adapter.js").read_text()
    assert code == 'import*as e from"./terra-draw.js";'


def test_a_package_that_changed_its_layout_is_named(modules, tmp_path):
    (modules / "htmx.org" / "dist" / "htmx.min.js").unlink()
    with pytest.raises(SetupError) as caught:
        lay_out(modules, tmp_path / "vendor")
    assert caught.value.values == {"package": "htmx.org", "path": "dist/htmx.min.js"}


def test_the_lock_pins_by_content_and_names_no_address():
    text = Path("package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert all(entry.get("integrity") for name, entry in packages.items() if name)


def test_development_pins_contain_the_runtime_pins():
    runtime, development = (set(_pins(Path(name).read_text())) for name in (RUNTIME, DEVELOPMENT))
    assert runtime <= development
    assert all("://" not in pin for pin in development)


def _pins(text):
    return re.findall(r"^[a-z0-9][^\s#]*==\S+", text, flags=re.MULTILINE)
