from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.models import Project, ProjectLocation, ProjectShare, ProjectStatedUnit, Unit, UnitSuccession
from gis.operations import derive, shares
from tests.factories import ProjectFactory, ProjectShareFactory, UnitFactory

CHANGE = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)

Make = Callable[..., Project]


def square(x: float, width: float = 0.1) -> str:
    return f"SRID=4326;MULTIPOLYGON((({x} 12,{x + width} 12,{x + width} 12.1,{x} 12.1,{x} 12)))"


@pytest.fixture
def units(session: Session) -> dict[str, Unit]:
    """Three old squares in a row, A B | C, of which A and B became AB; C went into CD, wider than C was."""
    places = {"A": (107.0, 0.1), "B": (107.1, 0.1), "C": (107.2, 0.1), "AB": (107.0, 0.2), "CD": (107.2, 0.2)}
    found = {}
    for name, (x, width) in places.items():
        is_new = len(name) == 2
        unit = Unit(
            code=f"24{name}",
            name=f"Xã {name}",
            full_name=f"Xã {name}",
            name_key=f"xa {name.lower()}",
            kind="xã",
            level="commune",
            valid_from=CHANGE if is_new else date(1990, 1, ord(name) - 64),
            valid_to=None if is_new else BEFORE,
            geom=square(x, width),
            boundary_kind="public",
        )
        session.add(unit)
        found[name] = unit
    session.flush()
    for old, new in (("A", "AB"), ("B", "AB"), ("C", "CD")):
        session.add(
            UnitSuccession(
                old_id=found[old].id, new_id=found[new].id, effective_date=CHANGE, share_ratio=Decimal(1)
            )
        )
    session.flush()
    session.execute(text("INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit"))
    return found


@pytest.fixture
def make(session: Session) -> Make:
    def make(geometry: str | None = None, stated: tuple[Unit, ...] = ()) -> Project:
        project = Project(code=f"P-{uuid4()}", name="Đường liên xã")
        session.add(project)
        session.flush()
        if geometry:
            session.add(
                ProjectLocation(
                    project_id=project.id, geom=f"SRID=4326;{geometry}", accuracy_class="digitised"
                )
            )
        session.add_all(ProjectStatedUnit(project_id=project.id, unit_id=unit.id) for unit in stated)
        session.flush()
        shares.recompute(session, [project.id])
        return project

    return make


def found_shares(session: Session, project: Project) -> dict[str, Decimal]:
    rows = session.query(Unit.name, ProjectShare.share_ratio).join(
        ProjectShare, ProjectShare.unit_id == Unit.id
    )
    return {name[3:]: ratio for name, ratio in rows.filter(ProjectShare.project_id == project.id)}


def test_a_line_is_shared_by_length_in_both_sets(
    session: Session, units: dict[str, Unit], make: Make
) -> None:
    project = make("MULTILINESTRING((107.05 12.05, 107.25 12.05))")
    found = found_shares(session, project)
    assert found["AB"] + found["CD"] == 1
    assert found["A"] + found["B"] + found["C"] == 1
    assert found["A"] + found["B"] == found["AB"]
    assert found["AB"] == pytest.approx(Decimal("0.75"), abs=Decimal("1e-6"))
    assert found["B"] == pytest.approx(Decimal("0.5"), abs=Decimal("1e-6"))


def test_what_lies_outside_the_old_boundary_still_agrees(
    session: Session, units: dict[str, Unit], make: Make
) -> None:
    project = make("MULTILINESTRING((107.25 12.05, 107.35 12.05))")  # half of it beyond the edge of C
    assert found_shares(session, project) == {"C": 1, "CD": 1}


def test_a_place_wins_over_the_papers(session: Session, units: dict[str, Unit], make: Make) -> None:
    project = make("POINT(107.05 12.05)", stated=(units["C"],))
    assert found_shares(session, project) == {"A": 1, "AB": 1}


def test_without_a_place_the_papers_and_their_successors_count(
    session: Session, units: dict[str, Unit], make: Make
) -> None:
    assert found_shares(session, make(stated=(units["B"],))) == {"B": 1, "AB": 1}
    halves = found_shares(session, make(stated=(units["B"], units["C"])))
    assert halves == {key: Decimal("0.5") for key in ("B", "C", "AB", "CD")}


