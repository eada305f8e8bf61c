"""A page that shows every component once, for tests of look and accessibility; the product does not have it."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from flask import Blueprint, render_template

from gis.domain.lifecycle import ScheduleStatus
from webmap.permissions import public

blueprint = Blueprint("style", __name__, template_folder=str(Path(__file__).parent / "templates"))

SECTORS = (
    ("roads_transport", "Giao thông", 128),
    ("energy", "Năng lượng và cấp điện", 31),
    ("trade", "Thương mại", 4),
    ("urban_technical", "Hạ tầng kỹ thuật đô thị", 12),
    ("digital_post", "Hạ tầng số, bưu chính, nền tảng số", 18),
    ("agriculture_rural", "Nông nghiệp, nông thôn", 64),
    ("climate_resilient", "Thích ứng biến đổi khí hậu", 22),
    ("social", "Hạ tầng xã hội", 0),
    ("health", "Y tế", 9),
    ("education", "Giáo dục và đào tạo", 37),
    ("culture", "Văn hóa, thể thao", 11),
    ("ethnic_affairs", "Công tác dân tộc", 6),
)
ROWS = (
    ("Đường liên thôn 6 – bon Bu Sê Rê", "roads_transport", "Giao thông", "overdue", 14_800_000_000, 58),
    (
        "Nâng cấp hồ chứa nước thôn 10",
        "agriculture_rural",
        "Nông nghiệp, nông thôn",
        "late",
        9_450_000_000,
        100,
    ),
    (
        "Trường Tiểu học Lê Hoàn, nhà đa năng",
        "education",
        "Giáo dục và đào tạo",
        "on_track",
        6_120_500_000,
        41,
    ),
    ("Trạm y tế xã, cải tạo khối khám bệnh", "health", "Y tế", "early", 850_000_000, 100),
    ("Cấp điện sinh hoạt điểm dân cư số 4", "energy", "Năng lượng và cấp điện", "unknown", None, None),
)


@blueprint.get("/style")
@public
def index() -> str:
    """Show every component."""
    choices = [
        SimpleNamespace(value=code, code=code, label=name, count=count, is_chosen=code == "energy")
        for code, name, count in SECTORS
    ]
    return render_template(
        "style.html",
        sectors=choices,
        statuses=list(ScheduleStatus),
        rows=[
            SimpleNamespace(
                **dict(zip(("name", "sector", "sector_name", "schedule", "vnd", "pct"), row, strict=True))
            )
            for row in ROWS
        ],
        day=date(2026, 10, 31),
    )
