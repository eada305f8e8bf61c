"""The page of alerts: by kind, the most serious first, with counts, the oldest project first, each with the figures that raise it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gis.domain.alerts import SERIOUS, AlertCode
from gis.queries import projects
from gis.queries.alert_facts import AlertBasis, alert_bases
from gis.queries.facets import FacetCounts
from gis.queries.filters import ProjectFilter
from gis.queries.projects import ProjectRow
from webmap.alerts.sentences import Since, sentence, since
from webmap.alerts.titles import alert_rule, alert_title
from webmap.chips import chips
from webmap.database import db
from webmap.facets import facet_counts, facets, oldest_alerts
from webmap.indicators.asked import figures_day
from webmap.map.answers import schedule_words
from webmap.map.unit_sets import requested_sets
from webmap.navigation import address_with
from webmap.permissions import public
from webmap.projects.listing import list_address
from webmap.request_filters import integer, requested_filter, single

blueprint = Blueprint("alerts", __name__)

SHOWN = 5
PAGE_SIZE = 50
MOST_PAGES = 100_000
PARAMETERS = ("sector", "unit")
"""The filters that the page itself offers; the others are kept where the address has them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A project with the sentence that says why it stands here."""

    project: ProjectRow
    words: str
    since: Since


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one kind of alert: the oldest `lines` of `count`."""

    code: AlertCode
    title: str
    rule: str
    is_serious: bool
    count: int
    lines: list[Line]


@blueprint.get("/alerts")
@public
def index() -> ResponseReturnValue:
    """Show every kind of alert with its oldest projects; all of them where the address names one kind."""
    wanted, sets, day = requested_filter(), requested_sets(), figures_day()
    counts = facet_counts(wanted, units_on=sets.units_on)
    is_one = len(wanted.alerts) == 1
    page, pages = _page(wanted, counts) if is_one else (1, 1)
    groups = _groups(wanted, counts, as_of=day, size=PAGE_SIZE if is_one else SHOWN, page=page) if day else []
    ids = {line.project.id for group in groups for line in group.lines}
    choices = {each.name: each for each in facets(wanted, counts, units_on=sets.units_on)}
    return render_template(
        "alerts/index.html",
        wanted=wanted,
        groups=groups,
        kinds=_kinds(wanted, counts),
        is_one=is_one,
        page=page,
        pages=pages,
        whole=_count(replace(wanted, alerts=wanted.alerts or frozenset(AlertCode)), sets.units_on),
        data_day=day,
        shares=projects.shares_on(db.session, ids, sets.units_on),
        facets=[choices[name] for name in PARAMETERS],
        kept=[
            pair for pair in request.args.items(multi=True) if pair[0] not in (*PARAMETERS, "page", "lang")
        ],
        chips=[(chip.words, list_address(chip.rest, endpoint="alerts.index")) for chip in chips(wanted)],
        sets=[
            (each.label, address_with(units_on=each.day.isoformat(), unit=None), each == sets.shown)
            for each in sets.sets
        ],
        schedule_words=schedule_words,
    )


def _kinds(wanted: ProjectFilter, counts: FacetCounts) -> list[tuple[str, str, int, bool]]:
    """Return title, address, count and whether it is shown, of each kind that has any project."""
    return [
        (alert_title(code), address_with(alert=code.value), count, code in wanted.alerts)
        for code in AlertCode
        if (count := counts.alerts.get(code, 0)) or code in wanted.alerts
    ]


def _count(wanted: ProjectFilter, units_on: date) -> int:
    return facet_counts(wanted, units_on=units_on).total


def _page(wanted: ProjectFilter, counts: FacetCounts) -> tuple[int, int]:
    """Return the page asked for and how many there are; a page past the end shows the last one."""
    asked = single(request.args, "page")
    page = integer("page", asked, low=1, high=MOST_PAGES) if asked else 1
    total = sum(counts.alerts.get(code, 0) for code in wanted.alerts)
    pages = max(1, -(-total // PAGE_SIZE))
    return min(page, pages), pages


def _groups(wanted: ProjectFilter, counts: FacetCounts, *, as_of: date, size: int, page: int) -> list[Group]:
    found = oldest_alerts(wanted, limit=size, offset=(page - 1) * size)
    shown = {code: found.get(code, []) for code in AlertCode if code in (wanted.alerts or found)}
    ids = sorted({project_id for each in shown.values() for project_id in each})
    rows = {row.id: row for row in projects.rows_of(db.session, ids, as_of=wanted.as_of)}
    bases = alert_bases(db.session, ids, as_of=as_of)
    return [
        Group(
            code,
            alert_title(code),
            alert_rule(code),
            code in SERIOUS,
            counts.alerts.get(code, 0),
            [_line(code, rows[each], bases[each], as_of) for each in each_ids if each in bases],
        )
        for code, each_ids in shown.items()
        if each_ids
    ]


def _line(code: AlertCode, row: ProjectRow, basis: AlertBasis, as_of: date) -> Line:
    due: Any = row.approved_completion_date
    return Line(row, sentence(code, basis, as_of=as_of), since(code, basis, due))
