"""Sectors guessed from names and owners."""

import csv

import pytest

from etl.classify import KEYWORDS, guess_sector
from etl.reference import REFERENCE_DIR


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Xây mới Nhà vệ sinh trường THCS Nguyễn Văn Linh xã Đắk Wer", "education"),
        ("Nhà lớp học trường mầm non Hoa Lan", "education"),
        ("Chống quá tải lưới điện khu vực huyện năm 2024", "energy"),
        ("Di dời đường dây trung thế", "energy"),
        ("Thủy điện Đăk Ru", "energy"),
        ("Đường Bệnh viện – Hợp Thành", "roads_transport"),
        ("Nâng cấp, mở rộng đường liên thôn từ nhà văn hóa đến chợ", "roads_transport"),
        ("Cầu Khe Dự", "roads_transport"),
        ("Sửa chữa trạm y tế", "health"),
        ("Kiên cố hóa kênh mương thôn 3", "agriculture_rural"),
        ("Kè chống sạt lở bờ suối", "climate_resilient"),
        ("Chợ trung tâm xã", "trade"),
        ("Nhà văn hóa thôn 8", "culture"),
        ("Hệ thống chiếu sáng đường nội thị", "urban_technical"),
        ("Trang bị hạ tầng CNTT, chuyển đổi số", "digital_post"),
        ("Dự án định canh định cư", "ethnic_affairs"),
    ],
)
def test_names_speak_for_a_sector(name: str, sector: str) -> None:
    guess = guess_sector(name)
    assert guess is not None
    assert guess.sector_code == sector


def test_places_and_other_meanings_are_no_works() -> None:
    assert guess_sector("Trụ sở UBND phường Đáp Cầu") is None
    assert guess_sector("Trồng cau ven rẫy") is None
    assert guess_sector("Quan trắc môi trường") is None


def test_the_owner_speaks_where_the_name_does_not() -> None:
    guess = guess_sector("Mua sắm thiết bị đợt 2", "Công ty Điện lực Đắk Nông")
    assert guess is not None
    assert guess.sector_code == "energy"
    assert guess_sector("Mua sắm thiết bị đợt 2", "Ban QLDA huyện") is None


def test_every_sector_of_the_table_is_known() -> None:
    with (REFERENCE_DIR / "sectors.csv").open(encoding="utf-8") as stream:
        known = {row["code"] for row in csv.DictReader(stream)}
    with KEYWORDS.open(encoding="utf-8") as stream:
        assert {row["sector_code"] for row in csv.DictReader(stream)} <= known
