"""Three communes with two roads each, their officers and leaders, and a reviewer: who plays a month."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from gis.domain.months import month_of, working_month
from gis.domain.roles import Role
from gis.operations import summaries, versions
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.factories.base import bound_to
from tests.factories.ledgers import CapitalPlanFactory, CompletionDateFactory, ProgressReportFactory
from webmap.clock import today

COMMUNES = ("Kiến Đức", "Nhân Cơ", "Quảng Tín")
REVIEWER, COMMITTEE = "thamdinh", "uyban"
MONTH = working_month(today())
FINISHED = month_of(month_of(today()) - timedelta(days=1))
"""The last month that is over, and can be closed."""
BEFORE = date(FINISHED.year - 1, 12, 31)


def officer_of(commune: int) -> str:
    return f"canbo{commune}"


def leader_of(commune: int) -> str:
    return f"lanhdao{commune}"


def settle(session: Session) -> None:
    """Fill an empty database; commits."""
    with bound_to(session):
        for number, name in enumerate(COMMUNES):
            unit = NewUnitFactory(name=name, full_name=f"Xã {name}")
            for road in range(2):
                _road(f"M{number}-{road}", f"Đường {name} {road + 1}", unit.id)
            _account(officer_of(number), f"Cán bộ {name}", Role.DATA_ENTRY, unit.id)
            _account(leader_of(number), f"Chủ tịch {name}", Role.UNIT_LEADER, unit.id)
        _account(REVIEWER, "Phòng Kinh tế", Role.REVIEWER, None)
        _account(COMMITTEE, "Ủy ban nhân dân", Role.COMMITTEE_LEADER, None)
    summaries.rebuild(session, as_of=today())
    versions.bump(session)
    session.commit()


def _road(code: str, name: str, unit_id: int) -> None:
    begun = date(BEFORE.year, 1, 5)
    project = ProjectFactory(code=code, name=name, start_date=begun, decision_date=begun)
    ProjectShareFactory(project_id=project.id, unit_id=unit_id)
    CompletionDateFactory(project_id=project.id, effective_date=begun, new_date=project.first_completion_date)
    ProgressReportFactory(project_id=project.id, effective_date=BEFORE, physical_progress_pct=Decimal(40))
    for year in {FINISHED.year, MONTH.year}:
        CapitalPlanFactory(
            project_id=project.id,
            effective_date=date(year, 1, 1),
            fiscal_year=year,
            amount_vnd=Decimal(900_000_000),
        )


def _account(login: str, name: str, role: Role, unit_id: int | None) -> None:
    account = AccountFactory(login=login, display_name=name, roles=[], is_demo=True)
    RoleAssignmentFactory(account_id=account.id, role=role, unit_id=unit_id)
