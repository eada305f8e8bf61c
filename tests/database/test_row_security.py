"""Facts, places and files by raw SQL as the web's own role: what a statement that nobody foresaw reads and writes."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.roles import Permission, Role, may
from gis.models import Contribution
from gis.models.ledger.visible import visible
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.operations.drafts import Draft, discard, save_draft
from gis.operations.review import RowKey, accept, submit
from tests.raw_sql import NEW_VOUCHER, RELEASED, As, is_refused, states_seen, used, voucher
from tests.two_communes import TwoCommunes


@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_not_released_is_read_within_the_scope_only(
    asking: As, communes: TwoCommunes, role: Role | None
) -> None:
    connection = asking(role)
    reads = role is not None and may({role}, Permission.RESTRICTED_READ)
    assert states_seen(connection, communes.own) == (set(ReviewState) if reads else RELEASED)
    assert states_seen(connection, communes.other) == RELEASED


NEW_LIST = """
WITH statement AS (
    INSERT INTO treasury_statement (first_day, last_day) VALUES ('2025-03-01', '2025-03-31') RETURNING id
), line AS (
    INSERT INTO treasury_line (statement_id, position, project_id, budget_code, paid_date, kind, amount_vnd, state)
    SELECT id, row_number() OVER (), project_id, code, '2025-03-01', 'advance', 1, 'missing_in_ledger'
    FROM statement, (VALUES (CAST(:own AS bigint), 'own'), (:other, 'other'), (NULL, 'unknown')) listed(project_id, code)
)
SELECT id FROM statement
"""


def test_payments_at_the_treasury_are_read_within_the_scope_only(
    asking: As, communes: TwoCommunes, communes_owner: Engine
) -> None:
    values = {"own": communes.own.project_id, "other": communes.other.project_id}
    with communes_owner.begin() as connection:
        first = connection.scalar(text(NEW_LIST), values)
        second = connection.scalar(text(NEW_LIST), values | {"own": None})
    for role in (None, *Role):
        reads = role is not None and may({role}, Permission.RESTRICTED_READ)
        codes = text("SELECT DISTINCT budget_code FROM treasury_line")
        assert set(asking(role).scalars(codes)) == ({"own"} if reads else set()), role
    follows = text("SELECT hatang_lists_share(:first, :second)")
    assert asking(Role.DATA_ENTRY).scalar(follows, {"first": first, "second": second}), (
        "by what it does not see"
    )


NEEDED = {
    ReviewState.DRAFT: Permission.FACT_ENTER,
    ReviewState.SUBMITTED: Permission.FACT_SUBMIT,
    ReviewState.ACCEPTED: None,
    ReviewState.RETURNED: None,
    ReviewState.REPLACED: None,
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(ReviewState))
def test_a_fact_begins_in_the_state_of_its_role_and_within_the_scope(
    asking: As, communes: TwoCommunes, role: Role, state: ReviewState
) -> None:
    connection, needed = asking(role), NEEDED[state]
    is_own_right = needed is not None and may({role}, needed)
    assert is_refused(connection, NEW_VOUCHER, voucher(communes, role, communes.own, state)) != is_own_right
    assert is_refused(connection, NEW_VOUCHER, voucher(communes, role, communes.other, state))


def test_nobody_writes_facts_without_an_identity_or_in_anothers_name(
    asking: As, communes: TwoCommunes
) -> None:
    draft = voucher(communes, Role.DATA_ENTRY, communes.own, ReviewState.DRAFT)
    assert is_refused(asking(None), NEW_VOUCHER, draft)
    assert is_refused(asking(Role.UNIT_LEADER), NEW_VOUCHER, draft)
    assert is_refused(asking(Role.DATA_ENTRY), NEW_VOUCHER, draft | {"recorded_by": None})


def test_accountants_enter_money_alone(asking: As, communes: TwoCommunes) -> None:
    connection = asking(Role.ACCOUNTANT)
    assert not is_refused(
        connection, NEW_VOUCHER, voucher(communes, Role.ACCOUNTANT, communes.own, ReviewState.DRAFT)
    )
    report = text("""
        INSERT INTO progress_report (project_id, effective_date, physical_progress_pct, review_state, recorded_by)
        VALUES (:project_id, '2025-05-05', 50, 'draft', :recorded_by)
    """)
    values = {"project_id": communes.own.project_id, "recorded_by": communes.accounts[Role.ACCOUNTANT]}
    assert is_refused(connection, report, values)
    values["recorded_by"] = communes.accounts[Role.DATA_ENTRY]
    assert not is_refused(asking(Role.DATA_ENTRY), report, values)


def test_a_row_that_names_a_commune_needs_that_commune(asking: As, communes: TwoCommunes) -> None:
    count = text("""
        INSERT INTO clearance_count (project_id, unit_id, effective_date, review_state, recorded_by)
        VALUES (:project_id, :unit_id, '2025-05-05', 'draft', :recorded_by)
    """)
    values = {"project_id": communes.own.project_id, "recorded_by": communes.accounts[Role.DATA_ENTRY]}
    connection = asking(Role.DATA_ENTRY)
    assert not is_refused(connection, count, values | {"unit_id": communes.own.unit_id})
    assert not is_refused(connection, count, values | {"unit_id": communes.old_unit_id})  # what it came from
    assert is_refused(connection, count, values | {"unit_id": communes.other.unit_id})


MOVES = {
    (ReviewState.DRAFT, ReviewState.SUBMITTED): Permission.FACT_SUBMIT,
    (ReviewState.SUBMITTED, ReviewState.ACCEPTED): Permission.FACT_REVIEW,
    (ReviewState.SUBMITTED, ReviewState.RETURNED): Permission.FACT_REVIEW,
    (ReviewState.SUBMITTED, ReviewState.DRAFT): Permission.FACT_SUBMIT,
    (ReviewState.RETURNED, ReviewState.DRAFT): Permission.FACT_ENTER,
}


@pytest.mark.parametrize("role", list(Role))
def test_no_state_is_jumped(asking: As, communes: TwoCommunes, role: Role) -> None:
    connection = asking(role)
    move = text("UPDATE voucher SET review_state = :new WHERE id = :id")
    for old in ReviewState:
        for new in set(ReviewState) - {old}:
            needed = MOVES.get((old, new))
            may_move = needed is not None and may({role}, needed)
            own, other = ({"id": each.vouchers[old], "new": new} for each in (communes.own, communes.other))
            assert is_refused(connection, move, own) != may_move, (old, new)
            assert is_refused(connection, move, other), (old, new)


def test_nobody_accepts_an_own_row(asking: As, communes: TwoCommunes, communes_owner: Engine) -> None:
    values = voucher(communes, Role.REVIEWER, communes.own, ReviewState.SUBMITTED)
    with communes_owner.begin() as connection:
        connection.execute(NEW_VOUCHER, values)
        newest = connection.scalar(text("SELECT max(id) FROM voucher"))
    reviewer = asking(Role.REVIEWER)
    move = text("UPDATE voucher SET review_state = :new WHERE id = :id")
    assert is_refused(reviewer, move, {"id": newest, "new": "accepted"})
    assert not is_refused(reviewer, move, {"id": newest, "new": "returned"})


def test_a_dropped_draft_hides_nothing_that_was_accepted(asking: As, communes: TwoCommunes) -> None:
    connection = asking(Role.DATA_ENTRY)
    drops = voucher(communes, Role.DATA_ENTRY, communes.own, ReviewState.REPLACED)
    known = communes.own.vouchers
    assert not is_refused(connection, NEW_VOUCHER, drops | {"corrects_id": known[ReviewState.DRAFT]})
    assert is_refused(connection, NEW_VOUCHER, drops | {"corrects_id": known[ReviewState.ACCEPTED]})


NEW_PLACE = """
INSERT INTO project_location (project_id, geom, accuracy_class, recorded_by, replaced_at)
VALUES (:project, 'SRID=4326;POINT(107.5 12)', 'gps', :account, now())
"""


NEW_FILE = """
INSERT INTO stored_file (document_id, sha256, media_type, file_name, size_bytes, recorded_by)
VALUES (:document, repeat('b', 64), 'image/jpeg', 'a.jpg', 1, :account)
"""


@pytest.mark.parametrize("role", [None, *Role])
def test_places_papers_and_files_are_written_within_the_scope(
    asking: As, communes: TwoCommunes, role: Role | None
) -> None:
    connection = asking(role)
    edits = role is not None and may({role}, Permission.PROJECT_EDIT)
    account = communes.accounts.get(role) if role else None
    for ground in (communes.own, communes.other):
        values = {"project": ground.project_id, "document": ground.document_id, "account": account}
        values |= {"unit": ground.unit_id}
        is_free = edits and ground is communes.own
        for statement in (
            "UPDATE project_location SET replaced_at = now() WHERE project_id = :project",
            NEW_PLACE,
            NEW_FILE,
            "INSERT INTO document (project_id, kind, title) VALUES (:project, 'photo', 'A photo')",
            "INSERT INTO document (unit_id, kind, title) VALUES (:unit, 'paper', 'A paper')",
            "UPDATE document SET issuer = issuer WHERE id = :document",
            "UPDATE stored_file SET public_sha256 = NULL WHERE document_id = :document",
            "UPDATE project SET name = 'another' WHERE id = :project",
        ):
            named = used(statement, values)
            may_file = role is not None and statement.startswith(("INSERT INTO document", "UPDATE document"))
            is_allowed = is_free or (
                may_file and ground is communes.own and may({role}, Permission.FACT_ENTER)
            )
            assert is_refused(connection, text(statement), named) != is_allowed, statement
        for said in ("issuer = 'another'", "title = 'another'", "issued_on = NULL", "number = '1'"):
            changed = text(f"UPDATE document SET {said} WHERE id = :document")
            assert is_refused(connection, changed, {"document": ground.document_id}), (
                "what a paper says stays"
            )


def test_nobody_draws_a_foreign_project_into_the_own_scope(asking: As, communes: TwoCommunes) -> None:
    drawn = text(
        "INSERT INTO project_share (project_id, unit_id, share_ratio, basis) VALUES (:project, :unit, 1, 'point')"
    )
    values = {"project": communes.other.project_id, "unit": communes.own.unit_id}
    assert is_refused(asking(Role.DATA_ENTRY), drawn, values)
    stated = text("INSERT INTO project_stated_unit (project_id, unit_id) VALUES (:project, :unit)")
    assert is_refused(asking(Role.DATA_ENTRY), stated, values)


def test_a_file_without_a_public_copy_is_found_within_the_scope_only(
    asking: As, communes: TwoCommunes
) -> None:
    asked = text("SELECT id FROM stored_file ORDER BY id")
    assert set(asking(Role.DATA_ENTRY).scalars(asked)) == {communes.own.file_id}
    assert set(asking(None).scalars(asked)) == set()


def test_copy_writes_and_reads_by_the_same_rules(asking: As, communes: TwoCommunes) -> None:
    connection = asking(Role.DATA_ENTRY)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        with cursor.copy("COPY (SELECT review_state, project_id FROM voucher) TO STDOUT") as copy:
            rows = [line.split("\t") for line in bytes(b"".join(copy)).decode().splitlines()]
        foreign = {ReviewState(state) for state, project in rows if int(project) == communes.other.project_id}
        assert foreign == RELEASED
        with (
            pytest.raises(Exception, match="row-level security"),
            cursor.copy(
                "COPY voucher (project_id, effective_date, plan_year, kind, amount_vnd, review_state) FROM STDIN"
            ) as copy,
        ):
            copy.write_row((communes.own.project_id, "2025-05-05", 2025, "advance", 1, "draft"))


GIFT = {
    "effective_date": date(2025, 6, 1), "kind": ContributionKind.LAND, "quantity": Decimal(7), "quantity_unit": "m²",
    "donor_kind": DonorKind.HOUSEHOLD, "is_name_public": True, "donor_name": "Bà Nguyễn Thị Tư", "note": "chưa rõ",
}  # fmt: skip
NAMED = text(
    "SELECT review_state, donor_name, note FROM contribution WHERE unit_id = :unit AND project_id IS NULL ORDER BY id"
)


def typed(values: dict[str, object], key: str, base: Contribution | None = None) -> Draft:
    return Draft(values=values, entry_key=key, base_id=base.id if base else None)


def test_a_dropped_draft_is_read_by_nobody_outside(
    asking: As, communes: TwoCommunes, communes_owner: Engine
) -> None:
    officer, day = Actor("officer", communes.accounts[Role.DATA_ENTRY]), date(2025, 7, 1)
    gift = GIFT | {"unit_id": communes.own.unit_id, "project_id": None}
    with Session(communes_owner) as session:
        row = save_draft(session, Contribution, typed(gift, "dropped"), officer, as_of=day).row
        dropped = discard(session, Contribution, row.id, officer, as_of=day)
        assert (dropped.donor_name, dropped.note) == (None, None)
        session.commit()
    unit = {"unit": communes.own.unit_id}
    for role in (None, Role.COUNCIL, Role.COMMUNITY_SUPERVISOR):
        assert asking(role).execute(NAMED, unit).all() == [], role
    assert len(asking(Role.DATA_ENTRY).execute(NAMED, unit).all()) == 2


def test_what_an_accepted_version_replaced_goes_on_taking_its_place(
    asking: As, communes: TwoCommunes, communes_owner: Engine
) -> None:
    officer, day = Actor("officer", communes.accounts[Role.DATA_ENTRY]), date(2025, 7, 1)
    gift = GIFT | {"unit_id": communes.other.unit_id, "project_id": None}
    unit = {"unit": communes.other.unit_id}
    with Session(communes_owner) as session:
        stood = ledger.append(session, Contribution, gift | {"note": "đúng"}, officer, as_of=day)
        draft = save_draft(session, Contribution, typed(gift, "a", stood), officer, as_of=day).row
        dropped = discard(session, Contribution, draft.id, officer, as_of=day)
        assert dropped.note == "đúng", "what stood, not what the draft said"
        session.commit()
        assert [row.note for row in asking(None).execute(NAMED, unit)] == ["đúng"]
        newer = save_draft(
            session, Contribution, typed(gift | {"note": "mới"}, "b", dropped), officer, as_of=day
        ).row
        keys = [RowKey("contribution", newer.id)]
        submit(session, keys, officer, as_of=day)
        accept(session, keys, Actor("reviewer", communes.accounts[Role.REVIEWER]), as_of=day)
        session.commit()
    states = [row.review_state for row in asking(None).execute(NAMED, unit)]
    assert states == ["accepted", "replaced", "replaced", "accepted"]
    counted = text(
        f"SELECT note FROM contribution gift WHERE unit_id = :unit AND {visible('contribution', row='gift')}"
    )
    assert asking(None).scalars(counted, unit | {"as_of": day}).all() == ["mới"]
