"""Every ledger by raw SQL as the web's own role: closed to whom no policy names, foreign rows neither read nor written."""

import pytest
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Role, may_enter
from gis.models import LEDGERS
from gis.models.ledger import LedgerEntry
from gis.models.ledger.entry import table_of
from tests.databases import as_application
from tests.factories.base import bound_to
from tests.factories.of_ledgers import fact_in
from tests.raw_sql import As, is_refused
from tests.two_communes import Ground, TwoCommunes

HEAD = {"id", "recorded_at"}
PROTECTED = text("""
SELECT relrowsecurity, array(SELECT cmd FROM pg_policies WHERE tablename = relname ORDER BY cmd) AS commands,
       array(SELECT tgname FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal) AS triggers
FROM pg_class WHERE oid = to_regclass(:table)
""")


def fact(owner: Engine, ledger: type[LedgerEntry], ground: Ground) -> dict[str, object]:
    """Commit a submitted fact of a ground and return its columns."""
    with Session(owner) as session, bound_to(session):
        row = fact_in(
            ledger,
            project_id=ground.project_id,
            unit_id=ground.unit_id,
            review_state=ReviewState.SUBMITTED,
        )
        session.commit()
        return {column.name: getattr(row, column.name) for column in table_of(ledger).c}


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.__tablename__)
def test_every_ledger_is_closed_but_for_its_policies(engine: Engine, ledger: type[LedgerEntry]) -> None:
    name = ledger.__tablename__
    with engine.connect() as connection:
        is_closed, commands, triggers = connection.execute(PROTECTED, {"table": name}).one()
        role = as_application(engine.url.render_as_string(hide_password=False))
        if role is not None:
            passing = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'hatang_app'")
            owning = text("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass(:table)")
            assert connection.scalar(passing) is False
            assert connection.scalar(owning, {"table": name}) != "hatang_app"
    assert is_closed
    assert commands == ["INSERT", "SELECT", "UPDATE"], "nobody deletes"
    assert {f"{name}_guard", f"{name}_guard_drop"} <= set(triggers)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.__tablename__)
def test_foreign_facts_of_every_ledger_are_neither_read_nor_written(
    asking: As, communes: TwoCommunes, communes_owner: Engine, ledger: type[LedgerEntry]
) -> None:
    table = table_of(ledger)
    there, here = (fact(communes_owner, ledger, ground) for ground in (communes.other, communes.own))
    stated = ({name: value for name, value in row.items() if name not in HEAD} for row in (there, here))
    foreign, own = stated
    for role in (None, *Role):
        connection = asking(role)
        reached = table.c.id == there["id"]
        assert connection.scalars(select(table.c.id).where(reached)).all() == [], role
        moved = update(table).where(reached)
        for state in set(ReviewState) - {ReviewState.SUBMITTED}:
            assert is_refused(connection, moved.values(review_state=state), {}), (role, state)
        written = {"recorded_by": communes.accounts[role] if role else None}
        for state in ReviewState:
            added = insert(table).values(foreign | written | {"review_state": state})
            assert is_refused(connection, added, {}), (role, state)
        mine = insert(table).values(own | written | {"review_state": ReviewState.DRAFT})
        enters = role is not None and may_enter({role}, ledger.__tablename__)
        assert is_refused(connection, mine, {}) != enters, role
