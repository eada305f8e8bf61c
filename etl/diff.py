"""Before and after of an import in words: which project, which field, from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from etl.columns import Field, field_names
from etl.values import choice_label
from gis.operations.intake.changes import Change
from gis.queries.reference import reference_codes

OUTCOMES: Final = ("new", "changed", "same", "repeated", "refused", "outside", "skipped")
_AXES: Final = {"type": "project_type"} | {
    name: name for name in ("stage", "execution", "clearance", "settlement", "project_group")
}
_FIELDS: Final = {
    "type": Field.PROJECT_TYPE,
    "sector_id": Field.SECTOR,
    "units": Field.COMMUNE,
    "former_owner": Field.OLD_OWNER,
    "first_completion_precision": Field.FIRST_COMPLETION_DATE,
}
_WORDS: Final = {
    "vi": {
        "place": "Vị trí",
        "is_located": "Có vị trí",
        "missing": "–",
        "yes": "có",
        "no": "không",
        "unknown": "chưa rõ số tiền",
        "vnd": "đồng",
        "precision": "độ chính xác",
    },
    "en": {
        "place": "Place",
        "is_located": "Has a place",
        "missing": "–",
        "yes": "yes",
        "no": "no",
        "unknown": "sum not known",
        "vnd": "đồng",
        "precision": "precision",
    },
}
PRECISIONS: Final = {
    "vi": {"day": "ngày", "month": "tháng", "quarter": "quý", "year": "năm"},
    "en": {"day": "day", "month": "month", "quarter": "quarter", "year": "year"},
}
_ACCURACIES: Final = {
    "vi": {
        "schematic": "vị trí sơ đồ",
        "digitised": "số hóa trên bản đồ",
        "plan_drawing": "theo bản vẽ thiết kế",
        "gps": "đo bằng GPS",
        "field_verified": "đã kiểm tra thực địa",
    },
    "en": {
        "schematic": "schematic",
        "digitised": "digitised on a map",
        "plan_drawing": "from the design drawing",
        "gps": "measured by GPS",
        "field_verified": "verified on site",
    },
}
_SHAPES: Final = {
    "vi": {"POINT": "điểm", "MULTIPOINT": "các điểm", "MULTILINESTRING": "đường", "MULTIPOLYGON": "vùng"},
    "en": {"POINT": "point", "MULTIPOINT": "points", "MULTILINESTRING": "line", "MULTIPOLYGON": "area"},
}


class ChangeLine(NamedTuple):
    """One line of the before/after table, as people read it."""

    code: str
    name: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """The words for the values of changes in one language."""

    language: str
    sectors: Mapping[int, str]
    sources: Mapping[str, str]

    def lines(self, changes: Iterable[Change]) -> Iterator[ChangeLine]:
        """Yield the table's lines in the order of the changes."""
        for change in changes:
            yield ChangeLine(
                change.code,
                change.name,
                self.label(change.field),
                self.value(change.field, change.old),
                self.value(change.field, change.new),
            )

    def outcomes(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """Return how many rows came to each outcome, none left out."""
        return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}

    def accuracy(self, code: str) -> str:
        """Return the words for a class of accuracy."""
        return _ACCURACIES[self.language][code]

    def label(self, name: str) -> str:
        """Return what a field of a change is called."""
        words = _WORDS[self.language]
        if name.startswith("source:"):
            return self.sources[name.removeprefix("source:")]
        if name in ("place", "is_located"):
            return words[name]
        known = _FIELDS.get(name)
        names = field_names()[known if known is not None else Field(name)]
        label = names.label_vi if self.language == "vi" else names.label_en
        return f"{label} ({words['precision']})" if name.endswith("_precision") else label

    def value(self, name: str, value: Any) -> str:
        """Return a value of a field as the log holds it, as people read it."""
        words = _WORDS[self.language]
        if value is None or value == []:
            return words["missing"]
        if name.startswith("source:") or name == "budget_vnd":
            return words["unknown"] if value == "unknown" else f"{_grouped(int(value))} {words['vnd']}"
        if name == "sector_id":
            return self.sectors.get(int(value), str(value))
        if name == "place":
            shape = _SHAPES[self.language].get(value["type"], value["type"])
            return (
                f"{shape} {value['lat']:.5f}, {value['lon']:.5f} ({self.accuracy(value['accuracy_class'])})"
            )
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        words = _WORDS[self.language]
        if name in _AXES:
            return choice_label(_AXES[name], str(value), self.language)
        if name.endswith("_precision"):
            return PRECISIONS[self.language][str(value)]
        if name.endswith(("_date", "_since")):
            days = value if isinstance(value, list) else [value]
            return "; ".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in days)
        if isinstance(value, bool):
            return words["yes"] if value else words["no"]
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def change_words(session: Session, language: str) -> ChangeWords:
    """Return the words for changes, with the installation's names of sectors and capital sources."""
    codes = reference_codes(session)
    name = "name_vi" if language == "vi" else "name_en"
    return ChangeWords(
        language,
        {row.id: getattr(row, name) for row in codes.sectors},
        {row.code: getattr(row, name) for row in codes.sources},
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
