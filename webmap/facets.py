"""The filter's choices with their counts, as map, list and API offer them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from flask import g
from flask_babel import gettext

from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus, Stage
from gis.queries import facets as facets_of
from gis.queries import projects
from gis.queries.columns import Links, ProjectColumns, load_columns
from gis.queries.facets import FacetCounts, count_facets, links_of_larger_units
from gis.queries.filters import ProjectFilter
from gis.queries.menus import UnitMenu, agencies_named, agency_names, commune_ids, unit_menu
from gis.queries.narrowing import InCommunes, Narrowed, in_communes, narrow, rows_left
from gis.queries.pages import IN_COLUMNS, page
from gis.queries.projects import Order, ProjectRow
from gis.queries.reference import NO_SECTOR, NO_SECTOR_ID, SectorRow, SourceRow
from webmap.alerts.titles import alert_title
from webmap.choices import Choice, Facet
from webmap.database import db
from webmap.formatting import number
from webmap.labels import label
from webmap.language import current_language
from webmap.memory import remembered
from webmap.quick_filters import disbursed_facet
from webmap.request_filters import NO, YES, codes

MOST_OWNERS = 12
MOST_FOUND = 50
MOST_YEARS = 15


class UnitOffer(NamedTuple):
    """What the unit filter offers for one day: its menu, which projects lie in larger units, which in communes."""

    menu: UnitMenu
    links: Links | None
    inside: InCommunes


def columns_on(as_of: date) -> ProjectColumns:
    """Return the columns of the present state of the data."""
    return remembered(("columns", as_of), lambda: load_columns(db.session, as_of=as_of))


def menu_on(day: date, *, as_of: date) -> UnitMenu:
    """Return the units that the menu offers for the unit set of `day`."""
    return _offer(day, as_of).menu


def _offer(day: date, as_of: date) -> UnitOffer:
    def find() -> UnitOffer:
        columns, menu = columns_on(as_of), unit_menu(db.session, day)
        links = None if menu.homes is None else links_of_larger_units(columns, menu.homes)
        return UnitOffer(menu, links, in_communes(columns, day, commune_ids(db.session, day)))

    return remembered(("units", day, as_of), find)


def without_larger_unit(day: date, *, as_of: date) -> int:
    """Return how many projects are known to lie in none of the menu's units, where it offers larger ones."""
    links = _offer(day, as_of).links
    if links is None:
        return 0
    is_without = np.ones(len(columns_on(as_of).ids), dtype=np.bool_)
    is_without[links.rows] = False
    return int(is_without.sum())


def facet_counts(wanted: ProjectFilter, *, units_on: date) -> FacetCounts:
    """Count what each choice would leave, by the units of `units_on`."""
    _, links, inside = _offer(units_on, wanted.as_of)
    return count_facets(columns_on(wanted.as_of), _narrowed(wanted, inside), units=links, inside=inside)


def located_ids(wanted: ProjectFilter, *, most: int) -> list[int] | None:
    """Return the projects of a filter that have a place, in the order of their ids; None where they are more than `most`."""
    columns = columns_on(wanted.as_of)
    rows = np.flatnonzero(rows_left(columns, _narrowed(wanted)) & columns.is_located)
    return None if len(rows) > most else [int(project_id) for project_id in columns.ids[rows]]


def page_of(wanted: ProjectFilter, *, order: Order, limit: int, offset: int = 0) -> list[ProjectRow]:
    """Return a page of the list: found in the columns where they hold its order, else by the database's indexes."""
    if order.key not in IN_COLUMNS:
        return projects.page_of(db.session, wanted, order=order, limit=limit, offset=offset)
    ids = page(columns_on(wanted.as_of), _narrowed(wanted), order=order, limit=limit, offset=offset)
    return projects.rows_of(db.session, ids, as_of=wanted.as_of)


def oldest_alerts(wanted: ProjectFilter, *, limit: int, offset: int = 0) -> dict[AlertCode, list[int]]:
    """Return a page of the projects of each alert that the filter leaves, the oldest first."""
    return facets_of.oldest_alerts(columns_on(wanted.as_of), _narrowed(wanted), limit=limit, offset=offset)


def _narrowed(wanted: ProjectFilter, inside: InCommunes | None = None) -> Narrowed:
    """Return which rows the filter leaves, found once a request."""
    known: dict[ProjectFilter, Narrowed] = g.setdefault("narrowed", {})
    if wanted not in known:
        known[wanted] = narrow(db.session, columns_on(wanted.as_of), wanted, inside=inside)
    return known[wanted]


def facets(
    wanted: ProjectFilter, counts: FacetCounts, *, units_on: date, owner_words: str = ""
) -> list[Facet]:
    """Return the filters in the order in which the reader meets them; chosen ones stand open.

    Owners are those of most projects, with `owner_words` those whose names hold the words.
    """
    return [
        Facet("sector", gettext("Lĩnh vực"), _sectors(wanted, counts), sign="sector", is_open=True),
        Facet(
            "schedule", gettext("Tiến độ so với kế hoạch"), _schedules(wanted, counts), "status", is_open=True
        ),
        disbursed_facet(wanted, counts),
        Facet("alert", gettext("Cảnh báo"), _alerts(wanted, counts), is_open=bool(wanted.alerts)),
        Facet("unit", gettext("Đơn vị hành chính"), _units(wanted, counts, units_on), is_open=True),
        *_known_communes(wanted, counts),
        Facet("stage", gettext("Giai đoạn"), _stages(wanted, counts), is_open=bool(wanted.stages)),
        Facet("year", gettext("Năm thực hiện"), _years(wanted, counts), is_open=bool(wanted.years)),
        _owners(wanted, counts, owner_words),
        Facet("source", gettext("Nguồn vốn"), _sources(wanted, counts), is_open=bool(wanted.sources)),
        Facet(
            "located",
            gettext("Vị trí trên bản đồ"),
            _located(wanted, counts),
            type="radio",
            is_open=wanted.is_located is not None,
        ),
    ]


