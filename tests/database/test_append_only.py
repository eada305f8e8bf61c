from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gis.models import PriceItem, Project, UnitConversion
from gis.models.ledger.price_lists import PRICE_LISTS, Listed
from gis.operations.audit import Actor, record
from tests.factories.projects import ProjectFactory, ProjectLocationFactory


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
def test_the_audit_log_can_not_be_changed(session: Session, statement: str) -> None:
    record(session, Actor("test"), action="project.create", subject="project", subject_id=1)
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(statement))


def test_the_first_completion_date_never_changes(session: Session) -> None:
    project = Project(code="A-1", name="Đường thôn 2", first_completion_date=date(2026, 6, 30))
    session.add(project)
    session.flush()
    project.first_completion_date = date(2026, 12, 31)
    with pytest.raises(IntegrityError, match="never changes"):
        session.flush()


def test_a_place_can_be_replaced_but_neither_changed_nor_removed(session: Session) -> None:
    place = ProjectLocationFactory(project_id=ProjectFactory().id)
    place.replaced_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.flush()
    for statement in ("UPDATE project_location SET source_note = 'x'", "DELETE FROM project_location"):
        with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
            session.execute(text(statement))


@pytest.mark.parametrize("model", PRICE_LISTS, ids=lambda model: model.__tablename__)
def test_a_row_of_a_price_list_is_neither_changed_nor_removed(session: Session, model: type[Listed]) -> None:
    amount = {
        PriceItem: {"kind": "land", "quantity_unit": "m²", "price_vnd": 1},
        UnitConversion: {"from_unit": "ha", "to_unit": "m²", "factor_ratio": 10_000},
    }[model]
    said = {"item": "land", "valid_from": date(2026, 1, 1), "source": "12/QĐ-UBND"} | amount
    first = model(**said)
    session.add(first)
    session.flush()
    for change in ("UPDATE {} SET source = 'x'", "UPDATE {} SET review_state = 'accepted'", "DELETE FROM {}"):
        with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
            session.execute(text(change.format(model.__tablename__)))
    session.add(model(**said, corrects_id=first.id))
    session.flush()
    later = {"valid_from": date(2026, 7, 1)}
    for more, refusal in (
        ({}, "_first"),
        ({"corrects_id": first.id}, "corrects_id"),
        (later | {"is_withdrawn": True}, "withdrawal"),
        (later | {"review_state": "draft"}, "proposed_or_adopted"),
        (later | {"valid_to": date(2026, 6, 30)}, "validity"),
    ):
        with pytest.raises(IntegrityError, match=refusal), session.begin_nested():
            session.execute(insert(model).values(said | more))
