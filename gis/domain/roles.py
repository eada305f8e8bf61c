"""Who may do what: the roles that accounts are given, and the one table of permissions."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What an account is for some units; technical administration gives no say over the field's decisions."""

    ADMINISTRATOR = "administrator"
    DATA_ENTRY = "data_entry"
    ACCOUNTANT = "accountant"
    UNIT_LEADER = "unit_leader"
    REVIEWER = "reviewer"
    STANDING_AGENCY = "standing_agency"
    COUNCIL = "council"
    COMMITTEE_LEADER = "committee_leader"
    COMMUNITY_SUPERVISOR = "community_supervisor"


class Permission(StrEnum):
    """What a page or an action asks for; whatever the public may see asks for nothing."""

    ACCOUNT_OWN = "account.own"
    ACCOUNT_MANAGE = "account.manage"
    AUDIT_READ = "audit.read"
    PROJECT_EDIT = "project.edit"
    FACT_ENTER = "fact.enter"
    FACT_SUBMIT = "fact.submit"
    FACT_REVIEW = "fact.review"
    PERIOD_CLOSE = "period.close"
    UPDATES_READ = "updates.read"
    RESTRICTED_READ = "restricted.read"
    PERSONAL_DATA = "personal.data"


_ENTERING: Final = frozenset({Role.DATA_ENTRY, Role.ACCOUNTANT, Role.UNIT_LEADER})
_OVERSEEING: Final = frozenset({Role.REVIEWER, Role.STANDING_AGENCY, Role.COMMITTEE_LEADER})

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.ACCOUNT_OWN: frozenset(Role),
        Permission.ACCOUNT_MANAGE: frozenset({Role.ADMINISTRATOR}),
        Permission.AUDIT_READ: frozenset({Role.ADMINISTRATOR, Role.UNIT_LEADER}) | _OVERSEEING,
        Permission.PROJECT_EDIT: frozenset({Role.DATA_ENTRY, Role.UNIT_LEADER, Role.REVIEWER}),
        Permission.FACT_ENTER: _ENTERING,
        Permission.FACT_SUBMIT: frozenset({Role.UNIT_LEADER}),
        Permission.FACT_REVIEW: frozenset({Role.REVIEWER}),
        Permission.PERIOD_CLOSE: frozenset({Role.REVIEWER, Role.STANDING_AGENCY}),
        Permission.UPDATES_READ: _ENTERING | _OVERSEEING,
        Permission.RESTRICTED_READ: _ENTERING | _OVERSEEING,
        Permission.PERSONAL_DATA: frozenset({Role.ADMINISTRATOR}),
    }
)

SECOND_FACTOR: Final = frozenset({Role.ADMINISTRATOR, Role.REVIEWER})
"""Whoever holds one of these signs in with a code of a device, too."""

WITHOUT_UNITS: Final = frozenset({Role.ADMINISTRATOR})
"""Roles that no unit bounds: what they do is technical."""

RELEASING: Final = (Permission.FACT_SUBMIT, Permission.FACT_REVIEW)
"""Whoever holds one of these shows files of a project to the public: not who handed a file in, but who answers for it."""

ONLY_MONEY: Final = frozenset({Role.ACCOUNTANT})
"""Roles that enter figures into `MONEY_LEDGERS` alone."""
MONEY_LEDGERS: Final = ("capital_plan", "voucher")


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """Return whether any of `roles` carries `permission`."""
    return not PERMISSIONS[permission].isdisjoint(roles)


def may_enter(roles: Iterable[Role], ledger: str) -> bool:
    """Return whether any of `roles` enters figures into the ledger of this name."""
    is_money = ledger in MONEY_LEDGERS
    return any(may({role}, Permission.FACT_ENTER) and (is_money or role not in ONLY_MONEY) for role in roles)


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Return whether any of `roles` asks for a second factor at sign-in."""
    return not SECOND_FACTOR.isdisjoint(roles)


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that carry `permission`."""
    return PERMISSIONS[permission]


def may_accept(account_id: int | None, *, recorded_by: int | None) -> bool:
    """Return whether an account may let a row count: nobody accepts what the same account wrote ("bốn mắt").

    Programs of the owner have no account; their rows anybody with the permission accepts.
    """
    return recorded_by is None or recorded_by != account_id
