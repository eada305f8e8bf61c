// Shades the communes by their figures: numbers move, boundaries stay.
import { figureOf, stepOf, wordsOf } from "./figures.js";
import { UNITS } from "./sources.js";
import { onChange, state } from "./state.js";
import { figurePlaces, unitName } from "./style_units.js";
import { labelOf } from "./units.js";

const part = id => ({ source: UNITS, sourceLayer: "units", id: Number(id) });

/** Tells the map the step of each commune. @param {import("maplibre-gl").Map} map */
function shade(map) {
  if (!map.getSource(UNITS) || !state.figures) return;
  for (const [id, unit] of Object.entries(state.figures.units))
    map.setFeatureState(part(id), { step: stepOf(unit) });
}

/** Whether the map has forgotten the steps, as it does with each new source. */
function isBare(map) {
  const [id] = Object.keys(state.figures?.units ?? {});
  return id !== undefined && map.getSource(UNITS) && map.getFeatureState(part(id)).step === undefined;
}

/**
 * Points at a commune for whoever walks the table by keyboard: lights it, and shows its figures beside it.
 * @param {import("maplibre-gl").Map} map
 * @param {(title: string, lines: string[], point: { x: number, y: number }) => void} tip
 */
function pointAt(map, tip) {
  let lit = null;
  return id => {
    if (lit) map.setFeatureState(part(lit), { lit: false });
    if (id) map.setFeatureState(part(id), { lit: true });
    lit = id;
    const label = id && labelOf(map, id);
    if (label) tip(figureOf(id)?.name ?? "", wordsOf(id), map.project(label.geometry.coordinates));
    else tip("", [], null);
  };
}

/** Writes the figures below the names. @param {import("maplibre-gl").Map} map @param {object | null} figures */
function name(map, figures) {
  map.setLayoutProperty("unit-label", "text-field", unitName(figures));
  if (!state.indicator) return;
  for (const [property, value] of Object.entries(figurePlaces(figures)))
    map.setLayoutProperty("unit-label", property, value);
}

/** @param {import("maplibre-gl").Map} map @param {Function} tip */
export function startChoropleth(map, tip) {
  onChange("figures", figures => {
    shade(map);
    if (map.getLayer("unit-label")) name(map, figures);
  });
  map.on("styledata", () => isBare(map) && shade(map));
  onChange("litUnit", pointAt(map, tip));
}
