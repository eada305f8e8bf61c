"""The papers of a project's page: those of its catalogue stand open, those that only figures name are folded where there are many."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from gis.domain.documents import FACT_PAPER
from gis.queries.project_papers import Paper

_MOST_OPEN: Final = 8
_PHOTO: Final = "photo"


class PaperList(NamedTuple):
    """Papers that stand open, and those to unfold, the newest first."""

    open: Sequence[Paper]
    folded: Sequence[Paper]


def paper_list(documents: Sequence[Paper]) -> PaperList:
    """Return the papers without the photos that are shown as pictures; few papers are all open."""
    told = [
        paper
        for paper in documents
        if paper.kind != _PHOTO or not any(file.has_public_copy for file in paper.files)
    ]
    if len(told) <= _MOST_OPEN:
        return PaperList(told, ())
    named = [paper for paper in told if paper.kind == FACT_PAPER and not paper.files]
    named.sort(key=lambda paper: paper.issued_on or date.min, reverse=True)
    folded = set(named)
    return PaperList([paper for paper in told if paper not in folded], named)
