"""What is held about a person as JSON for programs and as a page for people."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, Final

from gis.queries.personal import Held

HEADINGS: Final = {
    "account": ("Tài khoản", "Account"),
    "roles": ("Vai trò đã giữ", "Roles held"),
    "sessions": ("Phiên đăng nhập", "Sign-ins"),
    "invitations": ("Lời mời", "Invitations"),
    "log": ("Nhật ký: việc đã làm và việc liên quan đến tài khoản", "Log: by the account and about it"),
    "look_ups": ("Lượt xem dữ liệu hạn chế", "Looks at restricted data"),
    "facts_recorded": ("Số liệu đã ghi, theo sổ", "Facts recorded, by ledger"),
    "contributions": ("Khoản đóng góp có nêu tên", "Gifts under the name"),
}
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;margin:.5rem 0 1rem}"
    "th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)


def as_json(held: Held, *, person: str, made_at: datetime) -> str:
    """Return everything as JSON with the names of the columns."""
    told = {"person": person, "made_at": made_at, **held}
    return json.dumps(told, ensure_ascii=False, indent=1, default=_json) + "\n"


def as_html(held: Held, *, person: str, made_at: datetime, language: str) -> str:
    """Return everything as one page that needs nothing else; whatever was typed is text there."""
    place = 0 if language == "vi" else 1
    title = escape(f"{('Dữ liệu đang lưu về', 'Data held about')[place]} {person}")
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{_text(made_at)}</p>",
    ]
    for name, rows in held.items():
        parts.append(f"<h2>{escape(HEADINGS[name][place])} ({len(rows)})</h2>")
        parts += [_table(row) for row in rows]
    return "".join([*parts, "</body></html>\n"])


def _table(row: Mapping[str, Any]) -> str:
    cells = (
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(_text(value))}</td></tr>'
        for name, value in row.items()
    )
    return f"<table>{''.join(cells)}</table>"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone():%d/%m/%Y %H:%M:%S %z}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_json)
    return str(value)


def _json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return str(value)
