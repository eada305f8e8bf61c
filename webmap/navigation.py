"""What stands around every page: navigation, addresses that keep the filters, language and theme."""

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import Field

from gis.domain.roles import Permission
from webmap.language import LANGUAGES, current_language
from webmap.permissions import allowed

THEMES = ("auto", "light", "dark")
PAGES_BESIDE_CURRENT = 1


class NavigationItem(NamedTuple):
    """One entry of the top bar."""

    endpoint: str
    label: Any
    icon: str
    permission: Permission | None = None


NAVIGATION = (
    NavigationItem("map.index", lazy_gettext("Bản đồ"), "map"),
    NavigationItem("updates.index", lazy_gettext("Cập nhật"), "edit", Permission.UPDATES_READ),
    NavigationItem("projects.index", lazy_gettext("Dự án"), "list"),
    NavigationItem("units.index", lazy_gettext("Đơn vị"), "units"),
    NavigationItem("alerts.index", lazy_gettext("Cảnh báo"), "alert"),
)

HOMES = {"locations": "projects", "files": "projects", "prices": "units", "treasury": "updates"}
"""Under which entry the pages stand that have none of their own."""


def navigation() -> list[NavigationItem]:
    """Return the entries whose pages exist and are for this reader."""
    return [
        item
        for item in NAVIGATION
        if has_page(item.endpoint) and (item.permission is None or allowed(item.permission))
    ]


def has_page(endpoint: str) -> bool:
    """Return whether this installation has the page."""
    return endpoint in current_app.view_functions


def is_current(item: NavigationItem) -> bool:
    """Return whether the reader is somewhere below `item`."""
    blueprint = request.blueprint or ""
    return HOMES.get(blueprint, blueprint) == item.endpoint.partition(".")[0]


def home_address() -> str:
    """Return the first page of the navigation."""
    items = navigation()
    return url_for(items[0].endpoint) if items else "/"


def own_path() -> str:
    """Return this page's path as a link has to write it: codes of projects hold %, # or ?, too."""
    return quote(request.path, safe="/:@!$&'()*+,;=")


def own_address() -> str:
    """Return this page's path with its query."""
    query = request.query_string.decode(errors="replace")
    return f"{own_path()}?{query}" if query else own_path()


def address_with(**changes: object) -> str:
    """Return this page's address with `changes` in its query: None takes a key away, a list repeats it.

    Whatever changes, the list starts at its first page again unless `page` itself is given.
    """
    dropped = {*changes, "page", "lang"}
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in dropped]
    for key, value in changes.items():
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        pairs += [(key, str(each)) for each in values if each is not None]
    return f"{own_path()}?{urlencode(pairs)}" if pairs else own_path()


def page_numbers(page: int, pages: int) -> list[int | None]:
    """Return the numbers a pager shows, with None for each gap: 1 … 4 5 6 … 20."""
    near = range(page - PAGES_BESIDE_CURRENT, page + PAGES_BESIDE_CURRENT + 1)
    shown = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    numbers: list[int | None] = []
    for number in shown:
        last = numbers[-1] if numbers else None
        if last is not None and number > last + 1:
            numbers.append(last + 1 if number == last + 2 else None)
        numbers.append(number)
    return numbers


def language_addresses() -> list[tuple[str, str, str]]:
    """Return (code, name, address of this same page in it) for each language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return [
        (code, name, f"{own_path()}?{urlencode([*kept, ('lang', code)])}") for code, name in LANGUAGES.items()
    ]


def theme() -> str:
    """Return the reader's choice of light or dark; `auto` follows the machine."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def field_attributes(field: Field, hint: str = "") -> dict[str, str]:
    """Return what ties an input to its hint and its errors for screen readers."""
    described = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    attributes = {"aria-describedby": " ".join(described)} if described else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})


def page_texts() -> dict[str, str]:
    """Return the texts that the scripts of every page speak."""
    return {
        "close": gettext("Đóng"),
        "copied": gettext("Đã sao chép liên kết"),
        "copyFailed": gettext("Chưa sao chép được. Sao chép từ thanh địa chỉ."),
        "failed": gettext("Chưa thực hiện được. Thử lại sau ít phút."),
        "leaveUnsent": gettext("Còn số liệu chưa gửi được trên máy này. Đăng xuất sẽ xóa. Vẫn đăng xuất?"),
        "offline": gettext("Mất kết nối với máy chủ. Kiểm tra mạng rồi thử lại."),
        "tooMany": gettext("Quá nhiều lần thử. Chờ một phút rồi thử lại."),
    }


def init_app(app: Flask) -> None:
    """Give the surroundings to the templates."""
    app.jinja_env.globals.update(
        navigation=navigation,
        has_page=has_page,
        is_current=is_current,
        home_address=home_address,
        address_with=address_with,
        own_address=own_address,
        page_numbers=page_numbers,
        language_addresses=language_addresses,
        current_language=current_language,
        theme=theme,
        field_attributes=field_attributes,
        page_texts=page_texts,
        is_error_page=lambda: bool(g.get("is_error_page")),
    )
