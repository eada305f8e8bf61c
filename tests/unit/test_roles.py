import pytest

from gis.domain.roles import PERMISSIONS, Permission, Role, may, may_accept, needs_second_factor


def carried(*roles: Role) -> set[Permission]:
    return {permission for permission in Permission if may(roles, permission)}


def test_every_permission_says_who_carries_it() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize("role", Role)
def test_every_role_looks_after_its_own_account(role: Role) -> None:
    assert may([role], Permission.ACCOUNT_OWN)


def test_no_role_carries_nothing() -> None:
    assert carried() == set()


def test_supervisors_change_nothing_but_their_own_account() -> None:
    assert carried(Role.COMMUNITY_SUPERVISOR) == {Permission.ACCOUNT_OWN}


def test_administrators_decide_nothing_of_the_field() -> None:
    assert carried(Role.ADMINISTRATOR) == {
        Permission.ACCOUNT_OWN,
        Permission.ACCOUNT_MANAGE,
        Permission.AUDIT_READ,
        Permission.PERSONAL_DATA,
    }


def test_nobody_accepts_what_the_same_role_submits() -> None:
    assert PERMISSIONS[Permission.FACT_SUBMIT].isdisjoint(PERMISSIONS[Permission.FACT_REVIEW])
    assert PERMISSIONS[Permission.FACT_ENTER].isdisjoint(PERMISSIONS[Permission.FACT_REVIEW])


def test_several_roles_add_up() -> None:
    both = carried(Role.DATA_ENTRY, Role.REVIEWER)
    assert both == carried(Role.DATA_ENTRY) | carried(Role.REVIEWER)


@pytest.mark.parametrize(
    ("roles", "needed"),
    [
        ([Role.DATA_ENTRY], False),
        ([Role.DATA_ENTRY, Role.REVIEWER], True),
        ([Role.ADMINISTRATOR], True),
        ([], False),
    ],
)
def test_who_needs_a_second_factor(roles: list[Role], needed: bool) -> None:
    assert needs_second_factor(roles) is needed


@pytest.mark.parametrize(
    ("account_id", "recorded_by", "may_accept_it"),
    [(1, 2, True), (1, 1, False), (1, None, True), (None, None, True), (None, 1, True)],
)
def test_nobody_accepts_what_the_same_account_wrote(
    account_id: int | None, recorded_by: int | None, may_accept_it: bool
) -> None:
    assert may_accept(account_id, recorded_by=recorded_by) is may_accept_it
