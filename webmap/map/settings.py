"""What the map's scripts are told: addresses, territory, and every code with its words."""

from typing import Any

from flask import url_for

from gis.domain.indicators import Indicator
from gis.domain.lifecycle import ScheduleStatus, Stage, StageGroup, stage_group
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, SERVED_ZOOM
from gis.queries.filters import BBox
from gis.queries.reference import NO_SECTOR, NO_SECTOR_ID
from gis.queries.tiles import MapState
from webmap.indicators.asked import months
from webmap.indicators.words import month_text, month_value
from webmap.labels import label
from webmap.language import current_language
from webmap.map.unit_sets import UnitSets
from webmap.request_filters import PARAMETERS, codes

LATE = frozenset({ScheduleStatus.LATE, ScheduleStatus.OVERDUE})
WORKS = {
    StageGroup.PREPARATION: "planned",
    StageGroup.IMPLEMENTATION: "under_way",
    StageGroup.COMPLETION: "finished",
}
"""How the line of a project is drawn: dashed, solid, double."""

VIETNAM = BBox(102.1, 8.4, 109.5, 23.4)
KEY = "__key__"


def map_settings(*, state: MapState, sets: UnitSets, extent: BBox | None) -> dict[str, Any]:
    """Return the settings as JSON would hold them; `extent` is that of the communes in degrees (EPSG:4326)."""
    return {
        "version": str(state.version),
        "unitsVersion": f"u{state.units_version}",
        "locale": current_language(),
        "addresses": _addresses(),
        "filterNames": [name for name in PARAMETERS if name != "bbox"],
        "extent": extent or VIETNAM,
        "cellsBelowZoom": CELLS_BELOW_ZOOM,
        "tileMaxZoom": SERVED_ZOOM,
        "unitsOn": sets.units_on.isoformat(),
        "unitsOnDefault": sets.sets[-1].day.isoformat() if sets.sets else sets.units_on.isoformat(),
        "schematicOn": [each.day.isoformat() for each in sets.sets if each.is_schematic],
        **_codes(),
        **_indicators(),
    }


def _addresses() -> dict[str, str]:
    """Return where the scripts ask; KEY stands for what they put in."""
    numbered = {
        "unitDrawer": "map_drawers.unit",
        "projectDrawerById": "map_drawers.project_by_number",
    }
    return {
        "projectTiles": "/tiles/projects/{z}/{x}/{y}.mvt",
        "unitTiles": "/tiles/units/{z}/{x}/{y}.mvt",
        "features": url_for("map.features"),
        "summary": url_for("map.summary"),
        "indicators": url_for("api_indicators.read_indicators"),
        "panel": url_for("map.panel"),
        "picture": url_for("map.picture"),
        "list": url_for("projects.index"),
        "icons": url_for("static", filename="img/icons.svg"),
        "projectDrawer": f"{url_for('map_drawers.project')}?code={KEY}",
        **{name: url_for(endpoint, number=0).removesuffix("0") + KEY for name, endpoint in numbered.items()},
    }


def _codes() -> dict[str, Any]:
    """Return sectors, statuses and stages with their words and what the drawing depends on."""
    language = current_language()
    sectors = [
        {"id": row.id, "code": row.code, "name": row.name_en if language == "en" else row.name_vi}
        for row in codes().sectors
    ]
    return {
        "sectors": [*sectors, {"id": NO_SECTOR_ID, "code": NO_SECTOR, "name": ""}],
        "statuses": [
            {"code": status.value, "label": label(status), "isLate": status in LATE}
            for status in ScheduleStatus
        ],
        "stages": [
            {"number": int(stage), "label": label(stage), "group": group.value, "works": WORKS[group]}
            for stage, group in ((stage, stage_group(stage)) for stage in Stage)
        ],
        "stageGroups": [{"code": group.value, "label": label(group)} for group in StageGroup],
    }


def _indicators() -> dict[str, Any]:
    """Return the indicators that communes are shaded by, and the months that have figures, oldest first."""
    known = months()
    return {
        "indicators": [each.value for each in Indicator],
        "months": [[month_value(each), month_text(each)] for each in known.all] if known else [],
    }
