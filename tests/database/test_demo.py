from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from gis.domain.names import name_key
from gis.models import Project, ProjectLocation, ProjectShare, StatusStep, Unit, UnitSuccession

AS_OF = date(2026, 11, 22)
CHANGE = date(2025, 7, 1)


def add_unit(session: Session, name: str, *, x: float, width: float, **dates: date) -> Unit:
    unit = Unit(
        code=name,
        name=name,
        full_name=f"Xã {name}",
        name_key=name_key(name),
        kind="xã",
        level="commune",
        boundary_kind="public",
        geom=f"SRID=4326;MULTIPOLYGON((({x} 12,{x + width} 12,{x + width} 12.1,{x} 12.1,{x} 12)))",
        **dates,
    )
    session.add(unit)
    session.flush()
    return unit


@pytest.fixture
def units(session: Session) -> None:
    first = add_unit(session, "Một", x=107, width=0.1, valid_to=date(2025, 6, 30))
    second = add_unit(session, "Hai", x=107.1, width=0.1, valid_to=date(2025, 6, 30))
    new = add_unit(session, "Mới", x=107, width=0.2, valid_from=CHANGE)
    for old in (first, second):
        session.add(
            UnitSuccession(old_id=old.id, new_id=new.id, effective_date=CHANGE, share_ratio=Decimal(1))
        )
    session.execute(text("INSERT INTO unit_part (unit_id, geom) SELECT id, (ST_Dump(geom)).geom FROM unit"))


def rows(session: Session) -> list[tuple[object, ...]]:
    place = func.ST_AsText(ProjectLocation.geom)
    statement = (
        select(Project.code, Project.name, Project.budget_vnd, Project.stage, Project.acceptance_date, place)
        .outerjoin(ProjectLocation)
        .order_by(Project.code)
    )
    return [tuple(row) for row in session.execute(statement)]


@pytest.mark.usefixtures("units")
def test_the_same_seed_gives_the_same_projects(session: Session) -> None:
    savepoint = session.begin_nested()
    fill(session, Wish(projects=60, seed=7, as_of=AS_OF))
    first = rows(session)
    savepoint.rollback()
    fill(session, Wish(projects=60, seed=7, as_of=AS_OF))
    assert rows(session) == first
    assert len(first) == 60


@pytest.mark.usefixtures("units")
def test_every_project_is_marked_and_agrees_with_its_facts(session: Session) -> None:
    fill(session, Wish(projects=120, seed=3, as_of=AS_OF))
    for project in session.scalars(select(Project)):
        assert project.is_demo
        assert project.budget_vnd > 0
        assert project.acceptance_date is None or project.acceptance_date <= AS_OF
        steps = session.scalars(select(StatusStep).where(StatusStep.project_id == project.id)).all()
        stages = [int(step.value) for step in steps if step.axis == "stage"]
        assert max(stages, default=None) == project.stage
        assert all(step.effective_date <= AS_OF for step in steps)
    told = session.execute(
        text("""
        SELECT count(*) FILTER (WHERE old_codes <> '{}') AS renumbered,
               count(*) FILTER (WHERE is_awaiting_takeover) AS waiting,
               count(*) FILTER (WHERE is_awaiting_takeover AND owner_id IS NULL) AS without_owner
        FROM project""")
    ).one()
    assert min(told.renumbered, told.waiting) > 0
    assert told.without_owner == 0
    roles = session.execute(
        text("""
        SELECT role, count(*), bool_and(valid_from <= :day AND decision_no IS NOT NULL) FROM project_party
        WHERE role IN ('pmu', 'managing_unit') AND valid_to IS NULL GROUP BY role ORDER BY role"""),
        {"day": AS_OF},
    ).all()
    assert [(role, is_dated) for role, count, is_dated in roles if count > 3] == [
        ("managing_unit", True),
        ("pmu", True),
    ]


@pytest.mark.usefixtures("units")
def test_every_project_is_shared_completely_in_both_sets(session: Session) -> None:
    fill(session, Wish(projects=80, seed=5, as_of=AS_OF))
    is_new = Unit.valid_to.is_(None)
    statement = select(func.sum(ProjectShare.share_ratio)).join(Unit, Unit.id == ProjectShare.unit_id)
    located = select(Project.id).where(Project.is_located)
    old = session.scalar(statement.where(~is_new, ProjectShare.project_id.in_(located)))
    new = session.scalar(statement.where(is_new, ProjectShare.project_id.in_(located)))
    assert old == new == session.scalar(select(func.count()).select_from(located.subquery()))


def test_without_units_it_says_so(session: Session) -> None:
    with pytest.raises(LookupError, match="load units first"):
        fill(session, Wish(projects=1, seed=1, as_of=AS_OF))
