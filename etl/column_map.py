"""Which column of a file is which of our fields: by its heading, by likeness, or by the user's word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.cells import Cell, is_missing
from etl.columns import Field, field_label, recognise
from etl.findings import CellError, Finding
from etl.rows import Header, SourceRow, SourceTable
from gis.domain.names import name_key


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column holds which field, and the columns that are none of ours."""

    columns: Mapping[Field, Header]
    unknown: tuple[Header, ...]
    findings: tuple[Finding, ...]

    def cell(self, row: SourceRow, field: Field) -> Cell:
        """Return the row's cell of a field; None where the file has no such column."""
        header = self.columns.get(field)
        return None if header is None else row.cells[header.index]


def parse_overrides(pairs: Iterable[str]) -> dict[str, str]:
    """Read ``COL=FIELD`` pairs of the command line; ``CellError`` ``map_malformed`` for anything else."""
    overrides = {}
    for pair in pairs:
        column, sign, field = pair.rpartition("=")
        if not sign or not column.strip() or not field.strip():
            raise CellError("map_malformed", text=pair)
        overrides[column.strip()] = field.strip()
    return overrides


def map_columns(table: SourceTable, overrides: Mapping[str, str] | None = None) -> ColumnMap:
    """Map the columns of a table to fields; ``overrides`` maps headings or column letters to fields, or to ``-``.

    Where two columns claim a field the better heading wins, for codes the column with more different values. Errors in
    the overrides come back as findings of severity error; nothing is raised.
    """
    findings: list[Finding] = []
    chosen = _chosen(table, overrides or {}, findings)
    columns = {field: table.headers[index] for index, field in chosen.items() if field is not None}
    for field, claimants in _claims(table, chosen, findings).items():
        columns[field] = _best(table, field, claimants, findings)
    used = {header.index for header in columns.values()}
    unknown = tuple(
        header for header in table.headers if header.index not in used and header.index not in chosen
    )
    findings += [
        Finding.of("column_unknown").at(sheet=table.sheet, column=header.label)
        for header in unknown
        if recognise(header.text) is None
    ]
    return ColumnMap(columns, unknown, tuple(findings))


def _chosen(
    table: SourceTable, overrides: Mapping[str, str], findings: list[Finding]
) -> dict[int, Field | None]:
    chosen: dict[int, Field | None] = {}
    for column, name in overrides.items():
        header = _header(table.headers, column)
        if header is None:
            names = ", ".join(known.label for known in table.headers)
            findings.append(
                Finding.of("map_column_missing", name=column, columns=names).at(sheet=table.sheet)
            )
        elif name == "-":
            chosen[header.index] = None
        elif name in list(Field):
            chosen[header.index] = Field(name)
        else:
            findings.append(
                Finding.of("map_field_unknown", name=name, fields=", ".join(Field)).at(sheet=table.sheet)
            )
    return chosen


def _claims(
    table: SourceTable, chosen: Mapping[int, Field | None], findings: list[Finding]
) -> dict[Field, list[tuple[int, Header]]]:
    """Return the columns that claim each field by their headings, with how good these are; tells of mere likeness."""
    claims: dict[Field, list[tuple[int, Header]]] = defaultdict(list)
    for header in table.headers:
        if header.index in chosen:
            continue
        match = recognise(header.text) if header.text else None
        if match is not None and match.field not in chosen.values():
            claims[match.field].append((match.rank if match.is_exact else 1000, header))
            if not match.is_exact:
                guessed = Finding.of("column_guessed", **field_label(match.field))
                findings.append(guessed.at(sheet=table.sheet, column=header.label))
    return claims


def _header(headers: Sequence[Header], column: str) -> Header | None:
    for same in (
        lambda header: header.text == column,
        lambda header: bool(name_key(column)) and name_key(header.text) == name_key(column),
        lambda header: header.letter == column.upper(),
    ):
        if found := next(filter(same, headers), None):
            return found
    return None


def _best(
    table: SourceTable, field: Field, claims: list[tuple[int, Header]], findings: list[Finding]
) -> Header:
    if field is Field.CODE:
        claims = [(rank - 1000 * _different(table, header), header) for rank, header in claims]
    claims.sort(key=lambda claim: (claim[0], claim[1].index))
    best = claims[0][1]
    findings += [
        Finding.of("column_twice", **field_label(field), used=best.label).at(
            sheet=table.sheet, column=other.label
        )
        for _, other in claims[1:]
    ]
    return best


def _different(table: SourceTable, header: Header) -> int:
    return len({str(cell) for cell in table.column(header.index) if not is_missing(cell)})
