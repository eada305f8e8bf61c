"""The restore drill: a cluster of its own is backed up, damaged and brought back; every row and every file returns."""

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.reference import load_reference
from etl.setup import manifest, restore
from etl.setup.backup import KEY, back_up
from etl.setup.database import ensure_database, stop_database, upgrade
from etl.setup.environment import Places
from etl.setup.location import locate
from etl.setup.messages import SetupError
from etl.setup.postgres import find_postgres
from etl.setup.sums import table_sums
from gis.domain.ledger_codes import ReviewState
from gis.migrations.head import newest_revision
from gis.migrations.runner import alembic_config
from gis.models import LEDGERS, Account, PeriodClosing, Project, ReviewStep, Unit
from gis.operations.audit import Actor, record
from tests.factories import UnitFactory
from tests.factories.accounts import AccountFactory, AccountSessionFactory
from tests.factories.base import bound_to
from tests.factories.ledgers import StoredFileFactory, VoucherFactory
from tests.factories.of_ledgers import fact_in
from tests.factories.projects import DocumentFactory, ProjectFactory, ProjectLocationFactory

pytestmark = pytest.mark.skipif(not find_postgres(), reason="no PostgreSQL with PostGIS on this machine")

ROOT = Path(__file__).parents[2]
PROJECTS = 40
FILES = 3


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    """A checkout of its own with a running cluster, the packages and the programs of this one."""
    top = Path(tempfile.mkdtemp(prefix="hatang-"))
    top.chmod(0o755)
    for name in (".venv", "etl", "gis", "data", "alembic.ini"):
        (top / name).symlink_to(ROOT / name)
    places = Places(top)
    places.prepare()
    yield places
    sockets = locate(places).sockets
    stop_database(places)
    shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(top)


@pytest.fixture(scope="module", autouse=True)
def own_settings() -> Iterator[None]:
    """Let the settings of this machine stay outside."""
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith("HATANG_")]:
            patched.delenv(name)
        yield


@pytest.fixture(scope="module")
def filled(places: Places) -> str:
    """Fill database, files, imports and key; return the owner's address."""
    url = ensure_database(places, {})
    upgrade(places, url, {"PATH": os.defpath})
    engine = create_engine(url)
    with Session(engine) as session, bound_to(session):
        load_reference(session)
        unit = UnitFactory(name="Nhân Cơ, “mới”")
        account = AccountFactory()
        AccountSessionFactory(account_id=account.id)
        for number in range(PROJECTS):
            project = ProjectFactory(name=f"Đường thôn {number}\t\\N 'x'")
            ProjectLocationFactory(project_id=project.id)
            record(
                session, Actor("Cán bộ"), action="project.create", subject="project", subject_id=project.id
            )
            session.commit()
        write_facts(session, project, unit, account)
        session.commit()
    engine.dispose()
    for number in range(FILES):
        content = content_of(number)
        digest = hashlib.sha256(content).hexdigest()
        path = places.var / "files" / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (places.var / "imports").mkdir()
    (places.var / "imports" / "danh mục tháng 10.xlsx").write_bytes(b"PK\x03\x04")
    (places.run / "secret_key").write_text("chìa khóa")
    return url


def content_of(number: int) -> bytes:
    return f"tệp số {number}".encode() * 1000


def write_facts(session: Session, project: Project, unit: Unit, account: Account) -> None:
    """Write what a month leaves behind: a fact in every ledger, a draft, how it was judged, a closing, stored files."""
    for ledger in LEDGERS:
        fact_in(ledger, project_id=project.id, unit_id=unit.id, recorded_by=account.id, note="Lý do “mới”")
    draft = VoucherFactory(project_id=project.id, review_state=ReviewState.DRAFT, recorded_by=account.id)
    session.add_all(
        ReviewStep(ledger="voucher", row_id=draft.id, state=state, recorded_by=account.id, remark="xem\tlại")
        for state in (ReviewState.DRAFT, ReviewState.RETURNED)
    )
    session.add(PeriodClosing(month=date(2026, 9, 1), is_closed=True, recorded_by=account.id))
    paper = DocumentFactory(project_id=project.id)
    for number in range(FILES):
        digest = hashlib.sha256(content_of(number)).hexdigest()
        StoredFileFactory(document_id=paper.id, sha256=digest, recorded_by=account.id)


