"""The papers of one project: each is written once for all that rests on it, and a few were never filed."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from etl.demo.history.keys import Keys
from etl.demo.history.rows import DocumentRow
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.subject import Paper
from etl.demo.history.words import inside
from etl.demo.paper_sorts import INVESTMENT, Sort

_UNFILED: Final = 0.04
"""Part of the papers that nobody filed: what the warning of a missing paper is for."""
_LAST_NUMBER: Final = 240


@dataclass
class Shelf:
    """The papers that stood before the history, and those that it adds as `rows`."""

    story: Story
    keys: Keys
    rows: list[DocumentRow] = field(default_factory=list)
    main_contract_id: int | None = None
    _found: dict[Hashable, Paper | None] = field(default_factory=dict)

    @cached_property
    def _rng(self) -> Stream:
        return self.story.stream("papers")

    @property
    def investment(self) -> Paper | None:
        """The investment decision, None where the file lacks it."""
        known = self.story.subject.known.papers
        return next((paper for paper in known if paper.kind == INVESTMENT.kind), None)

    def paper(
        self,
        sort: Sort,
        day: date,
        *,
        about: Hashable = None,
        number: str | None = None,
        is_sure: bool = False,
    ) -> Paper | None:
        """Return the paper of this sort, day and subject: the known one, else a new one; None where it was never filed.

        What `is_sure` is always filed.
        """
        key = (sort, day, about)
        if key not in self._found:
            self._found[key] = self._known(sort, day) if about is None else None
            if self._found[key] is None and (is_sure or not self._rng.has(_UNFILED)):
                self._found[key] = self._new(sort, day, number)
        return self._found[key]

    def _known(self, sort: Sort, day: date) -> Paper | None:
        for paper in self.story.subject.known.papers:
            if (paper.kind, paper.title, paper.issued_on) == (sort.kind, sort.title, day):
                return paper
        return None

    def _new(self, sort: Sort, day: date, number: str | None) -> Paper:
        said = number or f"{self._rng.randint(1, _LAST_NUMBER):02d}/{sort.mark}"
        paper = Paper(next(self.keys.document), sort.kind, sort.title, said, day)
        places = self.story.subject.places_on(day)
        issuer = f"UBND {inside(places[0].full_name)}" if places else "Ủy ban nhân dân"
        subject_id = self.story.subject.id
        self.rows.append(DocumentRow(paper.id, subject_id, sort.kind, said, sort.title, day, issuer))
        return paper
