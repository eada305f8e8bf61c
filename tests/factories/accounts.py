"""Accounts that can sign in with `PASSWORD`, the roles they hold, and open sessions of theirs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import factory
from argon2 import PasswordHasher

from gis.domain.roles import Role
from gis.models import Account, AccountSession, RoleAssignment
from tests.factories.base import RowFactory
from webmap.accounts.tokens import digest, fresh_token

PASSWORD = "mật khẩu đủ dài"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Costs so low that a thousand sign-ins take no time; those of the program are held by tests/unit/test_passwords.py."""
PASSWORD_HASH = QUICK.hash(PASSWORD)


class RoleAssignmentFactory(RowFactory):
    """Data entry everywhere, since long ago."""

    class Meta:
        model = RoleAssignment

    role = Role.DATA_ENTRY
    unit_id = None
    valid_from = date(2020, 1, 1)
    valid_to = None


class AccountFactory(RowFactory):
    """An open account for data entry everywhere; `roles=(…)` gives it others, everywhere too."""

    class Meta:
        model = Account

    login = factory.Sequence(lambda n: f"canbo{n}")
    display_name = factory.Sequence(lambda n: f"Cán bộ {n}")
    password_hash = PASSWORD_HASH
    password_changed_at = factory.LazyAttribute(lambda row: datetime.now(UTC) if row.password_hash else None)
    must_change_password = False
    is_active = True
    is_demo = False
    failed_count = 0

    @factory.post_generation
    def roles(self, create: bool, extracted: Iterable[Role] | None, **_: object) -> None:
        for role in (Role.DATA_ENTRY,) if extracted is None else extracted:
            RoleAssignmentFactory(account_id=self.id, role=role)


class AccountSessionFactory(RowFactory):
    """A session that began a moment ago, with a second factor, so that it may do what its roles may."""

    class Meta:
        model = AccountSession

    token_hash = factory.LazyFunction(lambda: digest(fresh_token()))
    started_at = factory.LazyFunction(lambda: datetime.now(UTC))
    last_seen_at = factory.SelfAttribute("started_at")
    expires_at = factory.LazyAttribute(lambda row: row.started_at + timedelta(hours=8))
    second_factor = True
