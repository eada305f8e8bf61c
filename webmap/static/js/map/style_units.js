// Units: quiet areas, their edges (dashed where they are only schematic), and names that cover no symbol.
import { BOLD, byZoom, NOBODY } from "./expressions.js";
import { UNITS } from "./sources.js";

/** @param {object} palette */
export function unitLayers(palette) {
  const line = { "line-color": palette.line2, "line-width": byZoom(8, 0.5, 11, 1, 15, 2) };
  const isLit = ["boolean", ["feature-state", "lit"], false];
  return [
    { id: "canvas", type: "background", paint: { "background-color": palette.canvas } },
    {
      id: "unit-fill",
      type: "fill",
      source: UNITS,
      "source-layer": "units",
      paint: { "fill-color": ["case", isLit, palette.accentSoft, palette.surface], "fill-antialias": false },
    },
    {
      id: "unit-line",
      type: "line",
      source: UNITS,
      "source-layer": "units",
      filter: ["!=", ["get", "schematic"], true],
      paint: line,
    },
    {
      id: "unit-line-schematic",
      type: "line",
      source: UNITS,
      "source-layer": "units",
      filter: ["==", ["get", "schematic"], true],
      paint: { ...line, "line-dasharray": [3, 2.5] },
    },
    {
      id: "outline",
      type: "line",
      source: UNITS,
      "source-layer": "outlines",
      layout: { "line-join": "round" },
      paint: { "line-color": palette.ink3, "line-width": byZoom(6, 0.8, 11, 1.8, 15, 3) },
    },
    {
      id: "unit-picked",
      type: "line",
      source: UNITS,
      "source-layer": "units",
      filter: ["==", ["get", "id"], NOBODY],
      layout: { "line-join": "round" },
      paint: { "line-color": palette.accent, "line-width": 3 },
    },
  ];
}

/** Anchors around the point at several distances in em: a name moves so that it covers no symbol, but not to a neighbour. */
const places = (...distances) => ["literal", ["center", [0, 0], ...distances.flatMap(placesAt)]];

const LABEL_PLACES = ["step", ["zoom"], places(0.8, 1.5), 9.6, places(1, 2.2), 10.2, places(1, 2.2, 3.6, 5)];

function placesAt(distance) {
  const slant = distance * 0.8;
  return [
    ...["bottom", [0, -distance], "top", [0, distance], "left", [distance, 0], "right", [-distance, 0]],
    ...["bottom-left", [slant, -slant], "bottom-right", [-slant, -slant]],
    ...["top-left", [slant, slant], "top-right", [-slant, slant]],
  ];
}

/** @param {object} palette */
export function labelLayer(palette) {
  return {
    id: "unit-label",
    type: "symbol",
    source: UNITS,
    "source-layer": "unit_labels",
    layout: {
      "text-field": ["get", "name"],
      "text-font": BOLD,
      "text-size": byZoom(8, 11, 11, 13.5, 14, 17),
      "text-variable-anchor-offset": LABEL_PLACES,
      "text-justify": "auto",
      "text-max-width": 7,
      "text-padding": 4,
    },
    paint: { "text-color": palette.ink2, "text-halo-color": palette.surface, "text-halo-width": 1.8 },
  };
}
