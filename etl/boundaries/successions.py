"""Who followed whom in a territory, with what documents say about it."""

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from etl.boundaries.changes import Changes
from etl.boundaries.territory import Territory
from etl.findings import Finding, Findings
from gis.domain.units import UnitKey, UnitLevel
from gis.operations.units import SuccessionFacts

_ARTICLE: Final = re.compile(r"Art\.?\s*(\d+)\s*cl\.?\s*(\d+)")


class _Document(NamedTuple):
    share_ratio: Decimal
    legal_doc: str | None


def successions_of(
    territory: Territory, ids: Mapping[UnitKey, int], documented: Path | None, findings: Findings
) -> Iterator[SuccessionFacts]:
    """Yield who followed whom, with the shares and clauses of `succession.csv` where the territory has them."""
    documents = _documents(documented) if documented else {}
    changes = Changes()
    for old, news in territory.successors.items():
        for new in news:
            day = new.valid_from or changes.of(old.level).effective_date
            document = documents.pop((old.code, new.code), None) if old.level is UnitLevel.COMMUNE else None
            share = document.share_ratio if document else None
            legal_doc = (document.legal_doc if document else None) or territory.units[new].legal_doc
            yield SuccessionFacts(ids[old], ids[new], day, share, legal_doc)
    for old_code, new_code in documents:
        finding = Finding.of("succession_unknown_unit")
        findings.add(finding.at(value=f"{old_code} → {new_code}"))


def _documents(path: Path) -> dict[tuple[str, str], _Document]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {
            (row["old_code"], row["new_code"]): _Document(Decimal(row["share"]), _legal_doc(row))
            for row in csv.DictReader(stream)
        }


def _legal_doc(row: Mapping[str, str]) -> str | None:
    """Return the document with its clause, written as Vietnamese law is cited."""
    clause = _ARTICLE.sub(r"khoản \2 Điều \1", row.get("clause") or "")
    return ", ".join(part for part in (row.get("legal_basis"), clause) if part) or None
