"""A province in the middle of a month: communes, their projects under way, and everybody who keeps, submits and reviews."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.domain.months import working_month
from gis.domain.roles import Role
from gis.domain.units import UnitLevel
from gis.operations import summaries, versions
from tests import databases
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.accounts import PASSWORD, AccountFactory, RoleAssignmentFactory
from tests.factories.base import bound_to
from tests.factories.ledgers import CapitalPlanFactory, ProgressReportFactory
from webmap.accounts.totp import new_secret, seal
from webmap.clock import today

SECRET_KEY = "of the load script"
PLAN_VND = 4_500_000_000
BEFORE_PCT = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in: `unit_ids` are the communes whose pages they open, `secret` that of their device."""

    login: str
    password: str
    role: Role
    unit_ids: tuple[int, ...]
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What was filled in: the owner's and the web's address of the database, the month, and the people."""

    url: str
    application_url: str
    month: date
    people: tuple[Person, ...]


@contextmanager
def filled(*, communes: int, projects: int, sessions: int) -> Iterator[Ground]:
    """Give a database of its own with so many communes, projects in each, and people; dropped afterwards."""
    template = databases.TemplateName()
    try:
        with databases.copy_of(template.make()) as url:
            ground = fill(url, communes=communes, projects=projects, sessions=sessions)
            yield replace(ground, application_url=databases.as_application(url) or url)
    finally:
        template.drop()


def fill(url: str, *, communes: int, projects: int, sessions: int) -> Ground:
    """Fill a migrated database that has the reference rows; commits."""
    engine = create_engine(url)
    month = working_month(today())
    with Session(engine, expire_on_commit=False) as session, bound_to(session):
        province = NewUnitFactory(name="Tỉnh Tải", level=UnitLevel.PROVINCE, kind="province")
        units = NewUnitFactory.build_batch(communes, parent_id=province.id)
        session.add_all(units)
        session.flush()
        unit_ids = [unit.id for unit in units]
        _add_projects(session, unit_ids, projects, month)
        people = _add_people(session, unit_ids, province.id, sessions)
        summaries.rebuild(session, as_of=today())
        versions.bump(session)
        session.commit()
    _analyze(engine)
    engine.dispose()
    return Ground(url, url, month, people)


def _add_projects(session: Session, unit_ids: list[int], count: int, month: date) -> None:
    begun, last_year = date(month.year - 1, 1, 5), date(month.year - 1, 12, 31)
    made = ProjectFactory.build_batch(
        len(unit_ids) * count, start_date=begun, decision_date=begun, budget_vnd=Decimal(2 * PLAN_VND)
    )
    session.add_all(made)
    session.flush()
    for number, project in enumerate(made):
        own = {"project_id": project.id}
        session.add_all(
            [
                ProjectShareFactory.build(**own, unit_id=unit_ids[number // count]),
                ProgressReportFactory.build(
                    **own, effective_date=last_year, physical_progress_pct=Decimal(BEFORE_PCT)
                ),
                CapitalPlanFactory.build(
                    **own,
                    effective_date=date(month.year, 1, 1),
                    fiscal_year=month.year,
                    amount_vnd=Decimal(PLAN_VND),
                ),
            ]
        )
    session.flush()


def _add_people(session: Session, unit_ids: list[int], province_id: int, count: int) -> tuple[Person, ...]:
    """Add an officer for each commune first, then its leaders; one in twenty reviews."""
    reviewers = max(1, count // 20)
    keeping = count - reviewers
    communes = len(unit_ids)
    people = []
    for number in range(keeping):
        unit_id = unit_ids[number % communes]
        role = Role.DATA_ENTRY if number < min(communes, keeping * 2 // 3) else Role.UNIT_LEADER
        people.append(_person(session, f"{role.value.replace('_', '-')}{number}", role, unit_id, (unit_id,)))
    for number in range(reviewers):
        share = tuple(unit_ids[number::reviewers])
        people.append(_person(session, f"thamdinh{number}", Role.REVIEWER, province_id, share))
    return tuple(people)


def _person(session: Session, login: str, role: Role, unit_id: int, opened: tuple[int, ...]) -> Person:
    secret = new_secret() if role is Role.REVIEWER else None
    account = AccountFactory(login=login, roles=[])
    if secret is not None:
        account.totp_secret, account.totp_confirmed_at = _sealed(secret), account.password_changed_at
    RoleAssignmentFactory(account_id=account.id, role=role, unit_id=unit_id)
    session.flush()
    return Person(login, PASSWORD, role, opened, secret)


def _sealed(secret: str) -> str:
    """Return a device's secret as the server of the same key keeps it."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = SECRET_KEY
    with app.app_context():
        return seal(secret)


def _analyze(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
