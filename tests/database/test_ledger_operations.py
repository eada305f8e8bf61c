"""Writing single facts: once, corrected, taken back, logged, and carried into what is derived."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.orm import Session

from gis.domain.documents import (
    FACT_PAPER,
    UNTITLED,
    KnownPaper,
    Place,
    StatedPaper,
    contradicted,
    gaps,
    paper_key,
)
from gis.domain.ledger_codes import ContributionKind, DonorKind, VoucherKind
from gis.models import AuditLog, DataVersion, Document
from gis.models.ledger import Contribution, ProgressReport, Voucher
from gis.models.ledger.visible import visible
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.operations.fact_papers import PaperOfFact, ensure_papers
from gis.operations.intake.papers import key_sql
from gis.operations.ledger_batches import ensure_agencies, insert_rows
from tests.factories import AgencyFactory, ProjectFactory, UnitFactory

AS_OF = date(2026, 11, 22)
ACTOR = Actor("Kế toán xã")


def voucher(project_id: int, **more: Any) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "effective_date": date(2026, 3, 10),
        "plan_year": 2026,
        "kind": VoucherKind.ADVANCE,
        "amount_vnd": Decimal(500_000_000),
    } | more


def counted(session: Session, as_of: date) -> list[int]:
    statement = text(f"SELECT amount_vnd FROM voucher WHERE {visible('voucher', row='voucher')} ORDER BY id")
    return [int(amount) for amount in session.scalars(statement, {"as_of": as_of})]


def test_a_fact_is_written_logged_and_summed(session: Session) -> None:
    project = ProjectFactory()
    version = session.get_one(DataVersion, 1).version
    row = ledger.append(
        session, Voucher, voucher(project.id, entry_key="bieu-1"), ACTOR, as_of=AS_OF, reason="biểu 1"
    )
    again = ledger.append(session, Voucher, voucher(project.id, entry_key="bieu-1"), ACTOR, as_of=AS_OF)
    assert again.id == row.id
    entry = session.scalars(select(AuditLog).where(AuditLog.action == "voucher.append")).one()
    assert (entry.subject, entry.subject_id, entry.reason) == ("project", project.id, "biểu 1")
    assert entry.after is not None
    assert (entry.after["amount_vnd"], entry.after["effective_date"]) == (500_000_000, "2026-03-10")
    paid = session.scalar(
        text("SELECT paid_total_vnd FROM project_summary WHERE project_id = :id"), {"id": project.id}
    )
    assert int(paid) == 500_000_000
    assert session.get_one(DataVersion, 1).version == version + 1


def test_a_correction_takes_the_place_of_a_row(session: Session) -> None:
    project = ProjectFactory()
    row = ledger.append(session, Voucher, voucher(project.id, voucher_no="7"), ACTOR, as_of=AS_OF)
    newer = ledger.correct(
        session,
        row,
        {"amount_vnd": Decimal(400)},
        ACTOR,
        as_of=AS_OF,
        counted_from=date(2026, 6, 1),
        reason="gõ nhầm",
    )
    assert (newer.corrects_id, newer.voucher_no, newer.is_withdrawn) == (row.id, "7", False)
    assert counted(session, date(2026, 5, 31)) == [500_000_000]
    assert counted(session, date(2026, 6, 1)) == [400]
    entry = session.scalars(select(AuditLog).where(AuditLog.action == "voucher.correct")).one()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["amount_vnd"], entry.after["amount_vnd"], entry.after["corrects_id"]) == (
        500_000_000,
        400,
        row.id,
    )
    with pytest.raises(ledger.AlreadyCorrectedError) as refused:
        ledger.correct(session, row, {"amount_vnd": Decimal(300)}, ACTOR, as_of=AS_OF)
    assert refused.value.params == {"value": newer.id}


def test_a_later_day_hides_the_old_row_at_once(session: Session) -> None:
    project = ProjectFactory()
    row = ledger.append(session, Voucher, voucher(project.id), ACTOR, as_of=AS_OF)
    ledger.correct(session, row, {"effective_date": date(2026, 9, 1)}, ACTOR, as_of=AS_OF)
    assert counted(session, date(2026, 8, 31)) == []
    assert counted(session, date(2026, 9, 1)) == [500_000_000]


def test_a_row_is_taken_back(session: Session) -> None:
    project = ProjectFactory()
    row = ledger.append(session, Voucher, voucher(project.id), ACTOR, as_of=AS_OF)
    gone = ledger.withdraw(session, row, ACTOR, as_of=AS_OF, reason="trùng")
    assert (gone.is_withdrawn, gone.corrects_id) == (True, row.id)
    assert counted(session, AS_OF) == []
    with pytest.raises(ledger.AlreadyCorrectedError):
        ledger.withdraw(session, row, ACTOR, as_of=AS_OF)


def test_works_reach_the_project(session: Session) -> None:
    project = ProjectFactory()
    values = {
        "project_id": project.id,
        "effective_date": date(2026, 10, 31),
        "physical_progress_pct": Decimal("41.5"),
    }
    ledger.append(session, ProgressReport, values, ACTOR, as_of=AS_OF)
    session.refresh(project)
    assert project.physical_progress_pct == Decimal("41.50")


def test_a_gift_may_belong_to_no_project(session: Session) -> None:
    unit = UnitFactory()
    values = {
        "unit_id": unit.id,
        "effective_date": date(2026, 3, 1),
        "kind": ContributionKind.CASH,
        "quantity": Decimal(5_000_000),
        "quantity_unit": "đồng",
        "value_vnd": Decimal(5_000_000),
        "donor_kind": DonorKind.HOUSEHOLD,
    }
    row = ledger.append(session, Contribution, values, ACTOR, as_of=AS_OF)
    entry = session.scalars(select(AuditLog).where(AuditLog.action == "contribution.append")).one()
    assert (entry.subject, entry.subject_id) == ("unit", unit.id), "read by who may read the commune's log"
    assert entry.after["id"] == row.id
    given = session.scalar(
        text("SELECT max(contribution_vnd) FROM unit_money WHERE unit_id = :id"), {"id": unit.id}
    )
    assert int(given) == 5_000_000


def test_many_rows_go_in_at_once(session: Session) -> None:
    project = ProjectFactory()
    rows = [voucher(project.id, entry_key=f"k{number}", is_withdrawn=False) for number in range(1_500)]
    for row in rows:
        row |= {"is_carried_over": False, "is_compensation": False}
    ids = insert_rows(session, Voucher, rows)
    assert list(ids) == [f"k{number}" for number in range(1_500)]
    assert session.scalar(text("SELECT count(*) FROM voucher WHERE review_state = 'accepted'")) == 1_500


def test_agencies_and_papers_are_added_once(session: Session) -> None:
    known = AgencyFactory(name="Công ty A")
    found = ensure_agencies(session, ["Công ty A", "CÔNG TY B"], ACTOR, reason="so.xlsx")
    assert found["Công ty A"] == known.id
    assert ensure_agencies(session, ["Công ty B"], ACTOR, reason="so.xlsx") == {
        "Công ty B": found["CÔNG TY B"]
    }
    assert ensure_agencies(session, [], ACTOR, reason="so.xlsx") == {}
    logged = session.scalars(select(AuditLog.after).where(AuditLog.action == "agency.create")).all()
    assert logged == [{"name": "CÔNG TY B"}]


def test_a_paper_is_known_by_number_and_day_and_its_gaps_are_filled(session: Session) -> None:
    project, unit = ProjectFactory(), UnitFactory()

    def ids(place: Place, *stated: StatedPaper) -> list[int]:
        papers = [PaperOfFact(place, each, FACT_PAPER, f"Đóng góp: {each.number}") for each in stated]
        return ensure_papers(session, papers, ACTOR)

    first, second, untitled = ids(
        Place(project.id, None),
        StatedPaper("12/BB"),
        StatedPaper("12/bb", issued_on=AS_OF, issuer="UBND xã"),
        StatedPaper(title="Biên bản họp thôn"),
    )
    assert first == second != untitled, "the day fills a gap"
    row = session.get_one(Document, first, populate_existing=True)
    assert (row.number, row.issued_on, row.issuer, row.title) == (
        "12/BB",
        AS_OF,
        "UBND xã",
        "Đóng góp: 12/BB",
    )
    other_day = StatedPaper("12/BB", issued_on=date(2020, 1, 2))
    titled = StatedPaper("12/BB", title="Biên bản bàn giao")
    again = ids(Place(project.id, None), StatedPaper(title="BIÊN BẢN họp thôn"), other_day, titled)
    assert again[0] == untitled
    assert again[1] not in (first, untitled)
    assert again[2] == first
    assert session.get_one(Document, first, populate_existing=True).title == "Biên bản bàn giao"
    (of_commune,) = ids(Place(None, unit.id), StatedPaper("12/BB"))
    assert of_commune not in (first, again[1]), "the same number elsewhere is another paper"
    logged = session.execute(select(AuditLog.action, AuditLog.subject, AuditLog.document_id)).all()
    assert ("document.complete", "project", first) in logged
    assert ("document.add", "unit", of_commune) in logged
    assert ensure_papers(session, [], ACTOR) == []


@pytest.mark.parametrize("kind", ["Quyết định", FACT_PAPER])
def test_a_draft_adds_nothing_to_a_paper_that_everybody_reads(session: Session, kind: str) -> None:
    place = Place(ProjectFactory().id, None)
    first = PaperOfFact(place, StatedPaper("77/QĐ-UBND"), kind, "77/QĐ-UBND")
    (known,) = ensure_papers(session, [first], ACTOR)
    ledger.append(session, Voucher, voucher(place.project_id) | {"document_id": known}, ACTOR, as_of=AS_OF)
    fuller = first._replace(stated=StatedPaper("77/QĐ-UBND", AS_OF, "UBND tỉnh", "Phê duyệt"))
    said = select(Document.issued_on, Document.issuer, Document.title)
    assert ensure_papers(session, [fuller], ACTOR) == [known]
    assert session.execute(said).one() == (None, None, "77/QĐ-UBND")
    assert ensure_papers(session, [fuller], ACTOR, is_batch=True) == [known]
    assert session.execute(said).one() == (AS_OF, "UBND tỉnh", "Phê duyệt"), "facts of a file count at once"


def test_a_file_waits_for_forms_and_leaves_what_another_has_just_filled(session: Session) -> None:
    place = Place(ProjectFactory().id, None)
    first = PaperOfFact(place, StatedPaper("77/QĐ-UBND"), FACT_PAPER, "77/QĐ-UBND")
    (known,) = ensure_papers(session, [first], ACTOR, is_batch=True)
    locks = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
    assert session.scalar(locks) == 1
    connection, others = session.connection(), text("UPDATE document SET issuer = 'Sở Xây dựng'")

    @event.listens_for(connection, "after_cursor_execute")
    def fill(done: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if "is_released" in statement:
            done.execute(others)

    fuller = first._replace(stated=StatedPaper("77/QĐ-UBND", issued_on=AS_OF))
    ensure_papers(session, [fuller, fuller], ACTOR, is_batch=True)
    event.remove(connection, "after_cursor_execute", fill)
    assert session.execute(select(Document.id, Document.issued_on, Document.issuer)).all() == [
        (known, AS_OF, "Sở Xây dựng")
    ]


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.text("12/-. QĐqd–")
    )
)
@example(" 12 / qđ–UBND ")
@example("—")
def test_a_number_has_one_key_in_python_and_sql(engine: Engine, number: str) -> None:
    with engine.connect() as connection:
        found = connection.scalar(text(f"SELECT {key_sql('CAST(:number AS text)')}"), {"number": number})
    assert found == paper_key(number)


def test_signs_part_a_number_and_their_kind_and_accents_do_not_count() -> None:
    assert paper_key("12/QĐ-UBND") == paper_key(" 12 / qd–ubnd") == "12-qd-ubnd"
    assert paper_key("1/12") != paper_key("11/2")


def test_a_title_that_says_no_more_than_number_or_kind_is_a_gap_and_fills_none() -> None:
    title = UNTITLED["investment_decision"]
    known = KnownPaper(1, 1, None, "12/QĐ", title, None, None, "investment_decision")
    assert known.own_title is None
    assert contradicted(known, StatedPaper("12/QĐ", title="Phê duyệt cầu")) == ()
    assert gaps(known, StatedPaper("12/QĐ", title="Phê duyệt cầu")) == {"title": "Phê duyệt cầu"}
    assert gaps(known, StatedPaper("12/QĐ", title=title)) == {}
    assert gaps(known, StatedPaper("12/QĐ", title="Quyết định 12/QĐ")) == {}
