"""Who may do what: the roles of accounts and the one table of permissions."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What an account is in the system; technical administration gives no say over the field's decisions."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page or an action asks for; whatever the public may see asks for nothing."""

    ACCOUNT_OWN = "account.own"
    PROJECT_EDIT = "project.edit"
    AUDIT_READ = "audit.read"


PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.ACCOUNT_OWN: frozenset(Role),
        Permission.PROJECT_EDIT: frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
        Permission.AUDIT_READ: frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Return whether `role` carries `permission`."""
    return role in PERMISSIONS[permission]
