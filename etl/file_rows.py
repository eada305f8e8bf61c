"""The rows of a file on their way into staging: read by this process or by several, told of in the order of the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from etl.books import Books
from etl.findings import Finding, Findings, Severity
from etl.issues import RowPlace
from etl.parse import TableParser
from etl.project_tables import ProjectTable
from etl.records import Prepared, RecordMaker
from etl.workers import in_order
from gis.domain.lifecycle import AccuracyClass
from gis.operations.intake.record import ProjectRecord

Progress = Callable[[int, int], None]

FROM_ROWS: Final = 2_000
"""From how many rows of a table on several workers win more time than it takes to start them."""


class ReadRow(NamedTuple):
    """A row as it was read: where it stands, what was found in it, what it states where it is fit to be taken."""

    sheet: str | None
    number: int
    findings: tuple[Finding, ...]
    prepared: Prepared | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How rows are taken: the day of the import, how exact places are, the file's name, how many workers may read."""

    as_of: date
    accuracy: AccuracyClass
    file_name: str
    worker_count: int = 1


@dataclass(slots=True)
class FileRows:
    """The rows of the tables of a file, with the memory of where each record came from and what became of the others."""

    books: Books
    tables: list[ProjectTable]
    taking: Taking
    findings: Findings
    on_row: Progress | None = None
    places: dict[int, RowPlace] = field(default_factory=dict)
    outcomes: dict[tuple[str | None, int], str] = field(default_factory=dict)

    def records(self) -> Iterator[ProjectRecord]:
        """Yield a record for every row that is fit to be taken; the others are told."""
        done, total = 0, sum(len(table.table.rows) for table in self.tables)
        for table in self.tables:
            maker = self._maker(table)
            for read in self._read(table, maker, first_id=done + 1):
                done += 1
                if self.on_row is not None:
                    self.on_row(done, total)
                self.findings.extend(read.findings)
                if read.prepared is None:
                    is_wrong = any(item.severity is Severity.ERROR for item in read.findings)
                    self.outcomes[read.sheet, read.number] = "refused" if is_wrong else "skipped"
                    continue
                made = maker.complete(read.prepared)
                self.places[done] = RowPlace(read.sheet, read.number, made.record.code, table.columns)
                self.findings.extend(made.findings)
                yield made.record

    def _maker(self, table: ProjectTable) -> RecordMaker:
        return RecordMaker(
            self.books,
            table.columns,
            as_of=self.taking.as_of,
            dated=table.dated,
            accuracy=self.taking.accuracy,
            file_name=self.taking.file_name,
        )

    def _read(self, table: ProjectTable, maker: RecordMaker, *, first_id: int) -> Iterator[ReadRow]:
        row_count = len(table.table.rows)
        worker_count = self.taking.worker_count if row_count >= FROM_ROWS else 1

        def read(rows: range) -> list[ReadRow]:
            return list(_read_rows(table.parser, maker, rows, first_id=first_id))

        return in_order(read, row_count, worker_count=worker_count)


def _read_rows(parser: TableParser, maker: RecordMaker, rows: range, *, first_id: int) -> Iterator[ReadRow]:
    """Read rows by themselves: what follows from the rows before them is left to `RecordMaker.complete`."""
    for row_id, parsed in enumerate(parser.rows(rows), start=first_id + rows.start):
        project = parsed.project
        is_fit = project is not None and project.code is not None
        prepared = maker.prepare(project, row_id) if project is not None and is_fit else None
        yield ReadRow(parsed.source.sheet, parsed.source.number, parsed.findings, prepared)
