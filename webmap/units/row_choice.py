"""Which rows of a figure an address asks for: gifts of one kind, those without a value, land by households or route."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from flask import request
from flask_babel import gettext

from gis.domain.clearance import Handed
from gis.domain.contribution import QuantityKey, amounts
from gis.domain.indicators import Indicator
from gis.domain.ledger_codes import ContributionKind
from gis.domain.ratios import Number, Part
from gis.queries.figure_rows import IndicatorRow
from gis.queries.indicator_places import gift_rows, land_rows
from webmap.database import db
from webmap.formatting import MISSING, area, length, money_text, number, percent
from webmap.indicators.lines import Line
from webmap.indicators.words import full_name
from webmap.known_words import known_words
from webmap.labels import label
from webmap.request_filters import NO, choice, single

KINDS: Final = {kind.value: kind for kind in ContributionKind}
MEASURES: Final = {of.value: of for of in Handed}
EVERY_YEAR: Final = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows of a part of a figure; `line` says it in the head, `part` is what the rows add up to."""

    line: Line
    rows: list[IndicatorRow]
    part: Part
    of: Handed = Handed.AREA
    quantity: str = ""


def chosen(indicator: Indicator, *, unit_id: int, day: date, year: int) -> Choice | None:
    """Return what the address narrows a figure down to; None where it does not. FilterError for unknown words."""
    if indicator is Indicator.CLEARANCE and (of := single(request.args, "of")):
        return _land(choice("of", of, MEASURES), unit_id, day)
    if indicator is not Indicator.CONTRIBUTION:
        return None
    kind, valued, years = (single(request.args, name) for name in ("kind", "valued", "years"))
    if not kind and not valued and not years:
        return None
    return _gifts(
        choice("kind", kind, KINDS) if kind else None,
        unit_id=unit_id,
        day=day,
        year=choice("years", years, {EVERY_YEAR: None}) if years else year,
        is_unconverted=bool(valued) and choice("valued", valued, {NO: True}),
    )


def measure_text(of: Handed, amount: Number | None) -> str:
    """Write an amount of land clearance in its unit: m² or ha, m or km, households."""
    if of is Handed.AREA:
        return area(amount)
    if of is Handed.LENGTH:
        return length(amount)
    return MISSING if amount is None else str(gettext("%(n)s hộ", n=number(amount)))


def measure_name(of: Handed) -> str:
    """Return what is handed over, in words."""
    names = {
        Handed.AREA: gettext("Diện tích đã bàn giao"),
        Handed.HOUSEHOLDS: gettext("Hộ đã bàn giao mặt bằng"),
        Handed.LENGTH: gettext("Chiều dài tuyến đã bàn giao"),
        Handed.RESETTLEMENT: gettext("Hộ đã bố trí tái định cư"),
    }
    return str(names[of])


def part_words(of: Handed, part: Part) -> str:
    """Say a part of a whole: "3,1 ha trong 4 ha"; that nobody counted where it is so."""
    if part.whole is None:
        return str(gettext("chưa đếm"))
    return str(
        gettext(
            "%(part)s trong %(whole)s", part=measure_text(of, part.part), whole=measure_text(of, part.whole)
        )
    )


def _land(of: Handed, unit_id: int, day: date) -> Choice:
    rows = land_rows(db.session, of, unit_id=unit_id, day=day)
    part = Part(_sum(row.part for row in rows), _sum(row.whole for row in rows))
    line = Line(
        indicator=Indicator.CLEARANCE,
        name=measure_name(of),
        short=measure_name(of),
        rule=str(
            gettext("Số đếm mới nhất của từng dự án trong xã; dự án chưa đếm đủ hai số thì không tính.")
        ),
        value=part.percent,
        text=percent(part.percent),
        more=part_words(of, part),
    )
    return Choice(line, rows, part, of)


def _gifts(
    kind: ContributionKind | None, *, unit_id: int, day: date, year: int | None, is_unconverted: bool
) -> Choice:
    rows = gift_rows(
        db.session, unit_id=unit_id, day=day, year=year, kind=kind, is_unconverted=is_unconverted
    )
    value, quantity = _sum(row.part for row in rows), _quantity(rows)
    names = [
        full_name(Indicator.CONTRIBUTION, year) if year else gettext("Nhân dân đóng góp các năm"),
        label(kind) if kind else "",
        gettext("chưa quy đổi") if is_unconverted else "",
    ]
    told = [gettext("%(n)s lần đóng góp", n=number(len(rows)))]
    if waiting := sum(row.part is None for row in rows):
        told.append(gettext("%(n)s lần chưa quy đổi", n=number(waiting)))
    if kind is ContributionKind.CASH or not quantity:
        quantity = ""
    line = Line(
        indicator=Indicator.CONTRIBUTION,
        name=" – ".join(each for each in names if each),
        short=label(kind) if kind else str(gettext("Đóng góp")),
        rule=str(gettext("“Chưa quy đổi” là chưa có đơn giá trong bảng giá, không phải bằng 0.")),
        value=value if rows and value is not None else Decimal(len(rows)) if rows else None,
        text=quantity or (money_text(value) if value is not None else told.pop()),
        more="; ".join(told),
    )
    return Choice(line, rows, Part(value, None), quantity=quantity)


def _quantity(rows: list[IndicatorRow]) -> str:
    """Return the sum of quantities where all are of one thing in one unit of measure, else nothing."""
    quantities: dict[QuantityKey, Decimal] = {}
    for row in rows:
        if row.kind and row.quantity_unit and row.quantity_part is not None:
            key = QuantityKey(ContributionKind(row.kind), row.item, row.quantity_unit)
            quantities[key] = quantities.get(key, Decimal(0)) + row.quantity_part
    found = [each for kind in {key.kind for key in quantities} for each in amounts(kind, quantities)]
    if len(found) != 1:
        return ""
    return f"{number(found[0].quantity, 2, trim=True)} {known_words(found[0].quantity_unit)}"


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known else None
