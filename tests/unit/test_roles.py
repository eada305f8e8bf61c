from gis.domain.roles import PERMISSIONS, Permission, Role, may


def test_every_permission_says_who_carries_it() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(PERMISSIONS.values())


def test_viewers_change_nothing_but_their_own_account() -> None:
    assert {permission for permission in Permission if may(Role.VIEWER, permission)} == {
        Permission.ACCOUNT_OWN
    }


def test_editors_may_draw() -> None:
    assert may(Role.EDITOR, Permission.PROJECT_EDIT)
