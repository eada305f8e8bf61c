"""The columns of a list of projects in the files we write: headings that our own import understands again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from etl.columns import Field, field_names
from etl.documents import joint_text
from etl.terms import PARTY_FIELDS, decision_field, since_field
from etl.writers.words import Words
from gis.queries.exports import ExportRow

Value = str | int | float | date | datetime | None
JOINT = "; "
UNKNOWN = "–"
"""Stands for what is not known of one of several agencies."""


class Kind(StrEnum):
    """How a column is shown in a spreadsheet."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    MONEY = "money"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the machine's name, the headings, how it is shown, and where its value comes from."""

    key: str
    heading_vi: str
    heading_en: str
    kind: Kind
    value: Callable[[ExportRow, Words], Value]

    def heading(self, words: Words) -> str:
        """Return the heading in the language of the file."""
        return words.pick(self.heading_vi, self.heading_en)


def columns() -> tuple[Column, ...]:
    """Return all columns in their order: what an import reads first, what is computed behind it."""
    readable = tuple(_read(field, kind, value) for field, kind, value in _READ)
    return (*readable[:_BEFORE_UNITS], _UNITS, *readable[_BEFORE_UNITS:], *_COMPUTED)


def _read(field: Field, kind: Kind, value: Callable[[ExportRow, Words], Value]) -> Column:
    names = field_names()[field]
    unit = {Kind.MONEY: (" (đồng)", " (VND)")}.get(kind, ("", ""))
    return Column(field.value, names.label_vi + unit[0], names.label_en + unit[1], kind, value)


def _listed(values: list[str]) -> str | None:
    return JOINT.join(values) or None


def _party(role: str) -> Callable[[ExportRow, Words], Value]:
    return lambda row, words: _listed(row.party_names(role))


def _since(role: str) -> Callable[[ExportRow, Words], Value]:
    """Give the day of a role: one for all who hold it, else one for each in the order of their names."""

    def value(row: ExportRow, words: Words) -> Value:
        days = [party["since"] for party in row.parties.get(role, [])]
        if len(set(days)) == 1:
            return days[0] and date.fromisoformat(days[0])
        return joined([_day(day, words) for day in days])

    return value


def _decision(role: str) -> Callable[[ExportRow, Words], Value]:
    return lambda row, words: joined([party["decision"] for party in row.parties.get(role, [])])


def joined(values: list[str | None]) -> str | None:
    """Write values of several agencies as the import reads them: one where all have it, else in the order of names."""
    if len(set(values)) > 1:
        return JOINT.join(value or UNKNOWN for value in values)
    return values[0] if values else None


def _stated(part: str) -> Callable[[ExportRow, Words], Value]:
    def value(row: ExportRow, words: Words) -> Value:
        names = (unit[part] for unit in row.stated_units)
        return _listed(list(dict.fromkeys(name for name in names if name)))

    return value


def _coordinate(place: int) -> Callable[[ExportRow, Words], Value]:
    """Give a coordinate of points only: of a line it would come back as a point."""

    def value(row: ExportRow, words: Words) -> Value:
        if not row.is_point or row.geometry is None:
            return None
        return float(json.loads(row.geometry)["coordinates"][place])

    return value


def _sources(row: ExportRow, words: Words) -> Value:
    """Name each source, with its amount where it is known, as the import reads it."""
    return _listed([_source(words.source(each["code"]), each["amount_vnd"], words) for each in row.sources])


def _documents(row: ExportRow, words: Words) -> Value:
    """Name each document with all that is known of it, as the import reads it."""
    return joint_text(
        paper
        | {"kind": words.document_kind(paper["kind"] or ""), "issued_on": _day(paper["issued_on"], words)}
        for paper in row.documents
    )


def _day(iso: str | None, words: Words) -> str | None:
    return None if iso is None else words.pick(f"{date.fromisoformat(iso):%d/%m/%Y}", iso)


def _source(name: str, amount_vnd: int | None, words: Words) -> str:
    if amount_vnd is None:
        return name
    english = f"{amount_vnd:,}"
    return f"{name}: {words.pick(english.replace(',', '.') + ' đồng', english + ' VND')}"


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _rounded(value: float | Decimal | None) -> float | None:
    return None if value is None else round(float(value), 1)


def _party_columns(party: Field) -> tuple[tuple[Field, Kind, Callable[[ExportRow, Words], Value]], ...]:
    return (
        (party, Kind.LONG_TEXT, _party(party.value)),
        (since_field(party), Kind.DATE, _since(party.value)),
        (decision_field(party), Kind.TEXT, _decision(party.value)),
    )


