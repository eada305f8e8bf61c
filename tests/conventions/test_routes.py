from flask import Flask

from gis.domain.roles import Permission
from webmap.permissions import MARK, PUBLIC, unmarked_endpoints

READING = {"GET", "HEAD", "OPTIONS"}
OPEN_TO_WRITE = {"accounts.login", "accounts.code", "accounts.invitation"}


def mark(app: Flask, endpoint: str) -> str:
    return getattr(app.view_functions[endpoint], MARK)


def test_every_route_names_its_permission(bare_app: Flask) -> None:
    assert unmarked_endpoints(bare_app) == []


def test_every_named_permission_exists(bare_app: Flask) -> None:
    marks = {mark(bare_app, endpoint) for endpoint in bare_app.view_functions}
    assert marks <= {PUBLIC, *(permission.value for permission in Permission)}


def test_the_public_only_reads(bare_app: Flask) -> None:
    writing = {rule.endpoint for rule in bare_app.url_map.iter_rules() if rule.methods - READING}
    assert {endpoint for endpoint in writing if mark(bare_app, endpoint) == PUBLIC} == OPEN_TO_WRITE
