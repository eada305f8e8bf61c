"""What a row of a file does to a ledger: a new fact, a correction of one, a withdrawal, or nothing new."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.findings import Finding
from etl.ledgers.keys import SYSTEM_KEY, natural_key, scoped_key
from etl.ledgers.rows import LedgerRow, Named, Numbered, Outcome
from etl.ledgers.stock import REFERENCES, Chain, Fact, LedgerStock, Stock
from gis.domain.documents import PaperShelf, gaps


@dataclass(slots=True)
class Entry:
    """A row on its way: the key it is known by, the chain it belongs to, and the values it will be written with."""

    row: LedgerRow
    entry_key: str
    chain: Chain | None
    values: dict[str, Any]

    @property
    def fact(self) -> Fact:
        """The fact that it will be, for the checks of later rows."""
        return Fact(self.row.project_id, self.values, self.chain, self.row.number)

    @property
    def stored_fact(self) -> Fact | None:
        """The fact that goes on counting where the row is refused; None where there is none."""
        chain = self.chain
        return Fact(chain.project_id, chain.values, chain) if chain is not None and chain.counts else None


def resolve_references(row: LedgerRow, stock: Stock) -> None:
    """Turn the numbers of packages and contracts into the rows that bear them; an unknown one is told."""
    for column in row.sheet.references:
        given = row.values.get(column.field)
        if isinstance(given, Numbered):
            known = stock.ledger(REFERENCES[column.kind]).numbered(row.project_id, given.key)
            if known is None:
                code = (
                    "ledger_contract_unknown" if column.field == "contract_id" else "ledger_package_unknown"
                )
                row.tell(Finding.of(code), column.field, given.number)
            row.values[column.field] = known


def identify(row: LedgerRow, stock: LedgerStock) -> Entry:
    """Return the row with its key and, where the ledger knows the fact, its chain.

    A key of the file wins; a key that only this program writes and that is not known here came from another
    installation and counts as not given.
    """
    place = row.project_id
    natural = natural_key(row.sheet, place, row.values)
    if row.explicit_key is None:
        return Entry(row, natural, stock.find(place, natural) or stock.find_natural(natural), row.values)
    chain = stock.find(place, row.explicit_key)
    if chain is None and SYSTEM_KEY.fullmatch(row.explicit_key):
        return Entry(row, natural, stock.find_natural(natural), row.values)
    return Entry(row, scoped_key(place, row.explicit_key), chain, row.values)


def mark_repeated(entries: Iterable[Entry]) -> None:
    """Take rows that say the same once; rows that say different things under one key are both kept out."""
    first: dict[str | int, Entry] = {}
    for entry in entries:
        identity = entry.chain.root_id if entry.chain else entry.entry_key
        known = first.setdefault(identity, entry)
        if known is entry:
            continue
        row = entry.row
        if row.values == known.row.values and row.is_withdrawn == known.row.is_withdrawn:
            row.outcome = Outcome.REPEATED
            row.tell(Finding.of("ledger_row_repeated", first_row=known.row.number))
        else:
            row.tell(
                Finding.of("ledger_key_twice", other_row=known.row.number), "entry_key", row.explicit_key
            )
            if known.row.outcome is None:
                known.row.outcome = Outcome.REFUSED
                twice = Finding.of("ledger_key_twice", other_row=row.number)
                known.row.tell(twice, "entry_key", known.row.explicit_key)


def settle(entry: Entry, papers: PaperShelf, *, is_clearing_empty: bool = False) -> None:
    """Decide what the row does; a correction keeps the known value of every cell that is empty."""
    row, chain = entry.row, entry.chain
    if chain is None:
        row.outcome = Outcome.NEW
        if row.is_withdrawn:
            row.tell(Finding.of("ledger_nothing_to_withdraw"), "withdrawn")
        return
    if chain.is_in_review:
        row.tell(Finding.of("ledger_in_review"))
    elif row.is_withdrawn:
        row.outcome = Outcome.SAME if chain.tip.is_withdrawn else Outcome.WITHDRAWN
        entry.values = dict(chain.values)
    else:
        _settle_statement(entry, chain, papers, is_clearing_empty)


def _settle_statement(entry: Entry, chain: Chain, papers: PaperShelf, is_clearing_empty: bool) -> None:
    row = entry.row
    stated = {name: value for name, value in row.values.items() if is_clearing_empty or value is not None}
    is_same_paper = _rests_on(chain.tip, row, papers)
    if not chain.tip.is_withdrawn and is_same_paper and not differences(chain.values, stated):
        row.outcome = Outcome.SAME
        return
    if row.counted_from is None and _was_said_before(chain, stated, row, papers):
        row.outcome = Outcome.SUPERSEDED
        row.tell(Finding.of("ledger_row_superseded", recorded=f"{chain.tip.recorded_at:%d/%m/%Y}"))
        return
    row.outcome = Outcome.CHANGED
    entry.values = chain.values | stated


def differences(known: Mapping[str, Any], stated: Mapping[str, Any]) -> list[str]:
    """Return the fields in which a row states something else than is known."""
    return [name for name, value in stated.items() if not is_same(known.get(name), value)]


def is_same(known: Any, stated: Any) -> bool:
    """Tell whether a stored value is what a row states; things that are referred to are compared by their rows."""
    if isinstance(stated, Numbered):
        return isinstance(known, Numbered) and stated.id is not None and known.id == stated.id
    if isinstance(stated, Named):
        return stated.id is not None and known == stated.id
    return bool(known == stated)


def counted_from(entry: Entry, *, dated: date | None) -> date | None:
    """Return the day from which a row counts; None for its own day.

    The file's word wins, then the day of `--dated` for what mends older rows. A correction that moves a fact to a
    later day counts from the day of the old row, so that the old one is hidden from then on.
    """
    row, chain = entry.row, entry.chain
    if row.counted_from is not None:
        return row.counted_from
    if chain is None:
        return None
    if dated is not None:
        effective: date = entry.values["effective_date"]
        return max(dated, effective)
    known: date = chain.tip.effective_date
    return known if known < entry.values["effective_date"] else None


def _was_said_before(chain: Chain, stated: Mapping[str, Any], row: LedgerRow, papers: PaperShelf) -> bool:
    plain = {name: value for name, value in stated.items() if not isinstance(value, Numbered | Named)}
    earlier: Collection[Any] = chain.versions[:-1]
    return any(
        not differences(version._mapping, plain) and _rests_on(version, row, papers)
        for version in earlier
        if not version.is_withdrawn
    )


def _rests_on(version: Any, row: LedgerRow, papers: PaperShelf) -> bool:
    """Tell whether a version rests on the paper that the row names; a row that names none says nothing of it."""
    if not row.paper.is_named:
        return True
    known = papers.find(row.place, row.paper, present_id=version.document_id)
    return known is not None and known.id == version.document_id and not gaps(known, row.paper)
