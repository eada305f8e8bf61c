"""The columns beside the agencies of a list, named after them: since when and by which decision they have their role."""

from typing import Any, Final

PARTIES: Final = ("owner", "pmu", "contractor", "supervisor", "managing_unit")
"""The fields of agencies that hold a role now."""


def add_terms(entries: dict[str, Any]) -> None:
    """Add the names of the days and decisions of parties, which follow from those of the parties."""
    patterns = entries.pop("party_terms")
    for party in PARTIES:
        names = entries[party]
        for ending, pattern in patterns.items():
            labels = [
                text.format(party=name) for text, name in zip(pattern["label"], names["label"], strict=True)
            ]
            made = [text.format(party=name) for text in pattern["headings"] for name in names["headings"]]
            own = entries.setdefault(f"{party}_{ending}", {"label": labels, "headings": []})
            own["headings"] = [*own["headings"], *labels, f"{party}_{ending}", *made]
