// Which units stand on the map: those of a date before or after a reorganisation.
import { config } from "./config.js";
import { reloadUnits, UNITS } from "./sources.js";
import { change, onChange, state } from "./state.js";
import { outlineVisibility } from "./style_units.js";

function show(unitsOn) {
  for (const choice of document.querySelectorAll("[data-units-on]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.unitsOn === unitsOn));
  }
  for (const note of document.querySelectorAll("[data-schematic]")) {
    note.hidden = !config.schematicOn.includes(unitsOn);
  }
}

/** The name of a commune with its place, as tiles hold them from zoom 8. @param {import("maplibre-gl").Map} map @param {number | string} id */
export function labelOf(map, id) {
  const filter = ["==", ["get", "id"], Number(id)];
  return map.querySourceFeatures(UNITS, { sourceLayer: "unit_labels", filter })[0];
}

/** @param {import("maplibre-gl").Map | null} map */
export function startUnits(map) {
  for (const choice of document.querySelectorAll("[data-units-on]")) {
    choice.addEventListener("click", () => change({ unitsOn: choice.dataset.unitsOn }));
  }
  onChange("unitsOn", unitsOn => {
    show(unitsOn);
    if (!map) return;
    reloadUnits(map, unitsOn);
    if (map.getLayer("outline")) map.setLayoutProperty("outline", "visibility", outlineVisibility(unitsOn));
  });
  show(state.unitsOn);
}