def reference_name(row: SectorRow | SourceRow) -> str:
    """Return the name of a sector or source in the reader's language."""
    return row.name_en if current_language() == "en" else row.name_vi


def owner_names(ids: Collection[int]) -> dict[int, str]:
    """Return the names of the owners that exist among `ids`; each is asked for once a request."""
    known: dict[int, str] = g.setdefault("owner_names", {})
    if missing := set(ids) - known.keys():
        known |= agency_names(db.session, missing)
    return {owner: known[owner] for owner in ids if owner in known}


def _sectors(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    """List each field with the sectors below it; where a whole field is chosen only its head is ticked."""
    known = codes()
    chosen = set(known.sector_codes(wanted.sectors))
    choices = []
    for row in known.sectors:
        family = {row.id} | known.below(row.id)
        choices.append(
            Choice(
                value=row.code,
                label=reference_name(row),
                count=sum(counts.sectors.get(sector, 0) for sector in family),
                is_chosen=row.code in chosen,
                code=row.code,
                depth=int(row.parent_id is not None),
            )
        )
    without = counts.sectors.get(NO_SECTOR_ID, 0)
    if without or NO_SECTOR in chosen:
        words = gettext("Chưa phân lĩnh vực")
        choices.append(Choice(NO_SECTOR, words, without, NO_SECTOR in chosen, code=NO_SECTOR))
    return choices


def _schedules(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    return [
        Choice(
            status.value,
            label(status),
            counts.schedules.get(status, 0),
            status in wanted.schedules,
            code=status.value,
        )
        for status in ScheduleStatus
    ]


def _alerts(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    return [
        Choice(code.value, alert_title(code), counts.alerts.get(code, 0), code in wanted.alerts)
        for code in AlertCode
    ]


def _stages(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    return [
        Choice(str(int(stage)), label(stage), counts.stages.get(stage, 0), stage in wanted.stages)
        for stage in Stage
    ]


def _units(wanted: ProjectFilter, counts: FacetCounts, units_on: date) -> list[Choice]:
    rows = menu_on(units_on, as_of=wanted.as_of).rows
    return [
        Choice(str(row.id), row.full_name, counts.units.get(row.id, 0), row.id in wanted.units)
        for row in rows
    ]


def _known_communes(wanted: ProjectFilter, counts: FacetCounts) -> list[Facet]:
    """Offer the choice between known and unknown communes where there are unknown ones."""
    chosen = None if wanted.commune_known is None else wanted.commune_known.is_known
    if chosen is None and not counts.communes_known.get(False):
        return []
    options = (
        ("", gettext("Tất cả"), None),
        (YES, gettext("Đã rõ xã"), True),
        (NO, gettext("Chưa rõ xã"), False),
    )
    choices = [
        Choice(
            value,
            words,
            sum(counts.communes_known.values()) if state is None else counts.communes_known.get(state, 0),
            chosen is state,
        )
        for value, words, state in options
    ]
    legend = gettext("Xã trong bộ đơn vị đang xem")
    return [Facet("commune_known", legend, choices, type="radio", is_open=chosen is not None)]


def _years(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    years = sorted(set(sorted(counts.years, reverse=True)[:MOST_YEARS]) | wanted.years, reverse=True)
    return [Choice(str(year), str(year), counts.years.get(year, 0), year in wanted.years) for year in years]


def _owners(wanted: ProjectFilter, counts: FacetCounts, words: str) -> Facet:
    """List the owners of most projects, or those that are looked for, and the chosen ones whatever they have."""
    named = agencies_named(db.session, words, among=counts.owners) if words else None
    found = counts.owners if named is None else {owner: counts.owners[owner] for owner in named}
    ids = _most_frequent(found, MOST_OWNERS if named is None else MOST_FOUND, also=wanted.owners)
    names = owner_names(ids)
    choices = [
        Choice(str(owner), names[owner], counts.owners.get(owner, 0), owner in wanted.owners)
        for owner in ids
        if owner in names
    ]
    note = gettext("%(shown)s trong %(all)s chủ đầu tư", shown=number(len(ids)), all=number(len(found)))
    return Facet(
        "owner",
        gettext("Chủ đầu tư"),
        choices,
        is_open=bool(wanted.owners or words),
        finder=words,
        note=note if len(ids) < len(found) else "" if choices else gettext("Không có chủ đầu tư nào khớp."),
    )


def _sources(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    return [
        Choice(row.code, reference_name(row), counts.sources.get(row.id, 0), row.id in wanted.sources)
        for row in codes().sources
    ]


def _located(wanted: ProjectFilter, counts: FacetCounts) -> list[Choice]:
    options = (
        ("", gettext("Tất cả"), None),
        (YES, gettext("Đã có vị trí"), True),
        (NO, gettext("Chưa có vị trí"), False),
    )
    return [
        Choice(
            value,
            words,
            sum(counts.located.values()) if state is None else counts.located.get(state, 0),
            wanted.is_located is state,
        )
        for value, words, state in options
    ]


def _most_frequent(counts: Mapping[int, int], most: int, *, also: Iterable[int]) -> list[int]:
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:most]
    return ranked + sorted(set(also) - set(ranked))
