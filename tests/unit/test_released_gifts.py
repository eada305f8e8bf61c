"""Gifts of people are read as sums of enough households; those of bodies and whole communities one by one."""

import pytest

from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.released_gifts import GiftHead, ReleaseRules, added_up, is_told_singly

LAND, MATERIAL = ContributionKind.LAND, ContributionKind.MATERIAL


def head(
    village: str | None,
    households: int | None,
    *,
    kind: ContributionKind = LAND,
    item: str | None = "CLN",
    unit: str = "Xã Một",
) -> GiftHead:
    return GiftHead(kind, item, "m²", unit, village, households)


@pytest.mark.parametrize(
    ("donor_kind", "households", "is_told"),
    [
        (DonorKind.HOUSEHOLD, 40, False),
        (DonorKind.PERSON, None, False),
        (DonorKind.COMMUNITY, None, True),
        (DonorKind.COMMUNITY, 3, True),
        (DonorKind.COMMUNITY, 2, False),
        (DonorKind.ENTERPRISE, 1, True),
        (DonorKind.ORGANISATION, None, True),
    ],
)
def test_gifts_of_people_are_not_told_one_by_one(
    donor_kind: DonorKind, households: int | None, *, is_told: bool
) -> None:
    assert is_told_singly(donor_kind, households) is is_told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([("Thôn 1", 2), ("thôn 1", 1)], {"Thôn 1": [0, 1]}),
        ([("thôn 1", 2), ("thôn 2", 1), ("thôn 3", 9)], {None: [1, 0], "thôn 3": [2]}),
        ([("thôn 1", 4), ("thôn 2", 1), ("thôn 3", 9)], {None: [1, 0], "thôn 3": [2]}),
        ([(None, 1), ("thôn 1", 3)], {None: [0, 1]}),
        ([(None, 3), ("thôn 1", 3)], {None: [0], "thôn 1": [1]}),
        ([("thôn 1", None), ("thôn 1", None)], {None: [0, 1]}),
        ([("thôn 1", 1)], {None: [0]}),
        ([], {}),
    ],
)
def test_villages_of_too_few_households_are_added_up_with_their_commune(
    given: list[tuple[str | None, int | None]], told: dict[str | None, list[int]]
) -> None:
    groups = added_up((head(*each), number) for number, each in enumerate(given))
    assert {group.village: list(group.rows) for group in groups} == told


def test_things_and_communes_are_never_mixed() -> None:
    gifts = [
        head("thôn 1", 3),
        head("thôn 1", 3, item="BHK"),
        head("thôn 1", 3, unit="Xã Hai"),
        head("thôn 1", 3, kind=MATERIAL, item="cát"),
        head("thôn 1", 3, kind=MATERIAL, item="đá"),
    ]
    groups = added_up(zip(gifts, range(5), strict=True))
    assert [(group.unit, group.item, group.rows) for group in groups] == [
        ("Xã Một", None, (0, 1)),
        ("Xã Hai", None, (2,)),
        ("Xã Một", "cát", (3,)),
        ("Xã Một", "đá", (4,)),
    ]


def test_how_many_households_are_enough_is_a_setting() -> None:
    rules = ReleaseRules(least_household_count=1)
    (group,) = added_up([(head("thôn 1", 1), 0)], rules=rules)
    assert (group.village, rules.is_proposal) == ("thôn 1", True)
    assert is_told_singly(DonorKind.COMMUNITY, 1, rules=rules)