@pytest.fixture(scope="module")
def made(places: Places, filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Back up once: no test leaves other rows or files behind than it found."""
    folder = tmp_path_factory.mktemp("backups") / "sao lưu"
    with redirect_stdout(io.StringIO()) as told:
        assert back_up(places, [str(folder)]) == 0
    return Path(told.getvalue().strip())


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """Give a copy of the backup, which a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "sao lưu" / made.name))


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: restore.CONFIRMATION)


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def every_sum(url: str) -> dict[str, dict[str, int | str]]:
    with connect(url) as session:
        return table_sums(session)


def every_file(places: Places) -> dict[str, bytes]:
    folders = (places.var / "files", places.var / "imports")
    found = {str(path): path.read_bytes() for each in folders for path in each.rglob("*") if path.is_file()}
    return found | {KEY: (places.run / KEY).read_bytes()}


def databases(url: str) -> set[str]:
    with connect(url) as session:
        return {name for (name,) in session.execute("SELECT datname FROM pg_database").fetchall()}


def refused(places: Places, folder: Path) -> str:
    with pytest.raises(SetupError) as caught:
        restore.restore(places, [str(folder)])
    return caught.value.code


def test_every_row_and_every_file_comes_back_and_can_be_backed_up_again(
    places: Places,
    filled: str,
    backup: Path,
    tmp_path: Path,
    confirmed: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sums, files = every_sum(filled), every_file(places)
    assert sums["project"]["rows"] == sums["audit_link"]["rows"] == PROJECTS
    with connect(filled) as session:
        session.execute("UPDATE project SET name = 'mất'")
        session.execute("ALTER TABLE voucher DISABLE ROW LEVEL SECURITY")
        for table in ("review_step", "stored_file", "account_session"):
            session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            session.execute(f"DELETE FROM {table}")
        session.execute("DROP TABLE project_location CASCADE")
        session.execute("ALTER TABLE audit_log DISABLE TRIGGER USER")
        session.execute("DELETE FROM audit_log")
        session.execute("DROP FUNCTION hatang_bump()")
        session.execute("GRANT ALL ON project_summary TO hatang_app")
    for path in (places.var / "files").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    shutil.rmtree(places.var / "imports")
    (places.run / KEY).unlink()

    assert restore.restore(places, [str(backup)]) == 0

    assert every_sum(filled) == sums
    held = {ledger.__tablename__ for ledger in LEDGERS} | {"review_step", "account_session", "period_closing"}
    assert {name for name in held if not sums[name]["rows"]} == set()
    assert (sums["review_step"]["rows"], sums["stored_file"]["rows"]) == (2, FILES)
    assert every_file(places) == files
    told = capsys.readouterr().err
    assert "4 tệp" not in told.splitlines()[0]
    assert any(name.startswith("hatang_before_") for name in databases(filled))
    with connect((places.run / "app_database_url").read_text().strip()) as web:
        row = web.execute("SELECT count(*) FROM project WHERE name LIKE 'Đường thôn%'").fetchone()
        assert row == (PROJECTS,)
        for asked in ("SELECT FROM voucher WHERE review_state = 'draft'", "SELECT FROM review_step"):
            assert web.execute(asked).fetchall() == [], (
                "what is not released is read by nobody without a session"
            )
        assert len(web.execute("SELECT FROM voucher").fetchall()) == 1
        added = "INSERT INTO progress_report (project_id, effective_date, physical_progress_pct) SELECT id, now(), 1 FROM project LIMIT 1"
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            web.execute(added)
        web.rollback()
        with web.transaction(force_rollback=True):
            assert web.execute("SELECT hatang_bump() > 0").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            web.execute("DELETE FROM project_summary")
        web.rollback()
    with connect(filled) as session:
        open_ones = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND NOT relrowsecurity"
        assert session.execute(open_ones, [[ledger.__tablename__ for ledger in LEDGERS]]).fetchall() == []
    assert back_up(places, [str(tmp_path / "lần hai")]) == 0
    (again,) = (tmp_path / "lần hai").iterdir()
    assert json.loads((again / "manifest.json").read_text(encoding="utf-8"))["tables"] == sums


def test_the_backup_is_whole_and_for_its_owner_alone(places: Places, filled: str, made: Path) -> None:
    backup = made
    written = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    assert written["tables"] == every_sum(filled)
    assert written["log_head"]["position"] == PROJECTS
    assert len(written["files"]) == 1 + FILES + 1 + 1
    manifest.check(backup, written)
    assert {path.stat().st_mode & 0o077 for path in backup.rglob("*") if path.name != "manifest.json"} == {0}
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert "spatial_ref_sys" not in written["tables"]


@pytest.mark.parametrize("name", ["database.dump", "manifest.json", KEY])
def test_a_damaged_backup_is_named_before_anything_is_asked(
    places: Places, filled: str, backup: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked"))
    content = bytearray((backup / name).read_bytes())
    content[len(content) // 2 :] = (
        b"x" if name == "manifest.json" else bytes(len(content) - len(content) // 2)
    )
    (backup / name).write_bytes(bytes(content))
    assert refused(places, backup) == "backup_damaged"


def test_a_restore_that_fails_half_way_leaves_the_old_data(
    places: Places, filled: str, backup: Path, confirmed: None
) -> None:
    """The dump loads, but is not what the manifest says: found only after loading."""
    sums, files, before = every_sum(filled), every_file(places), databases(filled)
    written = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    written["tables"]["project"]["sum"] = "1"
    manifest.write(backup, written)
    assert refused(places, backup) == "restore_differs"
    assert (every_sum(filled), every_file(places), databases(filled)) == (sums, files, before)


def test_a_dump_that_can_not_be_loaded_leaves_the_old_data(
    places: Places, filled: str, backup: Path, confirmed: None
) -> None:
    sums, before = every_sum(filled), databases(filled)
    written = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    written["files"]["database.dump"] = manifest.summed(dump)
    manifest.write(backup, written)
    assert refused(places, backup) == "restore_failed"
    assert (every_sum(filled), databases(filled)) == (sums, before)


def test_nothing_is_replaced_without_the_word(
    places: Places, filled: str, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = databases(filled)
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert refused(places, backup) == "not_restored"
    assert databases(filled) == before


def test_a_folder_without_a_backup_and_a_newer_one_are_told(
    places: Places, filled: str, backup: Path, tmp_path: Path
) -> None:
    assert refused(places, tmp_path) == "no_backup"
    written = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    manifest.write(backup, written | {"revision": "9999"})
    assert refused(places, backup) == "backup_newer"


def test_a_full_disk_is_told_and_nothing_half_done_stays(
    places: Places, filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10_000_000))
    with pytest.raises(SetupError) as caught:
        back_up(places, [str(tmp_path)])
    assert caught.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_an_older_structure_comes_back_with_the_newest(
    places: Places, filled: str, tmp_path: Path, confirmed: None
) -> None:
    """The log of that time gets its chain on the way."""
    command.downgrade(alembic_config(filled), "0010")
    assert back_up(places, [str(tmp_path)]) == 0
    (older,) = tmp_path.iterdir()
    written = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    assert (written["revision"], written["log_head"]) == ("0010", None)
    assert restore.restore(places, [str(older)]) == 0
    sums = every_sum(filled)
    assert sums["audit_log"]["rows"] == PROJECTS
    assert sums["audit_link"]["rows"] == 1
    with connect(filled) as session:
        assert session.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_revision(),)
