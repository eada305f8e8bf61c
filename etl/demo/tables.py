"""Copying drawn projects into the tables in batches."""

from datetime import date, timedelta
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.demo.agencies import AgencyBook
from etl.demo.references import References
from etl.demo.roles import further_roles, is_awaiting_takeover, old_codes
from etl.demo.rows import DemoProject, Drawer
from etl.demo.stage_papers import decision_no, stage_papers
from gis.domain.lifecycle import Stage
from gis.queries.demonstration import numbers_in_use

KEY_PROJECT_FROM_VND = 25_000_000_000
PEOPLE_UP_TO_VND = 5_000_000_000
"""Small rural works are paid for in part by the people; what is larger is not."""
PAUSED_DAYS = 160
"""So long ago at most the works were stopped that stand still now."""
PROGRAMMES_END = date(2025, 12, 31)

_COLUMNS = {
    "project": (
        "id code budget_code old_codes name sector_id type project_group stage execution clearance settlement"
        " is_awaiting_takeover is_key_project budget_vnd decision_no decision_date start_date first_completion_date"
        " first_completion_precision approved_completion_date acceptance_date is_demo"
    ),
    "project_location": "project_id geom accuracy_class source_note",
    "project_stated_unit": "project_id unit_id source",
    "project_party": "project_id agency_id role valid_from valid_to decision_no",
    "project_source": "project_id source_id amount_vnd",
    "document": "id project_id kind number title issued_on issuer",
    "status_step": "project_id axis value effective_date document_id import_batch_id",
}

_RESERVE = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), greatest(:last, 1))")
_LAST_PAPER = text("SELECT coalesce(max(id), 0) FROM document")


