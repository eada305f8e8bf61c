"""What a tile layer holds, as TileJSON 3.0.0 tells it."""

from typing import Any

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, SERVED_ZOOM

WORLD_OF_VIETNAM = (102.1, 8.1, 117.9, 23.5)
"""With the archipelagos, in degrees."""

_PROJECT = {"id": "Number", "sector": "Number", "stage": "Number", "schedule": "String"}
_FIELDS: dict[str, dict[str, tuple[int, dict[str, str]]]] = {
    "projects": {
        "cells": (0, {"count": "Number", "late": "Number", "budget_vnd": "Number"}),
        "symbols": (0, {**_PROJECT, "shape": "String", "name": "String"}),
        "shapes": (0, _PROJECT),
    },
    "units": {
        "units": (
            0,
            {
                "id": "Number",
                "code": "String",
                "name": "String",
                "kind": "String",
                "schematic": "Boolean",
            },
        ),
        "unit_labels": (0, {"id": "Number", "name": "String", "level": "String"}),
        "outlines": (0, {"id": "Number", "name": "String", "level": "String"}),
    },
}


def description(layer: str, template: str) -> dict[str, Any]:
    """Return the TileJSON of a layer whose tiles are at `template` (absolute, with {z}/{x}/{y})."""
    return {
        "tilejson": "3.0.0",
        "name": f"hatang-{layer}",
        "tiles": [template],
        "minzoom": 0,
        "maxzoom": SERVED_ZOOM,
        "bounds": list(WORLD_OF_VIETNAM),
        "vector_layers": [
            {
                "id": name,
                "minzoom": first_zoom,
                "maxzoom": CELLS_BELOW_ZOOM - 1 if name == "cells" else SERVED_ZOOM,
                "fields": fields,
            }
            for name, (first_zoom, fields) in _FIELDS[layer].items()
        ],
    }
