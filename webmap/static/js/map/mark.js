// Marks what the drawer shows and what a row of the table points at, however small the map.
import { MARKED } from "./sources.js";
import { onChange, state } from "./state.js";

const NOBODY = -1;
let pickedPlace = null;

const pointOf = ({ lon, lat, ...properties }) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [lon, lat] },
  properties,
});

const picked = kind => (state.picked?.kind === kind ? state.picked.id : NOBODY);

function update(map) {
  if (!map.getSource(MARKED)) return;
  const shown = state.lit ?? (picked("project") === NOBODY ? null : pickedPlace);
  map.getSource(MARKED).setData({ type: "FeatureCollection", features: shown ? [pointOf(shown)] : [] });
  map.setFilter("shape-picked", ["==", ["get", "id"], state.lit?.id ?? picked("project")]);
  map.setFilter("unit-picked", ["==", ["get", "id"], picked("unit")]);
}

/** Takes over the place of what the drawer shows. @param {import("maplibre-gl").Map} map @param {object | null} place */
export function markPlace(map, place) {
  pickedPlace = place;
  update(map);
}

/** @param {import("maplibre-gl").Map} map */
export function startMarks(map) {
  const refresh = () => update(map);
  map.on("styledata", () => map.isStyleLoaded() && refresh());
  onChange("picked", refresh);
  onChange("lit", refresh);
}
