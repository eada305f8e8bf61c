// Zoom, the way back to the whole territory, and how the map fits between panel, legend, drawer and table.
import { config, phone } from "./config.js";
import { change, onChange, state } from "./state.js";

const MARGIN_PX = 20;
const NEAR_ZOOM = 13;
const SCALE_PX = 36;
const DRAWER_PX = 380;
const LEGEND_PX = 280;
const DATA_PX = 740;
const ROOM_PX = 860;
const BUTTON_ROW_PX = 40;
/** Where the whole territory was fitted last: while the map stands there, it may be fitted again. */
const home = { view: null };

const box = id => {
  const element = document.getElementById(id);
  return element && !element.hidden ? element.getBoundingClientRect() : new DOMRect();
};

/** Whether a legend fits beside the data. */
export const hasRoomBeside = () => !phone.matches && box("map-stage").width >= ROOM_PX;

/** The room that must stay free of data, on each side in px. */
export function padding() {
  const stage = box("map-stage");
  const top = box("map-tools").height + MARGIN_PX;
  const time = box("map-time").height;
  if (phone.matches) {
    const bars = time ? time + BUTTON_ROW_PX : 0;
    return { top, left: MARGIN_PX, right: MARGIN_PX, bottom: box("map-panel").height + bars + SCALE_PX };
  }
  const beside = hasRoomBeside() ? Math.max(LEGEND_PX, Math.min(DRAWER_PX, stage.width - DATA_PX)) : 0;
  return { top, left: MARGIN_PX, right: beside + MARGIN_PX, bottom: SCALE_PX + time };
}

/** @param {import("maplibre-gl").Map} map @param {number[]} extent west, south, east, north */
export function fitTo(map, extent, options = {}) {
  map.fitBounds(extent, { padding: padding(), maxZoom: 14, ...options });
}

/** Shows the whole territory. @param {import("maplibre-gl").Map} map */
function fitHome(map, options = {}) {
  map.once("moveend", () => {
    home.view = viewOf(map);
  });
  fitTo(map, config.extent, options);
}

const isAtHome = map => home.view !== null && isSame(viewOf(map), home.view);

/** Does `work`, which may change the map's size, and keeps the same land in sight. */
export function keepSight(map, work) {
  if (isAtHome(map)) {
    work();
    map.resize();
    fitHome(map, { animate: false });
    return;
  }
  const before = map.getBounds();
  const { width } = map.getCanvas();
  const { height } = map.getCanvas();
  work();
  map.resize();
  const canvas = map.getCanvas();
  if (canvas.width !== width || canvas.height !== height)
    map.fitBounds(before, { padding: 0, animate: false });
}

/** Goes to a picked place that is out of sight, or brings it out from under the drawer; else the map stays. */
export function uncover(map, place) {
  if (!place) return;
  if (!state.view || !map.getBounds().contains([place.lon, place.lat])) {
    map.easeTo({
      center: [place.lon, place.lat],
      zoom: Math.max(map.getZoom(), NEAR_ZOOM),
      padding: padding(),
    });
    map.once("moveend", () => map.setPadding({ top: 0, right: 0, bottom: 0, left: 0 }));
    return;
  }
  const point = map.project([place.lon, place.lat]);
  const stage = box("map-stage");
  const { top, left, bottom } = padding();
  const drawer = box("map-drawer");
  const right = phone.matches ? 0 : drawer.width;
  const below = phone.matches ? drawer.height : bottom;
  const [width, height] = [stage.width - right - MARGIN_PX, stage.height - below - MARGIN_PX];
  const by = [beyond(point.x, left, width), beyond(point.y, top, height)];
  if (by.some(Boolean)) map.panBy(by, { duration: 300 });
}

const beyond = (at, least, most) =>
  at > most ? at - most + MARGIN_PX : at < least ? at - least - MARGIN_PX : 0;

function viewOf(map) {
  const { lng, lat } = map.getCenter();
  return { zoom: map.getZoom(), lat, lon: lng };
}

const isSame = (one, other) =>
  Math.abs(one.zoom - other.zoom) < 0.01 &&
  Math.abs(one.lat - other.lat) + Math.abs(one.lon - other.lon) < 2e-5;

function go(map, view) {
  if (!view) {
    fitHome(map, { animate: false });
    return;
  }
  if (!isSame(viewOf(map), view)) map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
}

/** Does `work` when the map gets another size, not when the same room is drawn by finer points. */
function onOtherSize(map, work) {
  const container = map.getContainer();
  const size = () => `${container.clientWidth} ${container.clientHeight}`;
  let before = size();
  map.on("resize", () => {
    if (size() === before) return;
    before = size();
    work();
  });
}

/** @param {import("maplibre-gl").Map} map */
export function startControls(map) {
  document.getElementById("map-zoom-in").addEventListener("click", () => map.zoomIn());
  document.getElementById("map-zoom-out").addEventListener("click", () => map.zoomOut());
  document.getElementById("map-home").addEventListener("click", () => fitHome(map));
  const stayHome = () => isAtHome(map) && fitHome(map, { animate: false });
  onChange("indicator", () => requestAnimationFrame(stayHome));
  onOtherSize(map, stayHome);
  onChange("view", view => go(map, view));
  map.on("moveend", () => change({ view: viewOf(map) }));
  go(map, state.view);
}
