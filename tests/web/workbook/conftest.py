"""A commune with one project."""

import pytest
from sqlalchemy.orm import Session

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
