// Units: quiet or shaded areas, their edges (dashed where they are only schematic), and names that cover no symbol.
import { config } from "./config.js";
import { BOLD, byZoom, NOBODY } from "./expressions.js";
import { UNITS } from "./sources.js";

const isLit = ["boolean", ["feature-state", "lit"], false];
const step = ["coalesce", ["feature-state", "step"], -1];

/** The ground of a commune: plain, or the step of its figures. @param {{ palette: object, isShaded: boolean }} look */
function ground({ palette, isShaded }) {
  if (!isShaded) return ["case", isLit, palette.accentSoft, palette.surface];
  return ["match", step, ...palette.steps.flatMap((colour, index) => [index + 1, colour]), palette.surface];
}

/** Hatching where a commune has no data, and the edge of the one that is pointed at: only on shaded ground. */
function shadedLayers({ palette, isShaded }) {
  if (!isShaded) return [];
  const unit = { source: UNITS, "source-layer": "units" };
  return [
    {
      id: "unit-no-data",
      type: "fill",
      ...unit,
      paint: {
        "fill-pattern": `hatch|${palette.theme}`,
        "fill-opacity": ["case", ["==", step, 0], 1, 0],
      },
    },
    {
      id: "unit-lit",
      type: "line",
      ...unit,
      layout: { "line-join": "round" },
      paint: { "line-color": palette.ink, "line-width": 2.5, "line-opacity": ["case", isLit, 1, 0] },
    },
  ];
}

/** Whether the outline of the larger units is drawn: not over the dashes of communes that are only schematic. */
export const outlineVisibility = unitsOn => (config.schematicOn.includes(unitsOn) ? "none" : "visible");

/** @param {{ palette: object, isShaded: boolean, unitsOn: string }} look */
export function unitLayers(look) {
  const { palette } = look;
  const line = { "line-color": palette.line2, "line-width": byZoom(8, 0.5, 11, 1, 15, 2) };
  const [noData, ...edges] = shadedLayers(look);
  return [
    { id: "canvas", type: "background", paint: { "background-color": palette.canvas } },
    {
      id: "unit-fill",
      type: "fill",
      source: UNITS,
      "source-layer": "units",
      paint: { "fill-color": ground(look), "fill-antialias": false },
    },
    ...(noData ? [noData] : []),
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
      "source-layer": "edges",
      paint: { ...line, "line-color": palette.ink3, "line-dasharray": [3, 2.5] },
    },
    {
      id: "outline",
      type: "line",
      source: UNITS,
      "source-layer": "outlines",
      layout: { "line-join": "round", visibility: outlineVisibility(look.unitsOn) },
      paint: { "line-color": palette.ink3, "line-width": byZoom(6, 0.8, 11, 1.8, 15, 3) },
    },
    ...edges,
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

const RING_STEP_EM = 0.8;
const DIRECTIONS = 16;

/** Where a name may stand: at its point or, in rings of so many em around it, nearest first, where it covers no symbol. */
function places(farthest) {
  const rings = Array.from(
    { length: Math.floor(farthest / RING_STEP_EM) },
    (_, ring) => (ring + 1) * RING_STEP_EM,
  );
  return ["literal", ["center", [0, 0], ...rings.flatMap(ring)]];
}

function ring(radius) {
  const turns = Array.from({ length: DIRECTIONS }, (_, turn) => (2 * Math.PI * turn) / DIRECTIONS);
  return turns.flatMap(turn => ["center", [radius * Math.cos(turn), radius * Math.sin(turn)]]);
}

/** The larger units are drawn, the farther a name may go; whole zooms, for that is when places are weighed. */
const LABEL_PLACES = ["step", ["zoom"], places(1.6), 9, places(4.8), 10, places(6.4), 11, places(9.6)];
/** Names with figures stay nearer to the ground that they are about. */
const FIGURE_PLACES = ["step", ["zoom"], places(1.6), 10, places(5.6), 11, places(8)];

const MOST_WORDED = 200;

/** So few communes are each told by name, at the worst on top of a symbol, and rather far from their middle than not at all. */
const FEW = 15;
const FEW_PLACES = ["step", ["zoom"], places(8), 11, places(9.6)];

/** How names with figures find their place. @param {object | null} figures @returns {Record<string, unknown>} of the layout */
export function figurePlaces(figures) {
  const isFew = Object.keys(figures?.units ?? {}).length <= FEW;
  return {
    "text-variable-anchor-offset": isFew ? FEW_PLACES : FIGURE_PLACES,
    "text-overlap": isFew ? "always" : "never",
  };
}

/** The name of a commune, with its figure below it where few enough communes are shaded, and who is lowest. @param {object | null} figures */
export function unitName(figures) {
  const units = Object.entries(figures?.units ?? {});
  if (!units.length || units.length > MOST_WORDED) return ["get", "name"];
  const words = units.flatMap(([id, { text, mark }]) => [Number(id), `\n${text}${mark && `\n${mark}`}`]);
  return ["format", ["get", "name"], {}, ["match", ["get", "id"], ...words, ""], { "font-scale": 0.95 }];
}

/** @param {{ palette: object, isShaded: boolean, figures: object | null }} look */
export function labelLayer({ palette, isShaded, figures }) {
  return {
    id: "unit-label",
    type: "symbol",
    source: UNITS,
    "source-layer": "unit_labels",
    layout: {
      "text-field": unitName(figures),
      "text-font": BOLD,
      "text-size": byZoom(8, 11, 11, 13.5, 14, 17),
      ...(isShaded ? figurePlaces(figures) : { "text-variable-anchor-offset": LABEL_PLACES }),
      "text-justify": "auto",
      "text-max-width": 7,
      "text-padding": isShaded ? 1 : 2,
    },
    paint: {
      "text-color": isShaded ? palette.ink : palette.ink2,
      "text-halo-color": palette.surface,
      "text-halo-width": 1.8,
    },
  };
}
