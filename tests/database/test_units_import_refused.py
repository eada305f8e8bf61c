from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from etl.boundaries.authority import Rules, import_boundaries
from etl.findings import FileRefusedError, Findings
from gis.operations.audit import Actor
from tests.etl.boundary_samples import X, feature, write_collection


def test_boundaries_without_any_unit_are_refused(session: Session, tmp_path: Path) -> None:
    path = write_collection(tmp_path / "a.geojson", [feature(X)])
    with pytest.raises(FileRefusedError) as caught:
        import_boundaries(
            session, Actor("test"), path, Rules(), findings=Findings(), as_of=date(2026, 11, 22)
        )
    assert caught.value.finding.code == "units_not_loaded"
