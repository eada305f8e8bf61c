from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from etl.columns import Field
from etl.documents import joint_text, stated_documents
from etl.values import code_for
from etl.writers.csv_ import csv_chunks
from etl.writers.geojson import geojson_chunks
from etl.writers.words import Words
from gis.domain.documents import FACT_PAPER, Place, StatedPaper
from gis.domain.ledger_codes import VoucherKind
from gis.models import AuditLog, Document
from gis.models.ledger import Voucher
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.operations.fact_papers import PaperOfFact, ensure_papers
from gis.queries import project_papers
from gis.queries.exports import export_rows
from gis.queries.filters import ProjectFilter
from gis.queries.projects import Order
from gis.queries.reference import reference_codes
from tests.etl.import_samples import AS_OF, counts, load, project, write_csv

pytestmark = pytest.mark.usefixtures("territory")

DECISION_HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Số quyết định",
    "Ngày ban hành",
    "Cơ quan ban hành",
    "Tên văn bản",
    "Liên kết",
)
DECISION = (
    "DA-1",
    "Đường liên thôn 2",
    "1719/QĐ-UBND",
    "15/05/2024",
    "UBND huyện Đắk R'Lấp",
    "Phê duyệt báo cáo kinh tế – kỹ thuật đường liên thôn 2",
    "https://vanban.example.vn/1719",
)
PAPERS = (
    "Quyết định số 1719/QĐ-UBND ngày 15/05/2024 của UBND huyện Đắk R'Lấp về việc phê duyệt dự án; "
    "Nghị quyết 85/NQ-HĐND ngày 10/7/2023; Hợp đồng 05/HĐ-XD ngày 3/4/2025; Biên bản họp dân"
)


class DocumentRow(NamedTuple):
    """What an import knows of a document."""

    kind: str
    number: str | None
    title: str
    issued_on: date | None
    issuer: str | None
    url: str | None


def papers(session: Session, code: str) -> list[DocumentRow]:
    found = project_papers.papers(session, project(session, code).id, with_waiting=False)
    return [DocumentRow(*paper[1:7]) for paper in found]


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "danh-muc.csv", DECISION_HEADINGS, DECISION)


def test_columns_of_a_decision_become_a_document(session: Session, decided: Path) -> None:
    result = load(session, decided)
    assert papers(session, "DA-1") == [
        DocumentRow(
            "investment_decision", DECISION[2], DECISION[5], date(2024, 5, 15), DECISION[4], DECISION[6]
        )
    ]
    assert (project(session, "DA-1").decision_no, project(session, "DA-1").decision_date) == (
        "1719/QĐ-UBND",
        date(2024, 5, 15),
    )
    assert [item.column for item in result.findings if item.code == "column_unknown"] == []


def test_the_same_file_twice_adds_none(session: Session, decided: Path) -> None:
    load(session, decided)
    before = counts(session)
    assert load(session, decided).counts == {"same": 1}
    assert session.query(Document).count() == 1
    assert counts(session) == before


@pytest.mark.parametrize("number", ["1719/QĐ-UBND", " 1719 / qđ-ubnd "])
def test_a_known_document_gets_only_what_it_lacked(session: Session, tmp_path: Path, number: str) -> None:
    load(
        session,
        write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án", "Số văn bản"), ("DA-1", "Đường", "1719/QĐ-UBND")),
    )
    assert papers(session, "DA-1") == [
        DocumentRow("Quyết định", "1719/QĐ-UBND", "1719/QĐ-UBND", None, None, None)
    ]
    headings = ("Mã", "Tên dự án", "Số văn bản", "Ngày ban hành", "Cơ quan ban hành", "Tên văn bản")
    fuller = write_csv(
        tmp_path / "2.csv", headings, ("DA-1", "Đường", number, "15/05/2024", "UBND huyện", "Phê duyệt dự án")
    )
    result = load(session, fuller)
    assert [change.field for change in result.changes] == ["documents"]
    filled = [
        DocumentRow("Quyết định", "1719/QĐ-UBND", "Phê duyệt dự án", date(2024, 5, 15), "UBND huyện", None)
    ]
    assert papers(session, "DA-1") == filled
    other = ("DA-1", "Đường", number, "15/05/2024", "UBND tỉnh", "Tên khác")
    assert load(session, write_csv(tmp_path / "3.csv", headings, other)).counts == {"same": 1}
    assert papers(session, "DA-1") == filled, "what is known is not overwritten"


def test_numbers_begin_again_each_year(session: Session, tmp_path: Path, decided: Path) -> None:
    load(session, decided)
    later = (*DECISION[:3], "20/06/2025", *DECISION[4:])
    result = load(session, write_csv(tmp_path / "2.csv", DECISION_HEADINGS, later))
    assert {change.field for change in result.changes} == {"decision_date", "documents"}
    assert [paper.issued_on for paper in papers(session, "DA-1")] == [date(2025, 6, 20), date(2024, 5, 15)]


