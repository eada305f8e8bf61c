"""The texts that the map's scripts speak."""

from flask_babel import gettext


def map_texts() -> dict[str, str]:
    """Return the texts by the names that scripts use."""
    return {
        "notFound": gettext("Không tìm thấy mục này. Có thể nó vừa được gỡ khỏi bản đồ."),
        "onlyUnlocated": gettext("%(n)s dự án khớp với bộ lọc nhưng chưa có vị trí trên bản đồ."),
        "nothingAdvice": gettext("Bỏ bớt điều kiện lọc hoặc tìm bằng từ khác."),
        "clusterTitle": gettext("%(n)s dự án cùng một chỗ"),
        "closeDrawer": gettext("Đã đóng ngăn chi tiết"),
        "map": gettext("Bản đồ dự án"),
    }
