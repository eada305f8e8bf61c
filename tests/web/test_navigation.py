import pytest
from flask import Flask

from webmap.navigation import address_with, page_numbers


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (6, 41, [1, None, 5, 6, 7, None, 41]),
        (3, 41, [1, 2, 3, 4, None, 41]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (41, 41, [1, None, 40, 41]),
    ],
)
def test_a_pager_shows_ends_neighbours_and_gaps(page: int, pages: int, numbers: list[int | None]) -> None:
    assert page_numbers(page, pages) == numbers


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "/x?sector=1&sector=2&q=a+b"),
        ({"page": 4}, "/x?sector=1&sector=2&q=a+b&page=4"),
        ({"sector": None}, "/x?q=a+b"),
        ({"sector": [1, 3], "q": None}, "/x?sector=1&sector=3"),
        ({"sector": None, "q": None}, "/x"),
    ],
)
def test_addresses_keep_the_other_filters(
    application: Flask, changes: dict[str, object], address: str
) -> None:
    with application.test_request_context("/x?sector=1&sector=2&q=a+b&page=3&lang=en"):
        assert address_with(**changes) == address
