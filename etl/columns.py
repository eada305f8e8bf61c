"""What a list of projects can say about a project, and which field a heading names, by its words or by likeness."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from etl.findings import Param, in_both
from etl.party_columns import add_terms
from gis.domain.names import name_key

_LIKE_ENOUGH: Final = 90
_SHORTEST_LIKENESS: Final = 7
_BRACKETS: Final = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIT_WORDS: Final = re.compile(
    r"(?:[,;:\-–]|đvt|đơn vị(?: tính)?)?\s*(?:triệu|tỷ|tỉ|nghìn|ngàn|1[.,]?000)\s*đồng\s*$|[,;:\-–]\s*(?:đồng|tỷ|triệu|%|m)\s*$",
    re.IGNORECASE,
)
# Under a heading over several columns these add nothing to it …
_SUM_WORDS: Final = frozenset({"tong so", "tong cong", "tong", "so tien", "gia tri", "chung", "ten"})
# … and these mean nothing without it.
_TOO_SHORT_ALONE: Final = frozenset(
    {"ma", "ma so", "so", "ngay", "loai", "nguon", "nhom", "id", "date", "type", "name", "title"}
)


class Field(StrEnum):
    """What a list of projects can say about a project; the headings of each are in ``column_names.toml``."""

    SEQUENCE = "sequence"
    CODE = "code"
    BUDGET_CODE = "budget_code"
    OLD_CODES = "old_codes"
    NAME = "name"
    DESCRIPTION = "description"
    SECTOR = "sector"
    PROJECT_TYPE = "project_type"
    PROJECT_GROUP = "project_group"
    GROUP_DECISION_NO = "group_decision_no"
    STATUS = "status"
    STAGE = "stage"
    EXECUTION = "execution"
    CLEARANCE = "clearance"
    SETTLEMENT = "settlement"
    IS_AWAITING_TAKEOVER = "is_awaiting_takeover"
    IS_KEY_PROJECT = "is_key_project"
    IS_INTER_COMMUNE = "is_inter_commune"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    PLACE = "place"
    OWNER = "owner"
    OLD_OWNER = "old_owner"
    OWNER_SINCE = "owner_since"
    OWNER_DECISION = "owner_decision"
    PMU = "pmu"
    PMU_SINCE = "pmu_since"
    PMU_DECISION = "pmu_decision"
    CONTRACTOR = "contractor"
    CONTRACTOR_SINCE = "contractor_since"
    CONTRACTOR_DECISION = "contractor_decision"
    SUPERVISOR = "supervisor"
    SUPERVISOR_SINCE = "supervisor_since"
    SUPERVISOR_DECISION = "supervisor_decision"
    MANAGING_UNIT = "managing_unit"
    MANAGING_UNIT_SINCE = "managing_unit_since"
    MANAGING_UNIT_DECISION = "managing_unit_decision"
    CAPITAL_SOURCES = "capital_sources"
    BUDGET_VND = "budget_vnd"
    DECISION = "decision"
    DECISION_NO = "decision_no"
    DECISION_DATE = "decision_date"
    DOCUMENTS = "documents"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NO = "document_no"
    DOCUMENT_DATE = "document_date"
    DOCUMENT_ISSUER = "document_issuer"
    DOCUMENT_TITLE = "document_title"
    DOCUMENT_URL = "document_url"
    RECORDED_DATE = "recorded_date"
    START_DATE = "start_date"
    FIRST_COMPLETION_DATE = "first_completion_date"
    APPROVED_COMPLETION_DATE = "approved_completion_date"
    ACCEPTANCE_DATE = "acceptance_date"
    PERIOD = "period"
    PHYSICAL_PROGRESS_PCT = "physical_progress_pct"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    COORD_X = "coord_x"
    COORD_Y = "coord_y"
    COORD_PAIR = "coord_pair"
    VERTEX_ORDER = "vertex_order"
    VERTEX_PART = "vertex_part"
    SHAPE_KIND = "shape_kind"
    GEOMETRY_WKT = "geometry_wkt"
    NOTE = "note"


class FieldNames(NamedTuple):
    """The names of a field: for people, and as search keys of headings in order of preference."""

    label_vi: str
    label_en: str
    heading_keys: tuple[str, ...]


class HeadingMatch(NamedTuple):
    """The field of a heading; ``rank`` is lower for better headings, ``is_exact`` false where it is only alike."""

    field: Field
    rank: int
    is_exact: bool


@cache
def field_names() -> Mapping[Field, FieldNames]:
    """Return labels and headings of every field, from ``column_names.toml``."""
    with Path(__file__).with_name("column_names.toml").open("rb") as file:
        entries = tomllib.load(file)
    add_terms(entries)
    return {
        Field(code): FieldNames(
            label_vi=entry["label"][0],
            label_en=entry["label"][1],
            heading_keys=tuple(dict.fromkeys(map(heading_key, entry["headings"]))),
        )
        for code, entry in entries.items()
    }


def field_label(field: Field) -> dict[str, Param]:
    """Return a field's label as the parameter of findings, in both languages."""
    names = field_names()[field]
    return in_both("field_label", names.label_vi, names.label_en)


def heading_key(heading: str) -> str:
    """Return the search key of a heading without brackets, units of money and camel case."""
    bare = _UNIT_WORDS.sub("", _BRACKETS.sub(" ", _CAMEL.sub(" ", heading)).strip())
    return name_key(bare) or name_key(heading)


@lru_cache(maxsize=4096)
def recognise(heading: str) -> HeadingMatch | None:
    """Return the field that a heading names; lines of a heading over several rows are joined by ``" / "``.

    The whole heading counts first, then its last line, and its first where the last only says "total".
    """
    parts = [part.strip() for part in heading.split(" / ") if part.strip()]
    while len(parts) > 1 and heading_key(parts[-1]) in _SUM_WORDS:
        parts.pop()
    is_told_alone = len(parts) < 2 or heading_key(parts[-1]) not in _TOO_SHORT_ALONE
    exact = _headings()
    for text in [" / ".join(parts), *parts[-1:]][: 1 + is_told_alone]:
        if found := exact.get(heading_key(text)):
            return HeadingMatch(*found, is_exact=True)
    key = heading_key(parts[-1]) if parts else ""
    if len(key) < _SHORTEST_LIKENESS:
        return None
    from rapidfuzz import fuzz, process  # 2 MB that the web, which only names fields, need not carry

    like = process.extractOne(key, exact.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return HeadingMatch(*exact[like[0]], is_exact=False) if like else None


@cache
def _headings() -> dict[str, tuple[Field, int]]:
    headings: dict[str, tuple[Field, int]] = {}
    for field, names in field_names().items():
        for rank, key in enumerate((*names.heading_keys, name_key(field.value))):
            headings.setdefault(key, (field, rank))
    return headings
