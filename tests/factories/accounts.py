"""Accounts that can sign in with `PASSWORD`."""

import factory

from gis.domain.roles import Role
from gis.models import Account
from tests.factories.base import RowFactory
from webmap.accounts.passwords import hash_password

PASSWORD = "mật khẩu đủ dài"
PASSWORD_HASH = hash_password(PASSWORD)


class AccountFactory(RowFactory):
    """An editor's open account."""

    class Meta:
        model = Account

    login = factory.Sequence(lambda n: f"canbo{n}")
    display_name = factory.Sequence(lambda n: f"Cán bộ {n}")
    password_hash = PASSWORD_HASH
    role = Role.EDITOR
    is_active = True
    is_demo = False
    failed_count = 0
