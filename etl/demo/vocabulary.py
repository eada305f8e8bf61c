"""The words that demonstration projects are named with, and what each kind of work costs and looks like."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a work looks like on the map."""

    ROAD = "road"
    LINE = "line"
    POINT = "point"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: sector code, share of all works, shape, usual budget in triệu đồng, name patterns.

    Patterns hold {a} and {b} (villages), {n} (a number), {school}, {unit} (the commune's full name).
    """

    sector: str
    weight: int
    shape: Shape
    budget_low: int
    budget_high: int
    patterns: tuple[str, ...]
    type: str = "construction"
    needs_clearance: bool = False


WORKS = (
    Work(
        "roads_transport",
        22,
        Shape.ROAD,
        900,
        9_500,
        (
            "Đường giao thông nông thôn {a}, {unit}",
            "Bê tông hóa đường trục {a} đi {b}, {unit}",
            "Đường nội đồng {a}, {unit}",
        ),
        needs_clearance=True,
    ),
    Work(
        "roads_transport",
        9,
        Shape.ROAD,
        9_000,
        48_000,
        (
            "Đường nối {a} – {b}, {unit}",
            "Nâng cấp, mở rộng đường trục chính {unit} (đoạn {a} – {b})",
            "Đường từ trung tâm {unit} đi {b}",
        ),
        type="rehabilitation",
        needs_clearance=True,
    ),
    Work(
        "roads_transport",
        3,
        Shape.POINT,
        2_500,
        24_000,
        ("Cầu qua suối {a}, {unit}", "Ngầm tràn liên hợp {a}, {unit}"),
        needs_clearance=True,
    ),
    Work(
        "energy",
        7,
        Shape.LINE,
        1_200,
        14_000,
        ("Chống quá tải lưới điện khu vực {a}, {unit}", "Đường dây hạ áp và trạm biến áp {a}, {unit}"),
    ),
    Work("energy", 3, Shape.LINE, 400, 2_600, ("Điện chiếu sáng đường {a} – {b}, {unit}",)),
    Work(
        "trade", 3, Shape.SITE, 3_000, 18_000, ("Nâng cấp chợ trung tâm {unit}", "Chợ nông thôn {a}, {unit}")
    ),
    Work(
        "urban_technical",
        6,
        Shape.LINE,
        1_500,
        16_000,
        (
            "Hệ thống thoát nước {a}, {unit}",
            "Vỉa hè, cây xanh đường {a}, {unit}",
            "Hệ thống cấp nước tập trung {a}, {unit}",
        ),
    ),
    Work(
        "digital_post",
        4,
        Shape.POINT,
        300,
        3_800,
        (
            "Hệ thống truyền thanh ứng dụng CNTT – viễn thông {unit}",
            "Điểm phục vụ bưu chính và dịch vụ số {a}, {unit}",
            "Camera an ninh, mạng nội bộ trung tâm {unit}",
        ),
    ),
    Work(
        "agriculture_rural",
        9,
        Shape.LINE,
        1_200,
        15_000,
        ("Kiên cố hóa kênh mương {a}, {unit}", "Đường ống tưới khu sản xuất {a} – {b}, {unit}"),
        needs_clearance=True,
    ),
    Work(
        "agriculture_rural",
        5,
        Shape.SITE,
        4_500,
        38_000,
        ("Hồ chứa nước {a}, {unit}", "Nâng cấp hồ chứa {a}, {unit}"),
        type="rehabilitation",
        needs_clearance=True,
    ),
    Work(
        "climate_resilient",
        5,
        Shape.LINE,
        3_000,
        32_000,
        ("Kè chống sạt lở suối {a}, {unit}", "Chống sạt lở taluy đường {a} – {b}, {unit}"),
        needs_clearance=True,
    ),
    Work("climate_resilient", 2, Shape.POINT, 800, 6_000, ("Trạm quan trắc, cảnh báo lũ {a}, {unit}",)),
    Work(
        "health",
        4,
        Shape.SITE,
        1_800,
        9_500,
        ("Trạm Y tế {unit}", "Sửa chữa Trạm Y tế {unit} (hạng mục {n} phòng)"),
    ),
    Work(
        "education",
        13,
        Shape.POINT,
        450,
        7_500,
        (
            "Nhà vệ sinh và sân trường, điểm trường {a}, {unit}",
            "Trường Mầm non Hoa Mai {unit}: {n} phòng học, điểm {a}",
            "Sửa chữa {n} phòng học Trường Tiểu học {school}, {unit}",
            "Tường rào, mái vòm sân Trường THCS {school}, {unit}",
        ),
    ),
    Work(
        "education",
        4,
        Shape.SITE,
        6_000,
        14_990,
        ("Trường Tiểu học {school}, {unit}: nhà hiệu bộ và {n} phòng học",),
    ),
    Work(
        "culture",
        4,
        Shape.POINT,
        350,
        4_800,
        ("Nhà văn hóa {a}, {unit}", "Khu thể thao {a}, {unit}", "Hội trường sinh hoạt cộng đồng {a}, {unit}"),
    ),
    Work(
        "ethnic_affairs",
        4,
        Shape.SITE,
        1_400,
        12_500,
        ("Sắp xếp, ổn định dân cư {a}, {unit}", "Nước sinh hoạt tập trung {a}, {unit}"),
    ),
)

RURAL_VILLAGES = (
    *(f"thôn {number}" for number in range(1, 16)),
    "thôn Tân Lập",
    "thôn Tân Bình",
    "thôn Quảng Hòa",
    "thôn Đoàn Kết",
    "thôn Thanh Sơn",
    "thôn Hòa Tiến",
    "thôn Phú Vinh",
    "thôn Bắc Sơn",
)
SCHOOLS = (
    "Lê Lợi",
    "Nguyễn Du",
    "Trần Quốc Toản",
    "Kim Đồng",
    "Lý Tự Trọng",
    "Nguyễn Trãi",
    "Hùng Vương",
    "Chu Văn An",
    "Lê Hồng Phong",
    "Nơ Trang Lơng",
)
TOWN_VILLAGES = tuple(f"tổ dân phố {number}" for number in range(1, 12))

CONTRACTORS = (
    "Công ty TNHH Xây dựng Minh Long",
    "Công ty CP Xây dựng và Thương mại Tân Đại Phát",
    "Công ty TNHH MTV Cầu đường Nam Sơn",
    "Công ty CP Đầu tư xây dựng Hưng Thịnh Phát",
    "Công ty TNHH Xây lắp điện Quang Minh",
    "Công ty TNHH Tư vấn – Xây dựng Đại Việt",
    "Công ty CP Thủy lợi và Hạ tầng Cao Nguyên",
    "Công ty TNHH Xây dựng Tổng hợp An Phú",
    "Công ty TNHH Thương mại – Xây dựng Bảo Ngọc",
    "Công ty CP Công nghệ và Viễn thông Việt Tín",
)
SUPERVISORS = (
    "Công ty TNHH Tư vấn giám sát Trường Thành",
    "Công ty CP Tư vấn thiết kế và kiểm định Hoàng Gia",
    "Công ty TNHH Tư vấn xây dựng Tâm Tín",
)