def test_one_cell_may_name_several(session: Session, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án", "Văn bản pháp lý"), ("DA-1", "Đường", PAPERS))
    load(session, listed)
    assert papers(session, "DA-1") == [
        DocumentRow("contract", "05/HĐ-XD", "05/HĐ-XD", date(2025, 4, 3), None, None),
        DocumentRow(
            "Quyết định", "1719/QĐ-UBND", "phê duyệt dự án", date(2024, 5, 15), "UBND huyện Đắk R'Lấp", None
        ),
        DocumentRow("Nghị quyết", "85/NQ-HĐND", "85/NQ-HĐND", date(2023, 7, 10), None, None),
        DocumentRow("Văn bản", None, "Biên bản họp dân", None, None, None),
    ]
    assert load(session, listed).counts == {"same": 1}


def test_a_decision_and_another_document_stand_side_by_side(session: Session, tmp_path: Path) -> None:
    headings = (
        "Mã",
        "Tên dự án",
        "Số quyết định",
        "Ngày quyết định",
        "Loại văn bản",
        "Số văn bản",
        "Ngày ban hành",
    )
    row = ("DA-1", "Đường", "12/QĐ-UBND", "01/02/2024", "Biên bản nghiệm thu", "03/BBNT", "20/12/2025")
    load(session, write_csv(tmp_path / "1.csv", headings, row))
    assert [(paper.kind, paper.number, paper.issued_on) for paper in papers(session, "DA-1")] == [
        ("acceptance", "03/BBNT", date(2025, 12, 20)),
        ("investment_decision", "12/QĐ-UBND", date(2024, 2, 1)),
    ]


def test_new_documents_are_shown_and_logged(session: Session, tmp_path: Path, decided: Path) -> None:
    load(session, write_csv(tmp_path / "0.csv", ("Mã", "Tên dự án"), DECISION[:2]))
    result = load(session, decided)
    line = f"{DECISION[2]} · 15/05/2024 · {DECISION[4]} · {DECISION[5]} · {DECISION[6]}"
    assert [change.new for change in result.changes if change.field == "documents"] == [[line]]
    entry = session.query(AuditLog).filter_by(action="project.update").one()
    assert entry.after is not None
    assert entry.after["documents"] == [line]


def as_csv(session: Session, language: str) -> bytes:
    rows = export_rows(session, ProjectFilter(as_of=AS_OF), order=Order(), units_on=AS_OF)
    return b"".join(csv_chunks(rows, Words(language, reference_codes(session))))


def as_geojson(session: Session, _language: str) -> bytes:
    rows = export_rows(session, ProjectFilter(as_of=AS_OF), order=Order(), units_on=AS_OF)
    return b"".join(geojson_chunks(rows))


@pytest.mark.parametrize(
    ("write", "language", "name"),
    [(as_csv, "vi", "x.csv"), (as_csv, "en", "x.csv"), (as_geojson, "vi", "x.geojson")],
)
def test_documents_go_out_and_come_back(
    session: Session,
    tmp_path: Path,
    decided: Path,
    write: Callable[[Session, str], bytes],
    language: str,
    name: str,
) -> None:
    load(session, decided)
    headings = ("Mã", "Tên dự án", "Văn bản")
    load(session, write_csv(tmp_path / "2.csv", headings, ("DA-1", DECISION[1], PAPERS)))
    written = tmp_path / name
    written.write_bytes(write(session, language))
    assert "1719/QĐ-UBND" in written.read_text(encoding="utf-8")
    assert load(session, written).counts == {"same": 1}
    assert session.query(Document).count() == 4


@pytest.mark.parametrize("language", ["vi", "en"])
def test_kinds_of_papers_of_facts_are_words_that_can_be_read_again(session: Session, language: str) -> None:
    words = Words(language, reference_codes(session))
    for kind in ("partial_minutes", "final_minutes", "handover_minutes", "extension_decision", FACT_PAPER):
        written = words.document_kind(kind)
        assert "_" not in written
        assert code_for("document_kind", written) == kind


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(cell: str) -> None:
    for paper in stated_documents({Field.DOCUMENTS: cell}, {}):
        again = joint_text(
            [
                {
                    "kind": paper.kind,
                    "number": paper.number,
                    "issued_on": paper.issued_on and paper.issued_on.isoformat(),
                    "issuer": paper.issuer,
                    "title": paper.title,
                    "url": paper.url,
                }
            ]
        )
        assert again


@pytest.mark.parametrize("is_released", [False, True])
def test_a_paper_that_only_facts_name_becomes_the_decision_that_a_list_names(
    session: Session, tmp_path: Path, decided: Path, is_released: bool
) -> None:
    load(session, write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án"), DECISION[:2]))
    project_id, actor = project(session, "DA-1").id, Actor("nhap")
    stated = StatedPaper("1719/qđ-ubnd", issuer="UBND xã")
    named = PaperOfFact(Place(project_id, None), stated, FACT_PAPER, "Chứng từ: 1719/qđ-ubnd")
    (known,) = ensure_papers(session, [named], actor)
    if is_released:
        voucher = {
            "project_id": project_id,
            "effective_date": AS_OF,
            "kind": VoucherKind.ADVANCE,
            "amount_vnd": 1,
            "plan_year": AS_OF.year,
            "document_id": known,
        }
        ledger.append(session, Voucher, voucher, actor, as_of=AS_OF)
    load(session, decided)
    issuer = "UBND xã" if is_released else DECISION[4]
    decision = ("investment_decision", "1719/qđ-ubnd", DECISION[5], date(2024, 5, 15), issuer, DECISION[6])
    assert papers(session, "DA-1") == [DocumentRow(*decision)]
    assert load(session, decided).counts == {"same": 1}
