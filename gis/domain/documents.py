"""Papers by reference: their kinds, what one is called whose title nobody wrote down, which one a fact names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from gis.domain.names import compact_key, name_key, without_accents

_SIGNS: Final = re.compile("[^a-z0-9]+")


class DocumentKind(StrEnum):
    """The papers that most projects have; a list may name others, which are kept as they are written."""

    POLICY_DECISION = "policy_decision"
    INVESTMENT_DECISION = "investment_decision"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"
    HANDOVER = "handover"
    SETTLEMENT = "settlement"


UNTITLED: Final[Mapping[str, str]] = {
    DocumentKind.POLICY_DECISION.value: "Phê duyệt chủ trương đầu tư",
    DocumentKind.INVESTMENT_DECISION.value: "Phê duyệt dự án",
}
"""What a decision of a kind does, in place of a title; other documents without one go by their number."""


def title_or_default(title: str | None, *, kind: str, number: str | None, url: str | None) -> str:
    """Return the title, or what stands for it: the act of the decision, else the number, else the address."""
    return title or UNTITLED.get(kind) or number or url or kind


PAPER_FIELDS: Final = ("document", "document_date", "document_issuer", "document_title")
"""What files and forms call the parts of the paper that a fact rests on, in the order of `StatedPaper`."""


FACT_PAPER: Final = "fact_paper"
"""The kind of a paper that nothing but a fact names: public once such a fact was accepted."""


LIST_PAPER: Final = "list_paper"
"""The kind of a paper that adopts prices or conversions: it holds for everybody and belongs to no place."""


class Place(NamedTuple):
    """Whose papers are meant: a project's, those of a commune whose facts belong to no project, or a list's."""

    project_id: int | None
    unit_id: int | None


NO_PLACE: Final = Place(None, None)
"""Where the papers of lists are kept."""


def place_of(project_id: int | None, unit_id: int | None) -> Place:
    """Return where the paper of a fact is kept: with its project, else with its commune."""
    return Place(project_id, None) if project_id is not None else Place(None, unit_id)


class StatedPaper(NamedTuple):
    """The paper that a fact rests on, as a form or a file names it."""

    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    title: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said of a paper."""
        return not any(self)

    @property
    def is_named(self) -> bool:
        """Whether it can be known again: by its number, else by its title."""
        return bool(self.number or self.title)

    @property
    def fields(self) -> dict[str, Any]:
        """Return its parts as files and forms call them."""
        return dict(zip(PAPER_FIELDS, self, strict=True))


NO_PAPER: Final = StatedPaper()


class KnownPaper(NamedTuple):
    """A paper of a project or commune by reference; `is_released` where everybody reads it."""

    id: int
    project_id: int | None
    unit_id: int | None
    number: str | None
    title: str
    issued_on: date | None
    issuer: str | None
    kind: str = ""
    is_released: bool = False

    @property
    def own_title(self) -> str | None:
        """Return its title; None where that says no more than its number."""
        return own_title(self.number, self.title, kind=self.kind)

    @property
    def stated(self) -> StatedPaper:
        """Return what a form shows of it."""
        return StatedPaper(self.number, self.issued_on, self.issuer, self.own_title)


class PaperShelf:
    """Papers of projects and communes, found by what a fact says of them."""

    def __init__(self, papers: Iterable[KnownPaper] = ()) -> None:
        self._by_key: dict[tuple[Place, str], list[KnownPaper]] = defaultdict(list)
        self._by_id: dict[int, KnownPaper] = {}
        for paper in papers:
            self.add(paper)

    def add(self, paper: KnownPaper) -> None:
        """Take a paper in."""
        self._by_key[Place(paper.project_id, paper.unit_id), _key(paper.number, paper.title)].append(paper)
        self._by_id[paper.id] = paper

    def __iter__(self) -> Iterator[KnownPaper]:
        return iter(self._by_id.values())

    def get(self, paper_id: int | None) -> KnownPaper | None:
        """Return a paper by its id."""
        return self._by_id.get(paper_id or 0)

    def fill(self, paper: KnownPaper, said: Mapping[str, Any]) -> None:
        """Put what is said in place of the gaps of a paper."""
        place, key = Place(paper.project_id, paper.unit_id), _key(paper.number, paper.title)
        self._by_key[place, key].remove(paper)
        self.add(paper._replace(**said))

    def find(self, place: Place, stated: StatedPaper, *, present_id: int | None = None) -> KnownPaper | None:
        """Return the paper that is meant, None for a new one; of several that fit `present_id`, else the oldest.

        The same number is the same paper unless the days differ: offices begin again at 1 each year. A paper without a
        number is known by its title.
        """
        found = [
            each for each in self._by_key[place, _key(stated.number, stated.title)] if _fits(each, stated)
        ]
        return min(
            found,
            key=lambda each: (each.id != present_id, each.issued_on != stated.issued_on, each.id),
            default=None,
        )


def own_title(number: str | None, title: str | None, *, kind: str = "") -> str | None:
    """Return the title of a paper; None where that says no more than its number or kind.

    `gis.operations.intake.papers` has the same rule in SQL.
    """
    is_number = bool(number and title and title.endswith(number))
    return None if is_number or title == UNTITLED.get(kind, "") else title


def paper_key(number: str) -> str:
    """Return what the spellings of a paper's number share: ``12/QĐ-UBND`` → ``12-qd-ubnd``.

    Case, accents, spaces and which signs stand between its parts do not count; that signs part it does.
    `gis.operations.intake.papers` has the same rule in SQL.
    """
    return _SIGNS.sub("-", without_accents(number).lower()).strip("-") or number


def number_key(text: str) -> str:
    """Return what two spellings of a number of a voucher, package or contract share: spaces and signs do not count."""
    return compact_key(text) or text.strip()


def gaps(known: KnownPaper, stated: StatedPaper) -> dict[str, date | str]:
    """Return what is said of a known paper that its reference lacks, by column."""
    there = known.stated
    said_title = own_title(known.number, stated.title, kind=known.kind)
    pairs = {
        "issued_on": (there.issued_on, stated.issued_on),
        "issuer": (there.issuer, stated.issuer),
        "title": (there.title, said_title),
    }
    return {name: said for name, (kept, said) in pairs.items() if kept is None and said}


def contradicted(known: KnownPaper, stated: StatedPaper) -> tuple[str, ...]:
    """Return which columns of a known paper a fact states otherwise; spelling does not count."""
    pairs = {"issuer": (known.issuer, stated.issuer), "title": (known.own_title, stated.title)}
    return tuple(
        name
        for name, (kept, said) in pairs.items()
        if kept is not None and said and name_key(kept) != name_key(said)
    )


def _key(number: str | None, title: str | None) -> str:
    return f"#{paper_key(number)}" if number else name_key(title or "")


def _fits(paper: KnownPaper, stated: StatedPaper) -> bool:
    return stated.issued_on is None or paper.issued_on in (None, stated.issued_on)
