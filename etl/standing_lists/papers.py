"""The papers that rows of price lists rest on: found by number and day among those of lists, or added."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from etl.documents import paper_in
from etl.standing_lists.reading import ListRow
from etl.standing_lists.sheet import Column, ListKind
from gis.domain.documents import LIST_PAPER, NO_PLACE, StatedPaper
from gis.operations.audit import Actor
from gis.operations.fact_papers import PaperOfFact, ensure_papers

_TITLES: Final = {ListKind.PRICES: "Bảng giá", ListKind.CONVERSIONS: "Quy đổi đơn vị"}


@dataclass(slots=True)
class ListPapers:
    """The papers of the rows of one file, each asked for once."""

    session: Session
    actor: Actor
    kind: ListKind
    _ids: dict[StatedPaper, int] = field(default_factory=dict)

    def id_of(self, row: ListRow) -> int | None:
        """Return the paper of a row, written down where it is new or lacks what the row says; None where none is named."""
        stated = stated_paper(row)
        if not stated.is_named:
            return None
        if stated not in self._ids:
            title = f"{_TITLES[self.kind]}: {stated.number}"
            paper = PaperOfFact(NO_PLACE, stated, LIST_PAPER, default_title=title)
            [self._ids[stated]] = ensure_papers(self.session, [paper], self.actor, is_batch=True)
        return self._ids[stated]


def stated_paper(row: ListRow) -> StatedPaper:
    """Return the paper that a row names: by the number within its source, and by the columns about the paper."""
    read = paper_in(row.values[Column.SOURCE])
    return StatedPaper(
        read.number,
        row.values.get(Column.PAPER_DAY) or read.issued_on,
        row.values.get(Column.ISSUER) or read.issuer,
        row.values.get(Column.TITLE) or read.title,
    )
