"""A list read by several processes comes to exactly what one process makes of it."""

import os
import random
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from etl import file_rows, workers
from etl.load import LoadOptions, LoadResult, load_projects
from tests.etl.import_samples import ACTOR, AS_OF, codes, make_territory, write_csv

SHARED = Path(os.environ.get("HATANG_SHARED") or Path(__file__).parents[3] / "shared")
HEADINGS = (
    "Mã dự án", "Tên dự án", "Lĩnh vực", "Xã", "Chủ đầu tư", "Nhà thầu", "Tổng mức đầu tư (triệu đồng)",
    "Nguồn vốn", "Ngày quyết định", "Ngày hoàn thành", "Tình trạng", "Vĩ độ", "Kinh độ",
)  # fmt: skip
NAMES = ("Đường giao thông thôn", "Trường mầm non", "Mua sắm thiết bị đợt", "Nâng cấp", "Kênh mương")
COMMUNES = ("Đắk Wer", "Nhân Cơ", "Kiến Đức", "Kien Thanh", "Xã không có", "", "Nhân Cơ, Đắk Wer")
OWNERS = ("Công ty Điện lực Đắk Nông", "BQLDA huyện", "Ban QLDA huyện", "UBND xã Nhân Cơ", "")
SOURCES = ("NS tỉnh", "NSTW: 3 tỷ; NS tỉnh", "quỹ lạ", "NS xã + NS huyện", "")
STATES = ("Đang thi công", "Hoàn thành", "không rõ gì", "")


@pytest.fixture
def _short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let short lists, too, be shared among workers."""
    monkeypatch.setattr(workers, "SLICE", 7)
    monkeypatch.setattr(file_rows, "FROM_ROWS", 0)


def _rows(count: int) -> list[tuple[object, ...]]:
    """Make rows of every kind: good ones, wrong ones, totals, headings of sections, the same twice."""
    rng = random.Random(11)
    rows: list[tuple[object, ...]] = []
    for number in range(count):
        kind = rng.random()
        if kind < 0.02:
            rows.append(("", "Tổng cộng", *[""] * 4, "1.000", *[""] * 6))
        elif kind < 0.04 and rows:
            rows.append(rng.choice(rows))
        else:
            rows.append(
                (
                    f"DA-{number}" if kind < 0.97 else "",
                    f"{rng.choice(NAMES)} {number}" if kind < 0.95 else "",
                    rng.choice(("Giao thông", "Giáo dục", "ngành lạ", "")),
                    rng.choice(COMMUNES),
                    rng.choice(OWNERS) or f"Ban Quản lý số {rng.randrange(30)}",
                    "; ".join(f"Công ty TNHH {rng.randrange(40)}" for _ in range(rng.randrange(3))),
                    rng.choice(("1.234,5", "90", "mười", "")),
                    rng.choice(SOURCES),
                    rng.choice(("01/02/2024", "31/02/2024", "2023", "")),
                    rng.choice(("01/02/2025", "Quý I/2022", "")),
                    rng.choice(STATES),
                    rng.choices(("11,95", "8,5", ""), (9, 1, 5))[0],
                    rng.choice(("107,45", "107,5", "107,51")),
                )
            )
    return rows


def _look(session: Session, path: Path, **options: object) -> tuple[LoadResult, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    wanted = LoadOptions(**{"as_of": AS_OF, "is_trial": True, **options})  # type: ignore[arg-type]
    result = load_projects(session, ACTOR, path, wanted, on_row=lambda *row: told.append(row))
    return result, told


def _assert_alike(session: Session, path: Path, **options: object) -> LoadResult:
    alone, told_alone = _look(session, path, **options)
    shared, told_shared = _look(session, path, worker_count=2, **options)
    assert [asdict(item) for item in shared.findings] == [asdict(item) for item in alone.findings]
    assert shared.row_outcomes == alone.row_outcomes
    assert list(shared.row_outcomes) == list(alone.row_outcomes)
    assert shared.counts == alone.counts
    assert shared.changes == alone.changes
    assert told_shared == told_alone
    return shared


@pytest.mark.usefixtures("_short_slices")
@pytest.mark.parametrize("options", [{}, {"is_all_or_nothing": True, "is_clearing_empty": True}])
def test_workers_find_what_one_process_finds(
    session: Session, tmp_path: Path, options: dict[str, object]
) -> None:
    make_territory(session)
    path = write_csv(tmp_path / "ds.csv", HEADINGS, *_rows(200))
    result = _assert_alike(session, path, **options)
    assert {"agency_new", "agency_suggested", "sector_guessed", "sector_open"} <= codes(result)
    assert {"row_repeated", "name_missing", "code_missing", "value_not_in_list"} <= codes(result)
    assert {"new", "refused", "repeated", "skipped"} <= set(result.counts)


@pytest.mark.usefixtures("_short_slices")
def test_what_workers_read_is_saved(session: Session, tmp_path: Path) -> None:
    rows = [(f"DA-{number}", f"Đường {number}", "Nhân Cơ", f"Ban {number % 9}") for number in range(60)]
    make_territory(session)
    path = write_csv(tmp_path / "ds.csv", ("Mã dự án", "Tên dự án", "Xã", "Chủ đầu tư"), *rows)
    saved = load_projects(session, ACTOR, path, LoadOptions(as_of=AS_OF, worker_count=2))
    assert saved.counts == {"new": 60}
    again = load_projects(session, ACTOR, path, LoadOptions(as_of=AS_OF))
    assert again.counts == {"same": 60}


@pytest.mark.usefixtures("_short_slices")
def test_a_real_list_comes_to_the_same(session: Session) -> None:
    path = SHARED / "data" / "import" / "vn_hydropower_197.geojson"
    if not path.is_file():
        pytest.skip(f"no {path}; set HATANG_SHARED to the folder of real files")
    make_territory(session)
    assert len(_assert_alike(session, path).row_outcomes) > 10
