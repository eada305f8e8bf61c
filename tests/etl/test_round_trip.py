from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
import shapely
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from etl.load import LoadOptions, load_projects
from etl.writers.cover import Cover
from etl.writers.csv_ import csv_chunks
from etl.writers.geojson import geojson_chunks
from etl.writers.vector import LAYER, VectorForm, write_vector
from etl.writers.words import Words
from etl.writers.xlsx import write_xlsx
from gis.domain.lifecycle import ClearanceStatus, Execution, PartyRole, ProjectType, SettlementStatus
from gis.models import ProjectParty
from gis.operations import refresh
from gis.operations.audit import Actor
from gis.queries.exports import ExportRow, export_rows
from gis.queries.filters import ProjectFilter
from gis.queries.projects import Order
from gis.queries.reference import reference_codes
from tests.factories import (
    AgencyFactory,
    DocumentFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectPartyFactory,
    ProjectSourceFactory,
    ProjectStatedUnitFactory,
    UnitFactory,
    UnitPartFactory,
    UnitSuccessionFactory,
    square,
)

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Catalogue:
    """A session with projects in it, and the words of their files."""

    session: Session
    words: Words

    def rows(self, *, has_geometry: bool = True) -> Iterator[ExportRow]:
        wanted = ProjectFilter(as_of=AS_OF)
        return export_rows(self.session, wanted, order=Order(), units_on=AS_OF, has_geometry=has_geometry)


@pytest.fixture
def catalogue(session: Session) -> Catalogue:
    """Give a catalogue of projects of every kind: point, line, area, without a place, with and without values."""
    province = UnitFactory(
        level="province", kind="province", full_name="Tỉnh Lâm Đồng", name="Lâm Đồng", code="68"
    )
    old_province = OldUnitFactory(
        level="province", kind="province", full_name="Tỉnh Đắk Nông", name="Đắk Nông", code="67"
    )
    district = OldUnitFactory(
        level="district",
        kind="district",
        full_name="Huyện Đắk R'Lấp",
        name="Đắk R'Lấp",
        code="666",
        parent_id=old_province.id,
    )
    old = OldUnitFactory(
        name="Đắk Wer", full_name="Xã Đắk Wer", code="24750", parent_id=district.id, geom=square(107.4, 12.0)
    )
    new = NewUnitFactory(
        name="Nhân Cơ", full_name="Xã Nhân Cơ", code="24751", parent_id=province.id, geom=square(107.4, 12.0)
    )
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    for unit in (old, new):
        part = square(107.4, 12.0).replace("MULTIPOLYGON(((", "POLYGON((").replace(")))", "))")
        UnitPartFactory(unit_id=unit.id, geom=part)
    owner = AgencyFactory(name="UBND xã Nhân Cơ", kind="commune_committee")
    builder = AgencyFactory(name="Công ty TNHH Xây dựng Tân Phát", kind="contractor")
    partner = AgencyFactory(name="Công ty TNHH Hòa Bình", kind="contractor")
    shapes = (
        "POINT(107.4512345 12.0512345)",
        "MULTILINESTRING((107.41 12.01, 107.45 12.05, 107.48 12.06))",
        "MULTIPOLYGON(((107.43 12.02, 107.44 12.02, 107.44 12.03, 107.43 12.02)))",
    )
    ids = []
    for number, shape in enumerate((*shapes, None)):
        project = ProjectFactory(
            code=f"DA-{number}",
            name=f"Đường “số” {number}, <b>xã</b> & thôn; đoạn 1",
            budget_code=f"700000{number}",
            old_codes=[f"CU-{number}", f"CU-{number}b"],
            description=("Dài 2 km, rộng 5 m", "=1+1", "@SUM(A1)", "- hai cầu")[number],
            sector_id=(1, 9, 3, 5)[number],
            type=ProjectType.REHABILITATION,
            stage=(6, 8, 2, None)[number],
            execution=Execution.PAUSED if number == 2 else Execution.NORMAL,
            clearance=ClearanceStatus.MOSTLY_DONE,
            settlement=SettlementStatus.NOT_SUBMITTED,
            is_key_project=number == 1,
            is_awaiting_takeover=number == 2,
            group_decision_no="7/QĐ-UBND" if number == 3 else None,
            budget_vnd=(Decimal(12_345_678_901), Decimal(1), None, Decimal(70_000_000))[number],
            decision_date=date(2024, 3, 1) if number % 2 else date(2025, 8, 1),
            start_date=date(2024, 6, 1) if number % 2 else date(2025, 9, 1),
            acceptance_date=date(2026, 5, 4) if number == 1 else None,
        )
        ids.append(project.id)
        ProjectPartyFactory(
            project_id=project.id, agency_id=owner.id, role=PartyRole.OWNER, valid_from=date(2025, 7, 1)
        )
        for firm, day, decision_no in ((builder, None, "05/HĐ"), (partner, date(2024, 6, 1), None)):
            ProjectPartyFactory(
                project_id=project.id,
                agency_id=firm.id,
                role=PartyRole.CONTRACTOR,
                valid_from=day,
                decision_no=decision_no,
            )
        DocumentFactory(
            project_id=project.id,
            kind="investment_decision",
            number=project.decision_no,
            issued_on=project.decision_date,
            title="Phê duyệt; dự án",
        )
        DocumentFactory(project_id=project.id, kind="Tờ trình", number=None, title="Xin | thỏa thuận; tuyến")
        for source in (10, 13):
            amount = Decimal(1000) if number == 0 else None
            ProjectSourceFactory(project_id=project.id, source_id=source, amount_vnd=amount)
        ProjectStatedUnitFactory(project_id=project.id, unit_id=(old if number % 2 else new).id)
        if shape:
            ProjectLocationFactory(
                project_id=project.id, geom=f"SRID=4326;{shape}", accuracy_class="digitised"
            )
    refresh.after_change(session, ids)
    return Catalogue(session, Words("vi", reference_codes(session)))