_READ: tuple[tuple[Field, Kind, Callable[[ExportRow, Words], Value]], ...] = (
    (Field.CODE, Kind.TEXT, lambda row, words: row.code),
    (Field.BUDGET_CODE, Kind.TEXT, lambda row, words: row.budget_code),
    (Field.OLD_CODES, Kind.TEXT, lambda row, words: _listed(row.old_codes)),
    (Field.NAME, Kind.LONG_TEXT, lambda row, words: row.name),
    (Field.DESCRIPTION, Kind.LONG_TEXT, lambda row, words: row.description),
    (Field.SECTOR, Kind.TEXT, lambda row, words: words.sector(row.sector)),
    (Field.PROJECT_TYPE, Kind.TEXT, lambda row, words: words.code("project_type", row.type)),
    (Field.PROJECT_GROUP, Kind.TEXT, lambda row, words: words.code("project_group", row.project_group)),
    (Field.GROUP_DECISION_NO, Kind.TEXT, lambda row, words: row.group_decision_no),
    (Field.STAGE, Kind.TEXT, lambda row, words: words.code("stage", row.stage)),
    (Field.EXECUTION, Kind.TEXT, lambda row, words: words.code("execution", row.execution)),
    (Field.CLEARANCE, Kind.TEXT, lambda row, words: words.code("clearance", row.clearance)),
    (Field.SETTLEMENT, Kind.TEXT, lambda row, words: words.code("settlement", row.settlement)),
    (Field.IS_AWAITING_TAKEOVER, Kind.TEXT, lambda row, words: words.yes(row.is_awaiting_takeover)),
    (Field.IS_KEY_PROJECT, Kind.TEXT, lambda row, words: words.yes(row.is_key_project)),
    (Field.IS_INTER_COMMUNE, Kind.TEXT, lambda row, words: words.yes(row.is_inter_commune)),
    (Field.COMMUNE, Kind.TEXT, _stated("name")),
    (Field.DISTRICT, Kind.TEXT, _stated("district")),
    (Field.PROVINCE, Kind.TEXT, _stated("province")),
    *(column for party in PARTY_FIELDS for column in _party_columns(party)),
    (Field.CAPITAL_SOURCES, Kind.LONG_TEXT, _sources),
    (Field.BUDGET_VND, Kind.MONEY, lambda row, words: _whole(row.budget_vnd)),
    (Field.DECISION_NO, Kind.TEXT, lambda row, words: row.decision_no),
    (Field.DECISION_DATE, Kind.DATE, lambda row, words: row.decision_date),
    (Field.DOCUMENTS, Kind.LONG_TEXT, _documents),
    (Field.START_DATE, Kind.DATE, lambda row, words: row.start_date),
    (Field.FIRST_COMPLETION_DATE, Kind.DATE, lambda row, words: row.first_completion_date),
    (Field.APPROVED_COMPLETION_DATE, Kind.DATE, lambda row, words: row.approved_completion_date),
    (Field.ACCEPTANCE_DATE, Kind.DATE, lambda row, words: row.acceptance_date),
    (Field.LATITUDE, Kind.DEGREES, _coordinate(1)),
    (Field.LONGITUDE, Kind.DEGREES, _coordinate(0)),
)
_BEFORE_UNITS = 4
# Of the chosen date and by the place, so not what an import would take for the commune of the papers.
_UNITS = Column(
    "units",
    "Xã trên địa bàn",
    "Lies in",
    Kind.TEXT,
    lambda row, words: _listed([unit["name"] for unit in row.units]),
)
_COMPUTED = (
    Column(
        "schedule",
        "So với hạn",
        "Schedule status",
        Kind.TEXT,
        lambda row, words: words.code("schedule", row.schedule),
    ),
    Column("delay_days", "Số ngày chậm", "Days late", Kind.INTEGER, lambda row, words: row.delay_days),
    Column(
        "plan_vnd",
        "Kế hoạch vốn năm nay (đồng)",
        "Plan of this year (VND)",
        Kind.MONEY,
        lambda row, words: _whole(row.plan_vnd),
    ),
    Column(
        "paid_vnd",
        "Giải ngân kế hoạch năm nay (đồng)",
        "Disbursed of this year's plan (VND)",
        Kind.MONEY,
        lambda row, words: _whole(row.paid_vnd),
    ),
    Column(
        "disbursed_pct",
        "Tỷ lệ giải ngân kế hoạch năm nay (%)",
        "Part of this year's plan disbursed (%)",
        Kind.DECIMAL,
        lambda row, words: None if row.disbursed_pct is None else float(row.disbursed_pct),
    ),
    Column(
        "length_m", "Chiều dài (m)", "Length (m)", Kind.DECIMAL, lambda row, words: _rounded(row.length_m)
    ),
    Column("area_m2", "Diện tích (m²)", "Area (m²)", Kind.DECIMAL, lambda row, words: _rounded(row.area_m2)),
    Column(
        "is_located", "Đã có vị trí", "Has a place", Kind.TEXT, lambda row, words: words.yes(row.is_located)
    ),
    Column(
        "is_demo",
        "Dữ liệu minh họa",
        "Demonstration data",
        Kind.TEXT,
        lambda row, words: words.yes(row.is_demo),
    ),
)
