"""A list of people as Excel: what becomes of each row, what is told about it, and the form that is read back."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from etl.cli import cli
from etl.findings import FileRefusedError
from etl.people.load import Outcome, PeopleResult, take_people
from etl.people.sheet import HEADINGS, ROLE_WORDS, Column, role_of, write_form
from gis.domain.roles import Role
from gis.models import Account, Invitation
from gis.operations.audit import Actor
from gis.queries.accounts import HeldRole, held_roles
from tests import databases
from tests.factories import AgencyFactory, NewUnitFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory

AS_OF = date(2026, 11, 22)
LABELS = [heading.label for heading in HEADINGS.values()]
Row = tuple[object, ...]


def book(path: Path, rows: Iterable[Row], labels: Iterable[str] = LABELS, *, above: int = 0) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([tuple(labels), *rows], above):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
    return path


def taken(
    session: Session, path: Path, actor: Actor | None = None, *, is_trial: bool = False
) -> PeopleResult:
    return take_people(session, actor or Actor("test"), path, as_of=AS_OF, is_trial=is_trial)


def outcomes(result: PeopleResult) -> list[Outcome]:
    return [row.outcome for row in result.rows]


def told(result: PeopleResult) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.column, each.code) for each in result.findings]


def held(session: Session, login: str, day: date = AS_OF) -> list[HeldRole]:
    account = session.scalars(select(Account).where(Account.login == login)).one()
    return held_roles(session, account.id, as_of=day)


def person(**changes: object) -> Row:
    cells = {Column.NAME: "Nguyễn Thị Lan", Column.LOGIN: "lan.nguyen", Column.ROLE: "Cán bộ nhập liệu"}
    cells |= {Column.UNIT: "24700"} | {Column(name): value for name, value in changes.items()}
    return tuple(cells.get(column) for column in HEADINGS)


@pytest.fixture(autouse=True)
def commune(session: Session) -> int:
    return NewUnitFactory(code="24700", full_name="Xã Kiến Đức").id


def test_people_are_taken_in_with_their_roles(session: Session, tmp_path: Path, commune: int) -> None:
    AgencyFactory(name="Phòng Kinh tế")
    rows = [
        person(valid_from=date(2026, 1, 2), agency="phong kinh te", document="QĐ 15"),
        person(role="Kế toán", unit="tất cả", valid_to="31/12/2026"),
        person(display_name="Trần Bình", login="BINH", role="administrator", unit=None),
    ]
    result = taken(session, book(tmp_path / "a.xlsx", rows, above=3))
    assert outcomes(result) == [Outcome.NEW, Outcome.GIVEN, Outcome.NEW]
    assert told(result) == []
    assert [account.login for account in result.made] == ["lan.nguyen", "binh"]
    assert held(session, "lan.nguyen") == [HeldRole(Role.DATA_ENTRY, commune)] or held(
        session, "lan.nguyen"
    ) == [HeldRole(Role.DATA_ENTRY, commune), HeldRole(Role.ACCOUNTANT, None)]
    assert held(session, "binh") == [HeldRole(Role.ADMINISTRATOR, None)]
    assert [row.number for row in result.rows] == [5, 6, 7]


def test_the_same_file_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    rows = [person(), person(role="Kế toán", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))]
    path = book(tmp_path / "a.xlsx", rows)
    taken(session, path)
    before = session.scalar(select(func.count()).select_from(Account))
    again = taken(session, path)
    assert outcomes(again) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert again.made == ()
    assert session.scalar(select(func.count()).select_from(Account)) == before


def test_a_trial_leaves_nothing(session: Session, tmp_path: Path) -> None:
    result = taken(session, book(tmp_path / "a.xlsx", [person()]), is_trial=True)
    assert outcomes(result) == [Outcome.NEW]
    assert result.made == ()
    assert session.scalars(select(Account).where(Account.login == "lan.nguyen")).all() == []


def test_a_person_moves_by_an_end_and_a_new_row(session: Session, tmp_path: Path, commune: int) -> None:
    other = NewUnitFactory(code="24710").id
    account = AccountFactory(login="lan.nguyen", display_name="Nguyễn Thị Lan", roles=[])
    RoleAssignmentFactory(account_id=account.id, unit_id=commune)
    last_day = AS_OF + timedelta(days=8)
    rows = [person(valid_to=last_day), person(unit="24710", valid_from=last_day + timedelta(days=1))]
    result = taken(session, book(tmp_path / "a.xlsx", rows))
    assert outcomes(result) == [Outcome.ENDED, Outcome.GIVEN]
    assert held(session, "lan.nguyen", last_day) == [HeldRole(Role.DATA_ENTRY, commune)]
    assert held(session, "lan.nguyen", last_day + timedelta(days=1)) == [HeldRole(Role.DATA_ENTRY, other)]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"display_name": None}, "Họ và tên", "people_cell_missing"),
        ({"display_name": "x" * 121}, "Họ và tên", "people_cell_long"),
        ({"login": None}, "Tên đăng nhập", "people_cell_missing"),
        ({"login": "Lan Nguyễn"}, "Tên đăng nhập", "people_login_bad"),
        ({"login": "'; DROP TABLE account"}, "Tên đăng nhập", "people_login_bad"),
        ({"role": "Vua"}, "Vai trò", "people_role_unknown"),
        ({"role": "Quản trị viên"}, "Mã đơn vị", "people_role_without_unit"),
        ({"unit": None}, "Mã đơn vị", "people_unit_missing"),
        ({"unit": "00000"}, "Mã đơn vị", "people_unit_unknown"),
        ({"agency": "Sở Không Có"}, "Cơ quan", "people_agency_unknown"),
        ({"valid_from": "31/02/2026"}, "Từ ngày", "date_impossible"),
        ({"valid_from": "02/03/2026", "valid_to": "01/03/2026"}, "Đến hết ngày", "people_ends_first"),
    ],
)
def test_a_wrong_row_says_where_and_what_to_do(
    session: Session, tmp_path: Path, changes: dict[str, object], column: str, code: str
) -> None:
    good = person(display_name="Trần Bình", login="binh")
    result = taken(session, book(tmp_path / "a.xlsx", [person(**changes), good]))
    assert outcomes(result) == [Outcome.REFUSED, Outcome.NEW]
    assert told(result) == [(2, column, code)]
    (finding,) = result.findings
    assert finding.message()
    assert finding.remedy()
    assert finding.message("en") != finding.message()


def test_a_closed_account_and_oneself_are_left_alone(session: Session, tmp_path: Path) -> None:
    AccountFactory(login="cu", is_active=False)
    own = AccountFactory(login="quantri", roles=[Role.ADMINISTRATOR])
    rows = [person(login="cu"), person(login="quantri", role="Cơ quan chủ trì, thẩm định")]
    result = taken(session, book(tmp_path / "a.xlsx", rows), Actor("Quản trị", own.id))
    assert [code for _, _, code in told(result)] == ["people_closed", "people_own"]
    assert held(session, "quantri") == [HeldRole(Role.ADMINISTRATOR, None)]


def test_another_name_is_told_and_not_written(session: Session, tmp_path: Path) -> None:
    account = AccountFactory(login="lan.nguyen", display_name="Người khác", roles=[])
    result = taken(session, book(tmp_path / "a.xlsx", [person()]))
    assert outcomes(result) == [Outcome.GIVEN]
    assert told(result) == [(2, "Họ và tên", "people_name_differs")]
    session.expire_all()
    assert account.display_name == "Người khác"


def test_a_role_that_ended_is_not_prolonged_unseen(session: Session, tmp_path: Path, commune: int) -> None:
    account = AccountFactory(login="lan.nguyen", display_name="Nguyễn Thị Lan", roles=[])
    RoleAssignmentFactory(account_id=account.id, unit_id=commune, valid_to=AS_OF + timedelta(days=5))
    rows = [person(valid_to=AS_OF + timedelta(days=90))]
    result = taken(session, book(tmp_path / "a.xlsx", rows))
    assert told(result) == [(2, "Đến hết ngày", "people_ended_before")]


def test_a_csv_is_read_too(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ tên;Tài khoản;Role;Mã xã\nLan;lan;data_entry;24700\n", encoding="utf-8")
    assert outcomes(taken(session, path)) == [Outcome.NEW]


@pytest.mark.parametrize(
    ("content", "code"), [(b"\x89PNG\r\n\x1a\n0000", None), (b"a;b\n1;2\n", "people_none"), (b"", None)]
)
def test_a_file_of_another_kind_is_refused_whole(
    session: Session, tmp_path: Path, content: bytes, code: str | None
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError) as refused:
        taken(session, path)
    assert code is None or refused.value.finding.code == code


def test_the_form_is_read_back(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(path, [("24700", "Xã Kiến Đức")], as_of=AS_OF)
    with pytest.raises(FileRefusedError) as refused:
        taken(session, path)
    assert refused.value.finding.code == "table_without_rows"


def test_every_role_is_called_by_name_and_code() -> None:
    assert set(ROLE_WORDS) == set(Role)
    for role, words in ROLE_WORDS.items():
        assert role_of(words) is role_of(words.upper()) is role_of(role.value) is role


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database that commands may commit to."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        monkeypatch.setenv("HATANG_DATABASE_URL", url)
        yield url


def test_the_command_looks_and_writes_the_form(own_database: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    written = CliRunner().invoke(cli, ["template", "accounts", "-o", str(form)])
    assert written.exit_code == 0, written.output
    assert form.is_file()
    rows = [person(role="administrator", unit=None), person(role="Vua")]
    listed = book(tmp_path / "a.xlsx", rows)
    report = tmp_path / "report.json"
    looked = CliRunner().invoke(
        cli, ["import", "accounts", str(listed), "--dry-run", "--report", str(report)]
    )
    assert looked.exit_code == 1, looked.output
    assert "chưa ghi gì: 1 tài khoản mới" in looked.output
    assert "people_role_unknown" in report.read_text(encoding="utf-8")
    assert CliRunner().invoke(cli, ["template", "accounts", "-o", "form.pdf"]).exit_code == 2
    refused = book(tmp_path / "b.xlsx", [person(role="Vua")])
    assert CliRunner().invoke(cli, ["import", "accounts", str(refused), "--dry-run"]).exit_code == 3


def test_the_command_gives_links(own_database: str, tmp_path: Path) -> None:
    rows = [person(login="nguoi.moi", role="administrator", unit=None)]
    listed = book(tmp_path / "a.xlsx", rows)
    result = CliRunner().invoke(
        cli, ["import", "accounts", str(listed), "--address", "https://hatang.example/"]
    )
    assert result.exit_code == 0, result.output
    assert "https://hatang.example/accounts/invitations/" in result.output
    engine = create_engine(own_database)
    with Session(engine) as kept:
        made = kept.scalars(select(Account).where(Account.login == "nguoi.moi")).one()
        assert kept.scalar(select(func.count()).where(Invitation.account_id == made.id)) == 1
    engine.dispose()
