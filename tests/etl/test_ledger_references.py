"""What cells of ledgers refer to: projects, contracts, communes of the day, papers, price lists, keys of senders."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.ledgers.load import LedgerResult
from gis.models import Agency, Document, Project, Unit
from gis.models.ledger import (
    ClearanceCount,
    CompletionDate,
    Contract,
    ContractAddendum,
    Contribution,
    PriceItem,
    Voucher,
)
from gis.operations.audit import Actor
from gis.operations.price_lists import Step, replace
from tests.etl.ledger_samples import (
    PLAN,
    PROJECT,
    VOUCHER,
    codes_of,
    load,
    make_projects,
    write_ledgers,
)


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit]) -> dict[str, Project]:
    return make_projects()


def test_projects_are_found_by_every_code(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    rows = [
        VOUCHER | {"Mã dự án": code, "Số chứng từ": f"CT-{place}", "Số tiền (đồng)": 1000}
        for place, code in enumerate(("DA-1", "7912345", "CU-1", 7954321))
    ]
    load(session, write_ledgers(tmp_path / "a.xlsx", voucher=rows))
    found = session.scalars(select(Voucher.project_id).order_by(Voucher.id)).all()
    assert found == [projects["DA-1"].id] * 3 + [projects["DA-2"].id]


def test_contracts_are_found_by_number_in_file_and_ledger(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    package = PROJECT | {
        "Số hiệu gói thầu": "XL-01",
        "Tên gói thầu": "Thi công",
        "Ngày duyệt kế hoạch LCNT": date(2025, 2, 1),
    }
    contract = PROJECT | {
        "Số hợp đồng": "05/HĐ-XD",
        "Ngày ký hợp đồng": date(2025, 2, 20),
        "Gói thầu số": "XL-01",
        "Nhà thầu": "Công ty TNHH Đắk Wer",
        "Giá trị hợp đồng (triệu đồng)": 4_000,
    }
    addendum = PROJECT | {
        "Số hợp đồng": "05/hđ-xd",
        "Số phụ lục": "PL1",
        "Ngày ký phụ lục": date(2025, 6, 1),
        "Giá trị hợp đồng mới (đồng)": 4_200_000_000,
    }
    paid = VOUCHER | {"Số hợp đồng": "05/HĐ-XD"}
    path = write_ledgers(
        tmp_path / "a.xlsx",
        capital_plan=[PLAN],
        voucher=[paid],
        bid_package=[package],
        contract=[contract],
        contract_addendum=[addendum],
    )
    result = load(session, path)
    assert (result.counts, codes_of(result)) == ({"new": 5}, ["agency_new"])
    stored = session.scalars(select(Contract)).one()
    assert int(stored.value_vnd or 0) == 4_000_000_000
    assert session.scalars(select(Voucher.contract_id)).one() == stored.id
    assert session.scalars(select(ContractAddendum.contract_id)).one() == stored.id
    assert session.get_one(Agency, stored.contractor_id).name == "Công ty TNHH Đắk Wer"
    assert load(session, path).counts == {"same": 5}
    # A corrected contract stays the same contract for what refers to it.
    load(
        session,
        write_ledgers(tmp_path / "b.xlsx", contract=[contract | {"Giá trị hợp đồng (triệu đồng)": 4_100}]),
    )
    assert load(session, path, is_trial=True).counts == {"same": 4, "superseded": 1}
    later = paid | {"Số chứng từ": "CT-02", "Số tiền (đồng)": 4_000_000_000, "Loại thanh toán": "KLHT"}
    over = load(session, write_ledgers(tmp_path / "c.xlsx", voucher=[later]))
    assert "voucher_over_contract" in codes_of(over)
    assert session.scalars(select(Voucher.contract_id).order_by(Voucher.id.desc())).first() == stored.id


def test_own_keys_belong_to_their_project(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    rows = [VOUCHER | {"Mã dự án": code, "Mã dòng": "1"} for code in ("DA-1", "DA-2")]
    path = write_ledgers(tmp_path / "a.xlsx", voucher=rows)
    assert load(session, path).counts == {"new": 2}
    assert load(session, path).counts == {"same": 2}
    foreign = VOUCHER | {"Mã dòng": "999999/first"}
    assert load(session, write_ledgers(tmp_path / "b.xlsx", voucher=[foreign])).counts == {"same": 1}


def test_papers_are_tied_to_facts(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    rows = [
        VOUCHER | {"Số văn bản kèm theo": "12/GĐN"},
        VOUCHER | {"Số chứng từ": "CT-02", "Số tiền (đồng)": 1000, "Số văn bản kèm theo": "12/gđn"},
    ]
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=rows))
    paper = session.scalars(select(Document)).one()
    assert (paper.number, paper.project_id) == ("12/GĐN", projects["DA-1"].id)
    assert session.scalars(select(Voucher.document_id)).all() == [paper.id, paper.id]


def test_a_paper_has_day_issuer_and_title_and_what_is_known_of_it_stays(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    number = {"Số văn bản kèm theo": "12/GĐN"}
    day, issuer = {"Ngày văn bản kèm theo": date(2025, 3, 9)}, {"Cơ quan ban hành văn bản": "Kho bạc"}

    def loaded(name: str, **cells: object) -> LedgerResult:
        return load(session, write_ledgers(tmp_path / name, capital_plan=[PLAN], voucher=[VOUCHER | cells]))

    assert loaded("a.xlsx").counts == {"new": 2}
    assert loaded("b.xlsx", **number).sheet_counts["voucher"] == {"changed": 1}, "a paper alone is news"
    paper = session.scalars(select(Document)).one()
    assert (paper.number, paper.issued_on, paper.issuer) == ("12/GĐN", None, None), "no day is made up"
    whole = number | day | issuer
    assert loaded("c.xlsx", **whole).sheet_counts["voucher"] == {"changed": 1}, "gaps are filled"
    session.refresh(paper)
    assert (paper.issued_on, paper.issuer) == (date(2025, 3, 9), "Kho bạc")
    again = loaded("c.xlsx", **whole | {"Cơ quan ban hành văn bản": "kho bạc"})
    assert (again.counts, codes_of(again)) == ({"same": 2}, [])
    unnamed = loaded("d.xlsx", **issuer | {"Số tiền (đồng)": 1_000})
    assert codes_of(unnamed) == ["ledger_paper_unnamed"]
    other = loaded("e.xlsx", **number | {"Cơ quan ban hành văn bản": "Ngân hàng", "Số tiền (đồng)": 2_000})
    assert codes_of(other) == ["ledger_paper_differs"]
    assert session.scalars(select(Document)).one().issuer == "Kho bạc"
    next_year = number | {"Ngày văn bản kèm theo": date(2026, 1, 9), "Số tiền (đồng)": 3_000}
    loaded("f.xlsx", **next_year)
    assert len(session.scalars(select(Document)).all()) == 2, "offices begin again at 1 each year"


def test_the_paper_of_a_gift_without_a_project_is_kept_with_its_commune(
    session: Session, territory: dict[str, Unit], projects: dict[str, Project], tmp_path: Path
) -> None:
    gift = {
        "Xã, phường": "Nhân Cơ",
        "Ngày đóng góp": date(2025, 8, 1),
        "Hình thức đóng góp": "Tiền mặt",
        "Số lượng": 5_000_000,
        "Đối tượng đóng góp": "Hộ gia đình",
        "Đồng ý công khai tên": "x",
        "Tên người đóng góp": "Hộ ông A",
    }
    land = gift | {"Hình thức đóng góp": "Hiến đất", "Số lượng": 300, "Đơn giá (đồng)": 60_000}
    land |= {"Căn cứ đơn giá": "QĐ 12", "Đồng ý công khai tên": None, "Tên người đóng góp": None}
    bare = load(session, write_ledgers(tmp_path / "land.xlsx", contribution=[land]), is_trial=True)
    assert codes_of(bare) == ["contribution_land_without_paper", "contribution_land_without_households"]
    land |= {"Số hộ": 2, "Số văn bản kèm theo": "01/BB-HĐ"}
    assert (
        codes_of(load(session, write_ledgers(tmp_path / "land.xlsx", contribution=[land]), is_trial=True))
        == []
    )
    without = load(session, write_ledgers(tmp_path / "a.xlsx", contribution=[gift]))
    assert (codes_of(without), without.counts) == (["contribution_name_without_paper"], {"refused": 1})
    path = write_ledgers(tmp_path / "b.xlsx", contribution=[gift | {"Số văn bản kèm theo": "03/ĐĐN"}])
    assert load(session, path).counts == {"new": 1}
    paper = session.scalars(select(Document)).one()
    newest = session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()
    assert (paper.project_id, paper.unit_id, newest.document_id) == (None, newest.unit_id, paper.id)
    assert load(session, path).counts == {"same": 1}


def test_communes_are_those_of_the_day(
    session: Session, territory: dict[str, Unit], projects: dict[str, Project], tmp_path: Path
) -> None:
    def at(name: str, day: date) -> dict[str, object]:
        return PROJECT | {"Xã, phường": name, "Số liệu đến ngày": day, "Diện tích phải thu hồi (m²)": 1_000}

    rows = [
        at("Nhân Cơ", date(2025, 6, 30)),
        at("X. Nhân Cơ", date(2025, 7, 31)),
        at("dak wer", date(2025, 5, 31)),
        at("Đắk Wer", date(2025, 8, 31)),
        at("Xã Không Có", date(2025, 8, 31)),
    ]
    result = load(session, write_ledgers(tmp_path / "a.xlsx", clearance_count=rows))
    assert result.counts == {"new": 3, "refused": 2}
    found = session.scalars(select(ClearanceCount.unit_id).order_by(ClearanceCount.id)).all()
    names = ("Xã Nhân Cơ", "Xã Nhân Cơ (mới)", "Xã Đắk Wer")
    assert found == [territory[name].id for name in names]
    other = next(item for item in result.findings if item.code == "ledger_unit_of_other_date")
    assert (other.row, other.column, "Xã Nhân Cơ" in other.message()) == (5, "Xã, phường", True)


def test_a_date_keeps_its_precision(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    row = PROJECT | {
        "Loại mốc": "Theo quyết định đầu tiên",
        "Ngày quyết định": date(2025, 1, 5),
        "Ngày hoàn thành được duyệt": "Quý II/2026",
    }
    load(session, write_ledgers(tmp_path / "a.xlsx", completion_date=[row]))
    stored = session.scalars(select(CompletionDate)).one()
    assert (stored.new_date, stored.precision) == (date(2026, 6, 30), "quarter")
    session.refresh(projects["DA-1"])
    assert projects["DA-1"].approved_completion_date == date(2026, 6, 30)


def test_gifts_are_valued_by_the_list_of_their_day(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    session.add(
        PriceItem(
            kind="labour",
            item="labour",
            quantity_unit="công",
            price_vnd=200_000,
            valid_from=date(2025, 1, 1),
            source="QĐ 7",
        )
    )
    session.flush()
    given = {
        "Xã, phường": "Nhân Cơ",
        "Ngày đóng góp": date(2025, 8, 1),
        "Hình thức đóng góp": "Ngày công",
        "Số lượng": 12,
        "Đối tượng đóng góp": "Cộng đồng",
    }
    cash = given | {"Hình thức đóng góp": "Tiền mặt", "Số lượng": 5_000_000}
    land = given | {"Hình thức đóng góp": "Hiến đất", "Loại đất, vật liệu, máy": "CLN", "Số lượng": 120.5}
    path = write_ledgers(tmp_path / "a.xlsx", contribution=[PROJECT | given, cash, PROJECT | land])
    result = load(session, path)
    assert result.counts == {"new": 3}
    assert codes_of(result) == ["contribution_not_converted", "contribution_land_without_paper"]
    labour, money, field = session.scalars(select(Contribution).order_by(Contribution.id)).all()
    assert (int(labour.value_vnd or 0), labour.quantity_unit, labour.price_source) == (
        2_400_000,
        "công",
        "QĐ 7",
    )
    assert (money.project_id, int(money.value_vnd or 0)) == (None, 5_000_000)
    assert (field.quantity, field.value_vnd) == (Decimal("120.500"), None)
    assert load(session, path).counts == {"same": 3}

    listed = session.scalars(select(PriceItem)).one()
    mended = {"price_vnd": Decimal(250_000), "source": "QĐ 8"}
    replace(session, Actor("test"), listed, Step.CORRECT, mended)
    assert load(session, path).counts == {"same": 3}, "a corrected price changes no gift"
    anew = PROJECT | given | {"Ghi chú": "Tính lại theo QĐ 8"}
    assert load(session, write_ledgers(tmp_path / "b.xlsx", contribution=[anew])).counts == {"changed": 1}
    labour = session.scalars(select(Contribution).where(Contribution.corrects_id == labour.id)).one()
    assert (int(labour.value_vnd or 0), labour.price_source) == (3_000_000, "QĐ 8")
