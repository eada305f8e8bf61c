"""What a browser calls itself, in two words that its owner knows."""

from typing import Final

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe_agent(agent: str | None) -> str:
    """Return browser and system, as far as they are known: `Chrome, Windows`; empty for none."""
    text = agent or ""
    found = (next((name for sign, name in names if sign in text), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)
