"""Where each part in the work begins after signing in."""

from collections.abc import Iterable
from typing import Final

from flask import url_for

from gis.domain.roles import Role
from webmap.navigation import home_address

STARTS: Final = (
    (frozenset({Role.REVIEWER}), "updates.show_overview"),
    (frozenset({Role.DATA_ENTRY, Role.ACCOUNTANT, Role.UNIT_LEADER}), "updates.index"),
    (frozenset({Role.COMMITTEE_LEADER, Role.STANDING_AGENCY}), "units.index"),
    (frozenset({Role.ADMINISTRATOR}), "people.index"),
)
"""The first of these parts that an account has says where it begins: what waits for somebody comes before overviews."""


def start_address(roles: Iterable[Role]) -> str:
    """Return the page that an account with these roles begins at; the map for whoever only reads."""
    held = frozenset(roles)
    endpoint = next((endpoint for own, endpoint in STARTS if held & own), None)
    return url_for(endpoint) if endpoint else home_address()
