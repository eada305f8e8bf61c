"""What a ledger row states, in one line."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from gis.queries.ledger_entries import Entry
from webmap.formatting import area, day, money_text, number, percent
from webmap.known_words import known_words
from webmap.labels import label
from webmap.projects.words import step_words


def title(entry: Entry[Any]) -> str:
    """Say what a row states, in one line."""
    return _TITLES[entry.ledger](entry)


def _step(entry: Entry[Any]) -> str:
    return step_words(entry.stated["axis"], entry.stated["value"])


def _completion_date(entry: Entry[Any]) -> str:
    words = gettext(
        "%(kind)s: hoàn thành %(day)s", kind=label(entry.stated["kind"]), day=day(entry.stated["new_date"])
    )
    return str(words)


def _suspension(entry: Entry[Any]) -> str:
    first, resumed = day(entry.effective_date), entry.stated["resumed_on"]
    if resumed is None:
        return str(gettext("Tạm dừng thi công từ %(day)s", day=first))
    return str(gettext("Tạm dừng thi công từ %(first)s, làm lại %(last)s", first=first, last=day(resumed)))


def _kind(entry: Entry[Any]) -> str:
    return label(entry.stated["kind"])


def _report(entry: Entry[Any]) -> str:
    done, planned = entry.stated["physical_progress_pct"], entry.stated["planned_progress_pct"]
    if planned is None:
        return str(gettext("Khối lượng thực hiện %(done)s", done=percent(done)))
    words = gettext(
        "Khối lượng thực hiện %(done)s, kế hoạch %(planned)s", done=percent(done), planned=percent(planned)
    )
    return str(words)


def _budget(entry: Entry[Any]) -> str:
    words = gettext(
        "%(kind)s: tổng mức đầu tư %(amount)s",
        kind=label(entry.stated["kind"]),
        amount=money_text(entry.stated["amount_vnd"]),
    )
    return str(words)


def _plan(entry: Entry[Any]) -> str:
    words = gettext(
        "Kế hoạch vốn năm %(year)s, %(kind)s: %(amount)s",
        year=str(entry.stated["fiscal_year"]),
        kind=label(entry.stated["kind"]).lower(),
        amount=money_text(entry.stated["amount_vnd"]),
    )
    return str(words)


def _voucher(entry: Entry[Any]) -> str:
    params = {
        "kind": label(entry.stated["kind"]),
        "amount": money_text(entry.stated["amount_vnd"]),
        "year": str(entry.stated["plan_year"]),
    }
    if entry.stated["is_carried_over"]:
        return str(gettext("%(kind)s %(amount)s, kế hoạch %(year)s kéo dài", **params))
    return str(gettext("%(kind)s %(amount)s, kế hoạch năm %(year)s", **params))


def _package(entry: Entry[Any]) -> str:
    words = gettext(
        "Gói thầu %(number)s: %(name)s", number=entry.stated["package_no"], name=entry.stated["name"]
    )
    return str(words)


def _contract(entry: Entry[Any]) -> str:
    words = gettext(
        "Ký hợp đồng %(number)s, giá trị %(amount)s",
        number=entry.stated["contract_no"],
        amount=money_text(entry.stated["value_vnd"]),
    )
    return str(words)


def _addendum(entry: Entry[Any]) -> str:
    return str(gettext("Ký phụ lục hợp đồng %(number)s", number=entry.stated["addendum_no"]))


def _count(entry: Entry[Any]) -> str:
    words = gettext(
        "Số liệu mặt bằng %(unit)s: bàn giao %(part)s trong %(whole)s",
        unit=entry.names.unit or "",
        part=area(entry.stated["area_handed_over_m2"]),
        whole=area(entry.stated["area_total_m2"]),
    )
    return str(words)


def _difficulty(entry: Entry[Any]) -> str:
    return str(gettext("Vướng mắc mặt bằng: %(kind)s", kind=entry.stated["kind"]))


def _gift(entry: Entry[Any]) -> str:
    words = gettext(
        "%(donor)s đóng góp: %(kind)s %(quantity)s %(unit)s",
        donor=label(entry.stated["donor_kind"]),
        kind=label(entry.stated["kind"]).lower(),
        quantity=number(entry.stated["quantity"], 3, trim=True),
        unit=known_words(entry.stated["quantity_unit"]),
    )
    return str(words)


_TITLES: Mapping[str, Callable[[Entry[Any]], str]] = {
    "status_step": _step,
    "completion_date": _completion_date,
    "suspension": _suspension,
    "acceptance": _kind,
    "progress_report": _report,
    "budget_decision": _budget,
    "capital_plan": _plan,
    "voucher": _voucher,
    "bid_package": _package,
    "contract": _contract,
    "contract_addendum": _addendum,
    "clearance_count": _count,
    "clearance_difficulty": _difficulty,
    "contribution": _gift,
}
