"""The new projects of an import in words: the table behind "mới 17", for screens, JSON and workbooks."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from etl.diff import ChangeWords
from etl.issues import RowPlace
from gis.operations.intake.newcomers import NewProject

COLUMNS: Final = ("row", "code", "name", "units", "sector", "budget_vnd", "is_located")
_GUESSED: Final = {"vi": "{text} (đoán)", "en": "{text} (guessed)"}


class Newcomer(NamedTuple):
    """A new project and the row of the file that it comes from."""

    sheet: str | None
    row: int
    project: NewProject

    @classmethod
    def at(cls, place: RowPlace, project: NewProject) -> "Newcomer":
        """Return the project with the place of its row."""
        return cls(place.sheet, place.number, project)

    def texts(self, words: ChangeWords) -> tuple[str, ...]:
        """Return the values of `COLUMNS` as people read them."""
        made = self.project
        return (
            str(self.row),
            made.code,
            made.name,
            _guessed(words.value("units", made.units), words, made.are_units_guess),
            _guessed(words.value("sector_id", made.sector_id), words, made.is_sector_guess),
            words.value("budget_vnd", made.budget_vnd),
            words.value("is_located", made.is_located),
        )

    def as_json(self, words: ChangeWords) -> dict[str, Any]:
        """Return the project as a JSON object; what the row leaves open is null."""
        made = self.project
        sector = None if made.sector_id is None else words.value("sector_id", made.sector_id)
        return {
            "sheet": self.sheet,
            "row": self.row,
            "code": made.code,
            "name": made.name,
            "units": made.units,
            "are_units_guess": made.are_units_guess,
            "sector": sector,
            "is_sector_guess": made.is_sector_guess,
            "budget_vnd": None if made.budget_vnd is None else int(made.budget_vnd),
            "is_located": made.is_located,
        }


def headings(texts: Mapping[str, str], words: ChangeWords) -> list[str]:
    """Return the headings of `COLUMNS`: those of the catalogue, and the command's own from `texts`."""
    return [texts[name] if name in texts else words.label(name) for name in COLUMNS]


def _guessed(text: str, words: ChangeWords, is_guess: bool) -> str:
    return _GUESSED[words.language].format(text=text) if is_guess else text