def as_csv(catalogue: Catalogue, path: Path) -> None:
    path.write_bytes(b"".join(csv_chunks(catalogue.rows(has_geometry=False), catalogue.words)))


def as_xlsx(catalogue: Catalogue, path: Path) -> None:
    cover = Cover("Danh sách", (("Bộ lọc", "không lọc"),))
    assert write_xlsx(path, catalogue.rows(has_geometry=False), catalogue.words, cover) == 4


def as_geojson(catalogue: Catalogue, path: Path) -> None:
    path.write_bytes(b"".join(geojson_chunks(catalogue.rows())))


def as_gpkg(catalogue: Catalogue, path: Path) -> None:
    assert write_vector(path, catalogue.rows(), catalogue.words, VectorForm.GPKG) == 4


@pytest.mark.parametrize(
    ("write", "ending"), [(as_csv, "csv"), (as_xlsx, "xlsx"), (as_geojson, "geojson"), (as_gpkg, "gpkg")]
)
def test_what_we_write_comes_back_without_a_change(
    catalogue: Catalogue, tmp_path: Path, write: Callable[[Catalogue, Path], None], ending: str
) -> None:
    path = tmp_path / f"projects.{ending}"
    write(catalogue, path)
    options = LoadOptions(as_of=AS_OF, is_trial=True)
    result = load_projects(catalogue.session, Actor("test"), path, options)
    assert [finding.message() for finding in result.findings if finding.severity != "info"] == []
    assert result.changes == []
    assert result.counts == {"same": 4}
    parties = select(ProjectParty.role, ProjectParty.valid_from, ProjectParty.decision_no).distinct()
    known = set(catalogue.session.execute(parties))
    catalogue.session.execute(update(ProjectParty).values(valid_from=None, decision_no=None))
    filled = load_projects(catalogue.session, Actor("test"), path, LoadOptions(as_of=AS_OF))
    assert filled.counts == {"changed": 4}
    assert set(catalogue.session.execute(parties)) == known


def test_kml_carries_words_and_every_shape(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "projects.kml"
    assert write_vector(path, catalogue.rows(), catalogue.words, VectorForm.KML) == 4
    meta, _, shapes, fields = pyogrio.raw.read(path, layer=LAYER)
    names = fields[list(meta["fields"]).index("Name")]
    assert names[0] == "Đường “số” 0, <b>xã</b> & thôn; đoạn 1"
    kinds = [shape and shapely.from_wkb(shape).geom_type.removeprefix("Multi") for shape in shapes]
    assert kinds == ["Point", "LineString", "Polygon", None]


def test_an_empty_list_is_a_readable_file(session: Session, tmp_path: Path) -> None:
    nothing = Catalogue(session, Words("vi", reference_codes(session)))
    path = tmp_path / "none.gpkg"
    assert write_vector(path, nothing.rows(), nothing.words, VectorForm.GPKG) == 0
    assert path.exists()
