"""What pages say of the sums that stand for the gifts of people."""

from flask_babel import gettext

from gis.domain.released_gifts import RELEASE_RULES
from webmap.formatting import number


def gift_sums_words() -> str:
    """Say why gifts of households are not shown one by one, and from how many on a village has a sum of its own."""
    least = number(RELEASE_RULES.least_household_count)
    words = gettext(
        "Đóng góp của hộ gia đình, cá nhân được cộng theo loại và thôn, không nêu từng hộ; thôn dưới %(n)s lượt hộ cộng chung vào xã (đề xuất).",
        n=least,
    )
    return str(words)