class CopyBuffer:
    """Rows waiting to be copied; ids are handed out here so that children know their project."""

    def __init__(
        self,
        session: Session,
        *,
        references: References,
        book: AgencyBook,
        as_of: date,
        batch_id: int,
        has_papers: bool,
    ) -> None:
        """Start after the greatest id and the greatest demonstration number in use; facts name the batch.

        Without `has_papers` the investment decision alone is filed: very many projects have no room for more.
        """
        self._session = session
        self._references = references
        self._book = book
        self._as_of = as_of
        self._batch_id = batch_id
        self._has_papers = has_papers
        greatest_id, self._number = numbers_in_use(session)
        self._next_id = greatest_id + 1
        self._next_paper = (session.scalar(_LAST_PAPER) or 0) + 1
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self._contractors, self._supervisors = book.contractors(), book.supervisors()

    @property
    def size(self) -> int:
        """The number of projects waiting."""
        return len(self._rows["project"])

    def add(self, drawer: Drawer, project: DemoProject) -> None:
        """Put one project and its facts into the buffer."""
        project_id, self._next_id = self._next_id, self._next_id + 1
        self._number += 1
        self._rows["project"].append(self._project_row(project_id, project))
        if project.place is not None:
            note = "Dữ liệu minh họa"
            self._rows["project_location"].append((project_id, project.place.hex(), "digitised", note))
        self._add_place(project_id, project)
        self._add_parties(project_id, drawer, project)
        self._add_sources(project_id, drawer, project)
        self._add_steps(project_id, project)

    def write(self) -> list[int]:
        """Copy everything, empty the buffer, return the new ids."""
        ids = [row[0] for row in self._rows["project"]]
        if not ids:
            return ids
        connection = self._session.connection().connection.driver_connection
        if not isinstance(connection, psycopg.Connection):
            raise TypeError("psycopg 3 is needed to copy rows")
        self._book.write()
        for table, rows in self._rows.items():
            _copy(connection, table, rows)
            rows.clear()
        for table, last in (("project", self._next_id - 1), ("document", self._next_paper - 1)):
            self._session.execute(_RESERVE, {"table": table, "last": last})
        return ids

    def _project_row(self, project_id: int, project: DemoProject) -> tuple[Any, ...]:
        life = project.life
        year = (life.decision_date or self._as_of).year
        return (
            project_id,
            f"MH-{year}-{self._number:06d}",
            f"7{self._number:06d}",
            old_codes(self._number, project),
            project.name,
            self._references.sectors[project.work.sector],
            project.work.type,
            self._references.group(
                project.work.sector, project.budget_vnd, life.decision_date or self._as_of
            ),
            life.stage,
            project.execution,
            project.clearance,
            project.settlement,
            is_awaiting_takeover(self._number, project),
            project.budget_vnd >= KEY_PROJECT_FROM_VND,
            project.budget_vnd,
            decision_no(self._number) if life.decision_date else None,
            life.decision_date,
            life.start_date,
            life.first_completion_date,
            life.precision,
            life.approved_completion_date,
            life.acceptance_date,
            True,
        )

    def _add_place(self, project_id: int, project: DemoProject) -> None:
        commune = project.commune
        is_new = commune.changed_on and (project.life.decision_date or self._as_of) >= commune.changed_on
        unit_id = commune.successor_id if is_new else commune.id
        self._rows["project_stated_unit"].append((project_id, unit_id, "Quyết định đầu tư (minh họa)"))

    def _add_parties(self, project_id: int, drawer: Drawer, project: DemoProject) -> None:
        for row in self._owner_rows(project):
            self._rows["project_party"].append((project_id, *row))
        start = project.life.start_date
        if start is not None:
            builder, watcher = drawer.pick(self._contractors), drawer.pick(self._supervisors)
            self._rows["project_party"].append((project_id, builder, "contractor", start, None, None))
            self._rows["project_party"].append((project_id, watcher, "supervisor", start, None, None))
        commune = _inside(project.commune.successor_name)
        for role in further_roles(self._number, project, commune=commune):
            agency_id = self._book.id_of(role.agency, role.kind)
            self._rows["project_party"].append(
                (project_id, agency_id, role.role.value, role.since, None, role.decision_no)
            )

    def _owner_rows(self, project: DemoProject) -> list[tuple[Any, ...]]:
        commune, decided = project.commune, project.life.decision_date
        new_owner = self._book.id_of(f"UBND {_inside(commune.successor_name)}", "commune_committee")
        if commune.changed_on is None:
            return [(new_owner, "owner", decided, None, None)]
        if decided is None or decided >= commune.changed_on:
            return [(new_owner, "owner", decided, None, None)]
        old_name = (
            f"Ban Quản lý dự án và Phát triển quỹ đất {_inside(commune.parent_name)}"
            if project.budget_vnd >= 6_000_000_000
            else f"UBND {_inside(commune.full_name)}"
        )
        old_owner = self._book.id_of(old_name, "pmu" if "Ban" in old_name else "commune_committee")
        last_day = date.fromordinal(commune.changed_on.toordinal() - 1)
        finished = project.life.acceptance_date
        if finished is not None and finished < commune.changed_on:
            return [(old_owner, "owner", decided, last_day, None)]
        return [
            (old_owner, "owner", decided, last_day, None),
            (new_owner, "owner", commune.changed_on, None, f"{120 + self._number % 300}/QĐ-UBND"),
        ]

    def _add_sources(self, project_id: int, drawer: Drawer, project: DemoProject) -> None:
        codes = _source_codes(project, drawer.chance())
        tenths = 10 if len(codes) == 1 else 9 if codes[1] == "people" else 7
        first = project.budget_vnd * tenths // 10
        amounts = (first, project.budget_vnd - first)
        for code, amount in zip(codes, amounts, strict=False):
            self._rows["project_source"].append((project_id, self._references.sources[code], amount))

    def _add_steps(self, project_id: int, project: DemoProject) -> None:
        """Add the moves of the stage, and a stop, each with the paper that permits it."""
        stopped_on = self._stopped_on(project)
        papers = self._add_papers(project_id, project, stopped_on)
        if Stage.HANDED_OVER in papers:
            papers[Stage.WARRANTY] = papers[Stage.HANDED_OVER]
        steps = self._rows["status_step"]
        for stage, day in project.life.steps:
            steps.append((project_id, "stage", str(int(stage)), day, papers.get(stage), self._batch_id))
        if stopped_on is not None:
            step = (project_id, "execution", project.execution, stopped_on, papers.get(None), self._batch_id)
            steps.append(step)

    def _stopped_on(self, project: DemoProject) -> date | None:
        if project.execution == "normal":
            return None
        stopped = self._as_of - timedelta(days=self._number * 37 % PAUSED_DAYS)
        return max(project.life.start_date or stopped, stopped)

    def _add_papers(
        self, project_id: int, project: DemoProject, stopped_on: date | None
    ) -> dict[Stage | None, int]:
        found: dict[Stage | None, int] = {}
        is_light = not self._has_papers
        for paper in stage_papers(self._number, project, stopped_on=stopped_on, is_light=is_light):
            found[paper.stage], self._next_paper = self._next_paper, self._next_paper + 1
            row = (paper.sort.kind, paper.number, paper.sort.title, paper.issued_on, paper.issuer)
            self._rows["document"].append((found[paper.stage], project_id, *row))
        return found


def _source_codes(project: DemoProject, chance: float) -> tuple[str, ...]:
    decided = project.life.decision_date
    has_programmes = decided is None or decided <= PROGRAMMES_END
    if project.work.sector == "ethnic_affairs":
        return ("ntp_ethnic" if has_programmes else "central",)
    if project.work.sector in ("roads_transport", "agriculture_rural") and chance < 0.35:
        last = "people" if project.budget_vnd <= PEOPLE_UP_TO_VND else "province_lottery"
        return ("ntp_new_rural" if has_programmes else "commune", last)
    if chance < 0.55:
        return ("province",)
    changed = project.commune.changed_on
    is_old = decided is not None and changed is not None and decided < changed
    return ("province_land", "district" if is_old else "commune") if chance < 0.8 else ("commune",)


def _inside(full_name: str) -> str:
    return full_name[:1].lower() + full_name[1:]


def _copy(connection: psycopg.Connection[Any], table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(_COLUMNS[table].split())
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
