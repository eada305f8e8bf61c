"""How the list is looked at: order, page and size from the address, and addresses that keep all of it."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext

from etl.filter_query import DESCENDING, parse_order
from gis.queries.filters import ProjectFilter
from gis.queries.projects import Order, SortKey
from webmap.request_filters import choice, integer, single, to_query

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50
EXPORTS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}
MOST_PAGES = 100_000
DEFAULT_ORDER = Order(SortKey.SCHEDULE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Order, page (from 1) and rows a page."""

    order: Order
    page: int
    size: int

    def last_page(self, total: int) -> int:
        """Return the number of pages that `total` rows fill, at least one."""
        return max(1, -(-total // self.size))

    def offset(self, total: int) -> int:
        """Return how many rows come before this page; a page past the end shows the last one."""
        return (min(self.page, self.last_page(total)) - 1) * self.size


class SortOption(NamedTuple):
    """An order as the reader picks it."""

    value: str
    words: str
    is_chosen: bool
    is_default: bool


def requested_order() -> Order:
    """Return the order of the address; without one what needs attention comes first."""
    return parse_order(single(request.args, "sort"), default=DEFAULT_ORDER)


def requested_listing() -> Listing:
    """Return what the address says; FilterError for an order, page or size that does not exist."""
    page, size = single(request.args, "page"), single(request.args, "size")
    sizes = {str(each): each for each in SIZES}
    return Listing(
        order=requested_order(),
        page=integer("page", page, low=1, high=MOST_PAGES) if page else 1,
        size=choice("size", size, sizes) if size else DEFAULT_SIZE,
    )


def sort_value(order: Order) -> str:
    """Write an order as the address does."""
    return (DESCENDING if order.is_descending else "") + order.key.value


def sort_options(order: Order) -> list[SortOption]:
    """Return the orders that a reader picks by name; every column can be reversed by its heading."""
    words = {
        "schedule": gettext("Cần chú ý trước"),
        "-budget": gettext("Vốn lớn trước"),
        "due": gettext("Hạn gần trước"),
        "name": gettext("Tên dự án"),
        "code": gettext("Mã dự án"),
        "sector": gettext("Lĩnh vực"),
        "stage": gettext("Giai đoạn"),
    }
    chosen = sort_value(order)
    if chosen not in words:
        words[chosen] = gettext("%(order)s, đảo chiều", order=words.get(_reversed(chosen), chosen))
    default = sort_value(DEFAULT_ORDER)
    return [SortOption(value, label, value == chosen, value == default) for value, label in words.items()]


def _reversed(value: str) -> str:
    return value.removeprefix(DESCENDING) if value.startswith(DESCENDING) else DESCENDING + value


def requested_owner() -> str:
    """Return the words by which the reader looks for an owner among the filter's choices."""
    return single(request.args, "owner_words")


def kept_pairs() -> list[tuple[str, str]]:
    """Return what an address carries beside the filter and must not lose: order, size, unit set."""
    kept = ("sort", "size", "units_on")
    return [(name, value) for name in kept if (value := request.args.get(name, "").strip())]


def list_address(wanted: ProjectFilter, *, endpoint: str = "projects.index", keep: bool = True) -> str:
    """Return the address of the list, or of another page that takes filters, for this filter."""
    pairs = to_query(wanted) + (kept_pairs() if keep else [])
    return f"{url_for(endpoint)}?{urlencode(pairs)}" if pairs else url_for(endpoint)


def export_addresses(wanted: ProjectFilter) -> list[tuple[str, str]]:
    """Return the forms in which the rows of this filter can be taken away, with their addresses."""
    return [(form, list_address(wanted, endpoint=f"projects.as_{form}")) for form in EXPORTS]
