"""Two communes, each with a project and its facts, and an account of every role in the first: for tests of who may what."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import WITHOUT_UNITS, Role
from gis.domain.units import UnitLevel
from gis.models import Project
from tests.factories import (
    DocumentFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    ProjectLocationFactory,
    ProjectShareFactory,
    UnitSuccessionFactory,
)
from tests.factories.accounts import AccountFactory, AccountSessionFactory, RoleAssignmentFactory
from tests.factories.base import bound_to
from tests.factories.ledgers import StoredFileFactory, VoucherFactory
from webmap.accounts.tokens import digest

TOKEN = "token of the "
"""With the role, the session's token of that role's account."""


@dataclass(slots=True)
class Ground:
    """A commune with its project, that project's document, file and place, and a voucher in each state."""

    unit_id: int
    project_id: int
    code: str
    document_id: int
    file_id: int
    vouchers: dict[ReviewState, int] = field(default_factory=dict)


@dataclass(slots=True)
class TwoCommunes:
    """What `settle` made: the reader's own ground, the other one, and the accounts by role."""

    own: Ground
    other: Ground
    old_unit_id: int
    district_id: int
    accounts: dict[Role, int]


def settle(session: Session) -> TwoCommunes:
    """Fill an empty database; commits."""
    with bound_to(session):
        district = OldUnitFactory(name="Huyện", level=UnitLevel.DISTRICT, kind="district")
        old = [OldUnitFactory(parent_id=district.id) for _ in range(2)]
        new = [NewUnitFactory(name=name, full_name=f"Xã {name}") for name in ("Của Mình", "Của Người")]
        for before, after in zip(old, new, strict=True):
            UnitSuccessionFactory(old_id=before.id, new_id=after.id)
        own, other = (_ground(unit.id) for unit in new)
        accounts = {role: _account(role, own.unit_id) for role in Role}
    session.commit()
    return TwoCommunes(own, other, old[0].id, district.id, accounts)


def token_of(role: Role) -> str:
    """Return the token of the session of that role's account."""
    return f"{TOKEN}{role}"


def _account(role: Role, unit_id: int) -> int:
    account = AccountFactory(login=role.value.replace("_", "-"), display_name=role.value, roles=[])
    unit = None if role in WITHOUT_UNITS else unit_id
    RoleAssignmentFactory(account_id=account.id, role=role, unit_id=unit)
    AccountSessionFactory(account_id=account.id, token_hash=digest(token_of(role)))
    return int(account.id)


def _ground(unit_id: int) -> Ground:
    project: Project = ProjectFactory()
    ProjectShareFactory(project_id=project.id, unit_id=unit_id)
    ProjectLocationFactory(project_id=project.id)
    project.is_located = True
    document = DocumentFactory(project_id=project.id)
    file = StoredFileFactory(document_id=document.id, sha256=f"{unit_id:064}")
    ground = Ground(unit_id, project.id, project.code, document.id, file.id)
    for place, state in enumerate(ReviewState):
        voucher = VoucherFactory(
            project_id=project.id,
            effective_date=date(2025, 3, 1 + place),
            amount_vnd=Decimal(1_000_000 * (place + 1)),
            review_state=state,
        )
        ground.vouchers[state] = voucher.id
    return ground
