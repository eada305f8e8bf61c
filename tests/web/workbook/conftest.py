"""A commune with one project, and its data entry officer."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Project, Unit
from tests.factories import NewUnitFactory
from tests.web.workbook.samples import make_project


@pytest.fixture
def unit(session: Session) -> Unit:
    return NewUnitFactory(full_name="Xã Kiến Đức")


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    """A project whose name would be a formula."""
    return make_project(session, unit, "DA-01", "=Đường liên thôn")


@pytest.fixture
def officer(signed_in: Callable[..., FlaskClient], unit: Unit) -> FlaskClient:
    return signed_in(Role.DATA_ENTRY, unit_id=unit.id)