def test_thirds_sum_to_one_exactly(session: Session, units: dict[str, Unit], make: Make) -> None:
    found = found_shares(session, make(stated=(units["A"], units["B"], units["C"])))
    assert found["A"] + found["B"] + found["C"] == 1
    assert found["AB"] + found["CD"] == 1
    assert found["A"] + found["B"] == found["AB"]


def test_nothing_known_gives_no_share(session: Session, units: dict[str, Unit], make: Make) -> None:
    assert found_shares(session, make()) == {}
    assert found_shares(session, make("POINT(100 5)")) == {}


@pytest.fixture
def divided(session: Session, units: dict[str, Unit]) -> dict[str, Unit]:
    """C went into CD for 70 %, into AB for the rest, by estimate; A, B, C lay in one district."""
    district = Unit(
        code="240", name="Xã D", full_name="Xã D", name_key="huyen d", kind="district", level="district"
    )
    session.add(district)
    session.flush()
    for name in "ABC":
        units[name].parent_id = district.id
    steps = [("C", "CD", "0.7"), ("C", "AB", "0.3")]
    session.query(UnitSuccession).filter(UnitSuccession.old_id == units["C"].id).delete()
    for old, new, ratio in steps:
        session.add(
            UnitSuccession(
                old_id=units[old].id,
                new_id=units[new].id,
                effective_date=CHANGE,
                share_ratio=Decimal(ratio),
                is_estimated=True,
            )
        )
    session.flush()
    return units


def estimated(session: Session, project: Project) -> set[str]:
    rows = session.query(Unit.name).join(ProjectShare, ProjectShare.unit_id == Unit.id)
    return {
        name[3:] for (name,) in rows.filter(ProjectShare.project_id == project.id, ProjectShare.is_estimated)
    }


def test_shares_by_an_estimate_say_so(session: Session, divided: dict[str, Unit], make: Make) -> None:
    project = make(stated=(divided["C"],))
    assert found_shares(session, project) == {"C": 1, "CD": Decimal("0.7"), "AB": Decimal("0.3")}
    assert estimated(session, project) == {"CD", "AB"}, "the papers name C itself"


def test_measured_shares_are_no_estimates(session: Session, divided: dict[str, Unit], make: Make) -> None:
    assert estimated(session, make("POINT(107.25 12.05)")) == set()
    assert estimated(session, make(stated=(divided["A"],))) == set()


def test_a_place_in_parts_of_a_divided_unit_is_shared_by_estimate(
    session: Session, divided: dict[str, Unit], make: Make
) -> None:
    project = make("MULTILINESTRING((107.15 12.05, 107.25 12.05))")
    assert estimated(session, project) == {"B", "C"}


def test_papers_that_name_a_new_unit_only_leave_the_old_one_open(
    session: Session, divided: dict[str, Unit], make: Make
) -> None:
    assert found_shares(session, make(stated=(divided["AB"],))) == {"AB": 1, "D": 1}
    assert found_shares(session, make(stated=(divided["CD"],))) == {"CD": 1, "C": 1}, "it was made of C alone"
    both = found_shares(session, make(stated=(divided["AB"], divided["CD"])))
    assert both == {"AB": Decimal("0.5"), "CD": Decimal("0.5"), "D": Decimal("0.5"), "C": Decimal("0.5")}


def test_a_place_beyond_the_old_edge_stays_in_the_district(
    session: Session, divided: dict[str, Unit], make: Make
) -> None:
    divided["AB"].geom = square(106.9, 0.3)
    session.flush()
    session.execute(
        text(
            "INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit WHERE id = :id"
        ),
        {"id": divided["AB"].id},
    )
    assert found_shares(session, make("POINT(106.95 12.05)")) == {"AB": 1, "D": 1}


def test_old_and_new_names_are_searched(session: Session, units: dict[str, Unit], make: Make) -> None:
    project = make(stated=(units["C"],))
    derive.refresh(session, [project.id])
    session.refresh(project)
    assert "xa c" in project.search_key
    assert "xa cd" in project.search_key
    assert project.is_located is False


def test_the_sector_beside_a_share_is_the_project_s(session: Session) -> None:
    project = ProjectFactory(sector_id=1)
    share = ProjectShareFactory(project_id=project.id, unit_id=UnitFactory().id)
    assert share.sector_id == 1
    for sector_id, expected in ((2, 2), (None, 0)):
        project.sector_id = sector_id
        session.flush()
        session.refresh(share)
        assert share.sector_id == expected
