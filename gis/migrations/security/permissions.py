"""The one table of permissions, copied to where policies read it, and the key that identities are signed with."""

from typing import Final

from sqlalchemy import Connection, text

from gis.domain.roles import MONEY_LEDGERS, ONLY_MONEY, PERMISSIONS, SECOND_FACTOR, Permission

SECOND_FACTOR_MARK: Final = "sign_in.second_factor"
"""Stands in the table beside the permissions: such a role counts only in a session with a second factor."""
EVERY_LEDGER: Final = "*"

_FILL = text("""
WITH wanted AS (SELECT * FROM unnest(CAST(:roles AS text[]), CAST(:permissions AS text[]), CAST(:ledgers AS text[]))
                         AS each(role, permission, ledger)),
gone AS (DELETE FROM role_permission held
         WHERE (role, permission, ledger) NOT IN (SELECT role, permission, ledger FROM wanted))
INSERT INTO role_permission (role, permission, ledger) SELECT * FROM wanted ON CONFLICT DO NOTHING
""")
_DRAW_KEY = text("""
INSERT INTO signing_key (id, secret)
SELECT 1, sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4)
ON CONFLICT DO NOTHING
""")


def rows() -> set[tuple[str, str, str]]:
    """Return every row of the table: role, permission, ledger."""
    found = {
        (role.value, permission.value, ledger)
        for permission, roles in PERMISSIONS.items()
        for role in roles
        for ledger in _ledgers(permission, is_bounded=role in ONLY_MONEY)
    }
    return found | {(role.value, SECOND_FACTOR_MARK, EVERY_LEDGER) for role in SECOND_FACTOR}


def fill(connection: Connection) -> None:
    """Make the table what `gis.domain.roles` says, and draw the key where there is none."""
    roles, permissions, ledgers = zip(*sorted(rows()), strict=True)
    connection.execute(
        _FILL, {"roles": list(roles), "permissions": list(permissions), "ledgers": list(ledgers)}
    )
    connection.execute(_DRAW_KEY)


def _ledgers(permission: Permission, *, is_bounded: bool) -> tuple[str, ...]:
    return MONEY_LEDGERS if permission is Permission.FACT_ENTER and is_bounded else (EVERY_LEDGER,)
