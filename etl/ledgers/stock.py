"""What the ledgers already hold about the projects of a file, as chains: a row with all that corrected it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from etl.ledgers.catalogue import CellKind, LedgerSheet, sheet_of
from etl.ledgers.keys import natural_key, scoped_key
from etl.ledgers.rows import Numbered
from gis.domain.documents import PaperShelf, number_key
from gis.domain.ledger import COUNTED_STATES
from gis.models.ledger.entry import table_of
from gis.queries.ledgers import every_version, papers_of

_NUMBERS = {"bid_package": "package_no", "contract": "contract_no"}
REFERENCES = {CellKind.PACKAGE: "bid_package", CellKind.CONTRACT: "contract"}


@dataclass(slots=True)
class Chain:
    """One fact: its first row and, in order, the rows that corrected it; `values` are those of the last."""

    project_id: int | None
    versions: list[Row[Any]]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def root_id(self) -> int:
        """The id of the first row, which references use."""
        return int(self.versions[0].id)

    @property
    def tip(self) -> Row[Any]:
        """The last row."""
        return self.versions[-1]

    @property
    def is_in_review(self) -> bool:
        """Tell whether the last row waits for somebody: it counts for nothing and can't be corrected."""
        return self.tip.review_state not in COUNTED_STATES

    @property
    def counts(self) -> bool:
        """Tell whether the fact stands: it is neither taken back nor waiting."""
        return not self.tip.is_withdrawn and not self.is_in_review


@dataclass(slots=True)
class Fact:
    """A fact that counts for the checks: stored, or taken from an earlier row of the file."""

    project_id: int | None
    values: dict[str, Any]
    chain: Chain | None = None
    row: int | None = None


class LedgerStock:
    """The chains of one ledger, found by key or number, and the facts of each project that count."""

    def __init__(self, sheet: LedgerSheet, chains: Iterable[Chain]) -> None:
        self.sheet = sheet
        self.chains = list(chains)
        self._by_key: dict[tuple[int | None, str], Chain] = {}
        self._by_natural: dict[str, Chain] = {}
        self.facts: dict[int | None, list[Fact]] = defaultdict(list)
        self._numbers: dict[tuple[int | None, str], Numbered] = {}
        self._number_field = _NUMBERS.get(sheet.name)
        for chain in self.chains:
            self._add(chain)

    def find(self, project_id: int | None, text: str) -> Chain | None:
        """Return the chain of a key that a sender gave or that an exported file carries."""
        return self._by_key.get((project_id, text)) or self._by_key.get(
            (project_id, scoped_key(project_id, text))
        )

    def find_natural(self, key: str) -> Chain | None:
        """Return the chain that states the same thing of the same day."""
        return self._by_natural.get(key)

    def numbered(self, project_id: int | None, key: str) -> Numbered | None:
        """Return the package or contract of a number, stored or of this file."""
        return self._numbers.get((project_id, key))

    def by_number(self, project_id: int | None, number: str) -> Numbered | None:
        """Return the package or contract of a number as it is written."""
        return self.numbered(project_id, number_key(number))

    def take(self, fact: Fact) -> None:
        """Let a row of the file count for the rows after it; the version that it corrects no longer does."""
        facts = self.facts[fact.project_id]
        if fact.chain is not None:
            facts[:] = [known for known in facts if known.chain is not fact.chain]
        facts.append(fact)
        if self._number_field is not None:
            number = str(fact.values[self._number_field])
            root_id = fact.chain.root_id if fact.chain else None
            key = number_key(number)
            self._numbers[fact.project_id, key] = Numbered(key, number, root_id)

    def drop(self, chain: Chain) -> None:
        """Let a fact that the file takes back count no longer."""
        facts = self.facts[chain.project_id]
        facts[:] = [known for known in facts if known.chain is not chain]

    def _add(self, chain: Chain) -> None:
        place = chain.project_id
        for version in chain.versions:
            self._by_key[place, f"#{version.id}"] = chain
            if version.entry_key is not None:
                self._by_key[place, version.entry_key] = chain
        key = natural_key(self.sheet, place, chain.values)
        if chain.counts or key not in self._by_natural:
            self._by_natural[key] = chain
        if chain.counts:
            self.take(Fact(place, chain.values, chain))


class Stock:
    """The ledgers of the projects of a file, each read when it is first asked for."""

    def __init__(self, session: Session, project_ids: Sequence[int], unit_ids: Sequence[int] = ()) -> None:
        self._session, self._project_ids, self._unit_ids = session, list(project_ids), list(unit_ids)
        self._ledgers: dict[str, LedgerStock] = {}

    def ledger(self, name: str) -> LedgerStock:
        """Return what a ledger holds."""
        if name not in self._ledgers:
            sheet = sheet_of(name)
            self._ledgers[name] = LedgerStock(sheet, self._chains(sheet))
        return self._ledgers[name]

    @cached_property
    def papers(self) -> PaperShelf:
        """Return the papers of the projects and of the communes."""
        return PaperShelf(papers_of(self._session, self._project_ids, self._unit_ids))

    def facts(self, name: str, project_id: int | None) -> list[Fact]:
        """Return the facts of a project that count."""
        return self.ledger(name).facts.get(project_id, [])

    def _chains(self, sheet: LedgerSheet) -> Iterator[Chain]:
        units = self._unit_ids if sheet.is_project_optional else ()
        rows = every_version(self._session, sheet.model, project_ids=self._project_ids, unit_ids=units)
        chains: dict[int, Chain] = {}
        for row in rows:
            known = chains.get(row.corrects_id) if row.corrects_id is not None else None
            if known is None:
                known = chains[row.id] = Chain(row.project_id, [row])
            else:
                known.versions.append(row)
                chains[row.id] = known
        references = self._references(sheet)
        names = [
            name
            for name in (*sheet.value_fields, "precision", "price_item_id")
            if name in table_of(sheet.model).c
        ]
        for chain in {id(chain): chain for chain in chains.values()}.values():
            mapping = chain.tip._mapping
            chain.values = {name: mapping[name] for name in names}
            for name, known_numbers in references.items():
                if (row_id := chain.values[name]) is not None:
                    chain.values[name] = known_numbers.get(
                        row_id, Numbered(f"#{row_id}", f"#{row_id}", row_id)
                    )
            yield chain

    def _references(self, sheet: LedgerSheet) -> dict[str, dict[int, Numbered]]:
        """Return, for each column that refers to a package or contract, what the id of any version means."""
        found = {}
        for column in sheet.columns:
            if column.kind in REFERENCES:
                ledger = self.ledger(REFERENCES[column.kind])
                number = _NUMBERS[ledger.sheet.name]
                found[column.field] = {
                    version.id: Numbered(
                        number_key(chain.values[number]), chain.values[number], chain.root_id
                    )
                    for chain in ledger.chains
                    for version in chain.versions
                }
        return found
