"""Taking ledgers in: new rows, the same again, corrections, withdrawals, references, keys, all of them on PostGIS."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import AuditLog, Project, Unit
from gis.models.ledger import (
    Voucher,
)
from tests.etl.ledger_samples import (
    ACTOR,
    PLAN,
    VOUCHER,
    codes_of,
    count,
    load,
    make_projects,
    write_ledgers,
)


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit]) -> dict[str, Project]:
    return make_projects()


def test_rows_become_facts_once(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    path = write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=[VOUCHER])
    result = load(session, path)
    assert (result.counts, codes_of(result), result.saved_count) == ({"new": 2}, [], 2)
    voucher = session.scalars(select(Voucher)).one()
    assert (int(voucher.amount_vnd), voucher.plan_year, voucher.is_carried_over) == (
        1_500_000_000,
        2025,
        False,
    )
    assert voucher.project_id == projects["DA-1"].id
    assert voucher.import_batch_id is not None
    logged = session.scalars(select(AuditLog).where(AuditLog.action == "ledger.import")).one()
    assert (logged.subject_id, logged.actor, logged.reason) == (projects["DA-1"].id, ACTOR.name, "so.xlsx")
    assert logged.after is not None
    assert logged.after["ledgers"] == {"capital_plan": {"new": 1}, "voucher": {"new": 1}}
    again = load(session, path)
    assert (again.counts, again.saved_count) == ({"same": 2}, 0)
    assert count(session, "voucher") == 1
    assert count(session, "import_batch") == 1
