// Makes the map: style from the tokens, images on demand, and again when light turns to dark.
import { LngLatBounds, Map as MapLibreMap, ScaleControl } from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { text } from "../texts.js";
import { config, reducedMotion } from "./config.js";
import { drawOnDemand } from "./icons.js";
import { readPalette } from "./palette.js";
import { PROJECTS, reloadProjects, retryProjects } from "./sources.js";
import { loadSprite } from "./sprite.js";
import { onChange, state } from "./state.js";
import { style } from "./style.js";

const FADE_MS = 120;
const ROOM = 0.35;
const SAMPLE = "Đắk R’Lấp ơưẵ";

/** The fonts of the labels must be there before the first glyph is drawn, the Vietnamese letters among them. */
const fontsReady = () =>
  Promise.allSettled(
    [500, 600].map(weight => document.fonts.load(`${weight} 24px "Be Vietnam Pro"`, SAMPLE)),
  );

const look = palette => ({ palette, colouring: state.colouring, unitsOn: state.unitsOn });

/** The land around the territory that the map lets one wander to. */
function roam() {
  const [west, south, east, north] = config.extent;
  const [width, height] = [(east - west) * (1 + ROOM) + 1, (north - south) * (1 + ROOM) + 1];
  return new LngLatBounds([west - width, south - height], [east + width, north + height]);
}

function tellFailures(map) {
  const note = document.getElementById("map-tile-failure");
  map.on("error", ({ sourceId }) => {
    if (sourceId === PROJECTS) note.hidden = false;
  });
  document.getElementById("map-retry").addEventListener("click", () => {
    note.hidden = true;
    retryProjects(map);
  });
}

/** @param {HTMLElement} container @returns {MapLibreMap} throws where the browser has no WebGL */
export function createMap(container) {
  let palette = readPalette();
  const map = new MapLibreMap({
    container,
    bounds: config.extent,
    maxBounds: roam(),
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: reducedMotion.matches ? 0 : FADE_MS,
    locale: { "Map.Title": text("map") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: "metric", maxWidth: 110 }), "bottom-left");
  const draw = () => map.setStyle(style(look(palette)), { diff: true });
  Promise.all([fontsReady(), loadSprite()]).then(draw);
  drawOnDemand(map, () => ({ palette, colouring: state.colouring }));
  document.addEventListener("themechange", () => {
    palette = readPalette();
    draw();
  });
  onChange("colouring", draw);
  onChange("filters", () => reloadProjects(map));
  tellFailures(map);
  return map;
}
