"""`python -m etl personal`: what is held about a person, consents withdrawn, what goes after its time and what stays."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from etl.cli import cli
from gis.domain.documents import FACT_PAPER, Place, StatedPaper
from gis.domain.ledger_codes import ContributionKind, DonorKind, ReviewState
from gis.domain.personal import Retention
from gis.domain.roles import Role
from gis.models import Account, Contribution, Project
from gis.operations import ledger
from gis.operations.audit import Actor, record
from gis.operations.fact_papers import PaperOfFact, ensure_papers
from gis.operations.restricted import RestrictedField, note_look
from gis.operations.retention import retain
from gis.queries.log_chain import verified
from gis.queries.project_papers import papers
from tests import databases
from tests.factories import NewUnitFactory
from tests.factories.accounts import AccountFactory, AccountSessionFactory, RoleAssignmentFactory
from tests.factories.base import bound_to
from tests.factories.projects import ProjectFactory

NAME = "Nguyễn Thị Hiến"
TODAY = date(2026, 11, 22)
NOW = datetime.now(UTC)
FOR_EVER = Retention(0, 0, 0, 0, 0, 0)


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give a database of the test's own: an account that did something, and two gifts of one donor."""
    yield from filled_copy(request)


@pytest.fixture(scope="module")
def unchanged(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give the same to all tests that only read, or are refused."""
    yield from filled_copy(request)


def filled_copy(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        fill(engine)
        yield engine
        engine.dispose()


def fill(engine: Engine) -> None:
    with Session(engine) as session, bound_to(session):
        account = AccountFactory(login="nhap", display_name="Nguyễn Thị Nhập", roles=[])
        RoleAssignmentFactory(account_id=account.id, role=Role.DATA_ENTRY)
        AccountSessionFactory(account_id=account.id, user_agent="<b>Firefox</b>")
        unit, project = NewUnitFactory(name="Nhân Cơ"), ProjectFactory(code="AB-1")
        actor = Actor(account.display_name, account.id, "yc-1")
        stated = StatedPaper(title=f"Giấy đồng ý nêu tên của bà {NAME}")
        (paper_id,) = ensure_papers(
            session, [PaperOfFact(Place(project.id, None), stated, FACT_PAPER, "")], actor
        )
        for quantity in (100, 200):
            give(session, project, unit.id, actor, quantity=Decimal(quantity), document_id=paper_id)
        note_look(
            session,
            actor,
            RestrictedField.ORIGINAL_FILE,
            subject="project",
            subject_id=project.id,
            row_count=1,
        )
        session.commit()


def give(
    session: Session, project: Project, unit_id: int, actor: Actor, *, quantity: Decimal, document_id: int
) -> Contribution:
    values = {
        "project_id": project.id,
        "unit_id": unit_id,
        "effective_date": date(2026, 3, 1),
        "kind": ContributionKind.LAND,
        "quantity": quantity,
        "quantity_unit": "m²",
        "donor_kind": DonorKind.HOUSEHOLD,
        "is_name_public": True,
        "donor_name": NAME,
        "document_id": document_id,
    }
    return ledger.append(session, Contribution, values, actor, as_of=TODAY)


def run(engine: Engine, *arguments: str) -> Result:
    address = engine.url.render_as_string(hide_password=False)
    return CliRunner().invoke(cli, ["personal", *arguments], env={"HATANG_DATABASE_URL": address})


def scalar(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(statement))


def kept(engine: Engine, **spans: int) -> dict[str, int]:
    """Let the retention do its work a hundred years later and return what it removed."""
    values = {name: spans.get(name, 0) for name in Retention.__slots__}
    with Session(engine) as session:
        found = retain(session, Actor("test"), Retention(**values), now=NOW + timedelta(days=36_500))
        session.commit()
    return found


def test_everything_about_an_account_without_its_secrets(unchanged: Engine, tmp_path: Path) -> None:
    logged = scalar(unchanged, "SELECT count(*) FROM audit_log WHERE action = 'personal.export'")
    result = run(unchanged, "export", "--account", "nhap", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    (told,) = tmp_path.glob("*.json")
    held = json.loads(told.read_text(encoding="utf-8"))
    assert held["account"][0]["display_name"] == "Nguyễn Thị Nhập"
    assert held["roles"][0]["role"] == "data_entry"
    assert held["sessions"][0]["user_agent"] == "<b>Firefox</b>"
    assert held["look_ups"][0]["field"] == "original_file"
    assert held["facts_recorded"] == [{"ledger": "contribution", "row_count": 2}]
    assert [row["action"] for row in held["log"]].count("contribution.append") == 2
    assert told.stat().st_mode & 0o077 == 0
    everything = told.read_text(encoding="utf-8")
    assert "argon2" not in everything
    assert scalar(unchanged, "SELECT token_hash FROM account_session") not in everything
    (page,) = tmp_path.glob("*.html")
    assert "&lt;b&gt;Firefox" in page.read_text(encoding="utf-8")
    assert scalar(unchanged, "SELECT count(*) FROM audit_log WHERE action = 'personal.export'") == logged + 1


def test_everything_about_a_donor_however_the_name_is_written(unchanged: Engine, tmp_path: Path) -> None:
    result = run(unchanged, "export", "--donor", "nguyen thi hien", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    (told,) = tmp_path.glob("*.json")
    rows = json.loads(told.read_text(encoding="utf-8"))["contributions"]
    assert [(row["project_code"], row["quantity"]) for row in rows] == [("AB-1", 100), ("AB-1", 200)]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("export",), 2, "đúng một"),
        (("export", "--account", "a", "--donor", "b"), 2, "đúng một"),
        (("export", "--account", "không có"), 2, "Không có tài khoản"),
        (("export", "--donor", "không có"), 1, "Không lưu gì"),
        (("withdraw", "--donor", "không có", "--document", "x"), 1, "Không có khoản đóng góp"),
        (("look-ups", "--account", "không có"), 2, "Không có tài khoản"),
    ],
)
def test_what_makes_no_sense_is_told(
    unchanged: Engine, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = run(unchanged, *arguments)
    assert (result.exit_code, told in result.output) == (code, True), result.output


def test_the_log_never_has_the_name_of_a_donor(unchanged: Engine) -> None:
    assert scalar(unchanged, "SELECT count(*) FROM audit_log WHERE after->>'donor_name' = 'N.T.H.'") == 2
    assert scalar(unchanged, "SELECT count(*) FROM audit_log WHERE audit_log::text LIKE '%Hiến%'") == 0


def public_papers(engine: Engine) -> list[str]:
    with Session(engine) as session:
        project_id = session.query(Project.id).scalar() or 0
        return [each.title for each in papers(session, project_id, with_waiting=False)]


def test_a_withdrawn_name_is_gone_at_once_and_from_the_old_rows_after_its_time(filled: Engine) -> None:
    assert public_papers(filled) == [], "nobody but staff reads who agreed to be named"
    result = run(filled, "withdraw", "--donor", "nguyễn thị hiến", "--document", "Đơn ngày 22/11/2026")
    assert result.exit_code == 0, result.output
    newest = (
        "contribution WHERE id NOT IN (SELECT corrects_id FROM contribution WHERE corrects_id IS NOT NULL)"
    )
    assert scalar(filled, f"SELECT count(*) FROM {newest} AND donor_name IS NULL") == 2
    assert scalar(filled, f"SELECT count(document_id) FROM {newest}") == 0
    assert public_papers(filled) == []
    assert scalar(filled, "SELECT sum(quantity) FROM contribution WHERE corrects_id IS NOT NULL") == 300
    assert scalar(filled, "SELECT count(*) FROM contribution WHERE donor_name IS NOT NULL") == 2

    assert run(filled, "retain").exit_code == 0  # thirty days have not passed
    assert scalar(filled, "SELECT count(*) FROM contribution WHERE donor_name IS NOT NULL") == 2

    assert kept(filled, withdrawn_name_days=30)["withdrawn_name_days"] == 2
    assert scalar(filled, "SELECT count(*) FROM contribution WHERE donor_name IS NOT NULL") == 0
    assert scalar(filled, "SELECT count(*) FROM contribution") == 4
    assert scalar(filled, "SELECT title FROM document") == "Giấy đồng ý nêu tên (đã rút)"
    assert scalar(filled, "SELECT count(document_id) FROM contribution") == 0
    assert public_papers(filled) == []
    assert scalar(filled, "SELECT count(*) FROM audit_log WHERE action = 'personal.retain'") == 1


def test_what_waits_for_review_keeps_waiting_without_the_name(filled: Engine) -> None:
    with Session(filled) as session:
        first = session.query(Contribution).order_by(Contribution.id).first()
        assert first is not None
        waiting = {"quantity": Decimal(150), "review_state": ReviewState.SUBMITTED}
        ledger.correct(session, first, waiting, Actor("ai"), as_of=TODAY)
        session.commit()
    assert run(filled, "withdraw", "--donor", NAME, "--document", "Đơn").exit_code == 0
    newer = "SELECT FROM contribution n WHERE n.corrects_id = c.id AND n.review_state = 'accepted'"
    counted = f"contribution c WHERE review_state = 'accepted' AND quantity <> 150 AND NOT EXISTS ({newer})"
    tips = "contribution c WHERE NOT EXISTS (SELECT FROM contribution n WHERE n.corrects_id = c.id)"
    assert scalar(filled, f"SELECT sum(quantity) FROM {counted} AND donor_name IS NULL") == 300
    submitted = "review_state = 'submitted' AND quantity = 150 AND donor_name IS NULL"
    assert scalar(filled, f"SELECT count(*) FROM {tips} AND {submitted}") == 1
    assert kept(filled, withdrawn_name_days=30)["withdrawn_name_days"] == 3
    assert scalar(filled, "SELECT count(*) FROM contribution WHERE donor_name IS NOT NULL") == 0


def test_names_with_consent_stay_whatever_time_passes(filled: Engine) -> None:
    assert kept(filled, withdrawn_name_days=1)["withdrawn_name_days"] == 0
    assert scalar(filled, "SELECT count(*) FROM contribution WHERE donor_name IS NOT NULL") == 2


def test_a_paper_that_other_facts_rest_on_keeps_its_title(filled: Engine) -> None:
    with Session(filled) as session:
        first = session.query(Contribution).order_by(Contribution.id).first()
        project = session.query(Project).one()
        assert first is not None
        assert first.document_id is not None
        other = give(
            session, project, first.unit_id, Actor("ai"), quantity=Decimal(5), document_id=first.document_id
        )
        ledger.correct(session, other, {"donor_name": "Trần Văn B"}, Actor("ai"), as_of=TODAY)
        session.commit()
    assert run(filled, "withdraw", "--donor", NAME, "--document", "Đơn").exit_code == 0
    assert kept(filled, withdrawn_name_days=30)["withdrawn_name_days"] == 2
    assert scalar(filled, "SELECT title FROM document") == f"Giấy đồng ý nêu tên của bà {NAME}"
    assert scalar(filled, "SELECT count(document_id) FROM contribution") == 2


def test_guards_are_back_on_after_a_name_was_taken_out(filled: Engine) -> None:
    kept(filled, withdrawn_name_days=1, log_months=12)
    off = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'"
    assert scalar(filled, off) == 0


def test_sessions_locks_and_looks_go_after_their_time_and_not_before(filled: Engine) -> None:
    with Session(filled) as session:
        account = session.query(Account).one()
        account.locked_until, account.failed_count = NOW, 5
        session.commit()
    nothing = run(filled, "retain")
    assert nothing.exit_code == 0, nothing.output
    assert "phiên đăng nhập: 0" in nothing.output
    assert "nhật ký: giữ mãi" in nothing.output
    assert scalar(filled, "SELECT count(*) FROM account_session") == 1

    removed = kept(filled, session_days=90, look_up_months=24, sign_in_days=90)
    assert removed == {"look_up_months": 1, "session_days": 1, "sign_in_days": 1}
    assert scalar(filled, "SELECT count(*) FROM restricted_view") == 0
    assert scalar(filled, "SELECT failed_count FROM account") == 0


def test_a_dry_run_counts_and_keeps(filled: Engine) -> None:
    with Session(filled) as session:
        session.execute(text("UPDATE account_session SET ended_at = '2020-01-01', expires_at = '2020-01-01'"))
        session.commit()
    result = run(filled, "retain", "--dry-run", "--lang", "en")
    assert "sign-ins: 1" in result.output
    assert scalar(filled, "SELECT count(*) FROM account_session") == 1
    assert scalar(filled, "SELECT count(*) FROM audit_log WHERE action = 'personal.retain'") == 0


def test_the_log_goes_only_where_it_is_asked_for_and_tells_of_it_which_excuses_nothing_younger_than_a_year(
    filled: Engine,
) -> None:
    before = scalar(filled, "SELECT count(*) FROM audit_log")
    assert "log_months" not in kept(filled)
    assert kept(filled, log_months=12)["log_months"] == before
    with Session(filled) as session:
        record(session, Actor("ai"), action="x", subject="y", subject_id=None)
        session.commit()
        early = [finding.breach for finding in verified(session).findings]
    # The rows were removed by a clock a hundred years ahead: by the database's own clock it was before their time.
    assert set(early) == {"row_missing"}
    assert scalar(filled, "SELECT count(*) FROM audit_log WHERE action = 'audit_log.retain'") == 1


def test_the_register_is_read(unchanged: Engine) -> None:
    result = run(unchanged, "look-ups", "--account", "nhap")
    assert result.exit_code == 0
    assert "original_file" in result.output
