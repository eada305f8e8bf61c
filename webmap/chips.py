"""What is filtered at present, in words, each with the filter that remains when it is taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext

from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus, Stage
from gis.queries.filters import ProjectFilter
from gis.queries.menus import unit_names
from gis.queries.reference import NO_SECTOR
from webmap.alerts.titles import alert_title
from webmap.database import db
from webmap.facets import owner_names, reference_name
from webmap.formatting import money_text, percent
from webmap.labels import label
from webmap.request_filters import FilterError, codes


class Chip(NamedTuple):
    """One condition in words, and the filter without it."""

    words: str
    rest: ProjectFilter


def chips(wanted: ProjectFilter) -> list[Chip]:
    """Return the conditions in the order of the address.

    Raises FilterError where the filter names a unit or an owner that does not exist.
    """
    return [Chip(words, rest) for words, rest in _conditions(wanted)]


def _conditions(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    if wanted.q:
        yield f"“{wanted.q}”", wanted.without("q")
    yield from _sectors(wanted)
    for stage in sorted(wanted.stages):
        yield label(Stage(stage)), replace(wanted, stages=wanted.stages - {stage})
    for status in ScheduleStatus:
        if status in wanted.schedules:
            yield label(status), replace(wanted, schedules=wanted.schedules - {status})
    for code in AlertCode:
        if code in wanted.alerts:
            yield alert_title(code), replace(wanted, alerts=wanted.alerts - {code})
    for unit, name in _named("unit", wanted.units, unit_names(db.session, wanted.units)):
        yield name, replace(wanted, units=wanted.units - {unit})
    for year in sorted(wanted.years):
        yield gettext("Năm %(year)s", year=str(year)), replace(wanted, years=wanted.years - {year})
    for owner, name in _named("owner", wanted.owners, owner_names(wanted.owners)):
        yield name, replace(wanted, owners=wanted.owners - {owner})
    yield from _sources(wanted)
    yield from _amounts(wanted)
    yield from _disbursed(wanted)
    yield from _places(wanted)


def _places(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    if wanted.is_located is not None:
        words = gettext("Đã có vị trí") if wanted.is_located else gettext("Chưa có vị trí")
        yield words, wanted.without("is_located")
    if wanted.commune_known is not None:
        words = gettext("Đã rõ xã") if wanted.commune_known.is_known else gettext("Chưa rõ xã")
        yield words, wanted.without("commune_known")
    if wanted.bbox is not None:
        yield gettext("Trong khung bản đồ"), wanted.without("bbox")


def _sectors(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    if not wanted.sectors:
        return
    known = codes()
    names = {row.code: reference_name(row) for row in known.sectors}
    names[NO_SECTOR] = gettext("Chưa phân lĩnh vực")
    for code in known.sector_codes(wanted.sectors):
        family = known.sector_family(code) or frozenset()
        gone = family if family <= wanted.sectors else frozenset({min(family)})
        yield names[code], replace(wanted, sectors=wanted.sectors - gone)


def _sources(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    for row in codes().sources if wanted.sources else ():
        if row.id in wanted.sources:
            yield reference_name(row), replace(wanted, sources=wanted.sources - {row.id})


def _amounts(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    if wanted.min_vnd is not None:
        yield gettext("Từ %(amount)s", amount=money_text(wanted.min_vnd)), wanted.without("min_vnd")
    if wanted.max_vnd is not None:
        yield gettext("Đến %(amount)s", amount=money_text(wanted.max_vnd)), wanted.without("max_vnd")


def _disbursed(wanted: ProjectFilter) -> Iterator[tuple[str, ProjectFilter]]:
    if wanted.disbursed_min is not None:
        words = gettext("Giải ngân từ %(percent)s", percent=percent(wanted.disbursed_min, 2))
        yield words, wanted.without("disbursed_min")
    if wanted.disbursed_max is not None:
        words = gettext("Giải ngân dưới %(percent)s", percent=percent(wanted.disbursed_max, 2))
        yield words, wanted.without("disbursed_max")


def _named(field: str, ids: Iterable[int], names: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Pair each id with its name; FilterError for an id without one."""
    for each in sorted(ids):
        if each not in names:
            raise FilterError("not_found", field=field, value=each)
        yield each, names[each]
