// Makes the map: style from the tokens, images on demand, and again when light turns to dark.
import {
  LngLatBounds,
  Map as MapLibreMap,
  prewarm,
  ScaleControl,
} from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { text } from "../texts.js";
import { config } from "./config.js";
import { drawOnDemand } from "./icons.js";
import { readPalette } from "./palette.js";
import { forgetFailures, PROJECTS, reloadProjects } from "./sources.js";
import { loadSprite } from "./sprite.js";
import { onChange, state } from "./state.js";
import { style } from "./style.js";

prewarm();

const ROOM = 0.35;
const SAMPLE = "Đắk R’Lấp ơưẵ";

const FACES = [500, 600].map(weight => `${weight} 24px "Be Vietnam Pro"`);

/** The fonts of the labels must be there before the first letter is drawn, the Vietnamese ones among them. */
const fonts = { areReady: FACES.every(face => document.fonts.check(face, SAMPLE)) };
const loading = Promise.allSettled(FACES.map(face => document.fonts.load(face, SAMPLE))).then(() => {
  fonts.areReady = true;
});

/** The land around the territory that the map lets one wander to. */
function roam() {
  const [west, south, east, north] = config.extent;
  const [width, height] = [(east - west) * (1 + ROOM) + 1, (north - south) * (1 + ROOM) + 1];
  return new LngLatBounds([west - width, south - height], [east + width, north + height]);
}

/** Reloads the projects with each filter; after a failure, which is told, from the ground up. */
function keepProjects(map, draw) {
  const note = document.getElementById("map-tile-failure");
  function reload() {
    if (note.hidden) {
      reloadProjects(map);
      return;
    }
    note.hidden = true;
    forgetFailures();
    draw();
  }
  map.on("error", ({ sourceId }) => {
    if (sourceId === PROJECTS) note.hidden = false;
  });
  document.getElementById("map-retry").addEventListener("click", reload);
  onChange("filters", reload);
}

/** The style as it is worn now, and how to put it on again. */
function wardrobe(map) {
  const worn = { palette: readPalette() };
  const look = () => ({
    palette: worn.palette,
    colouring: state.colouring,
    isShaded: Boolean(state.indicator),
    figures: state.figures,
    unitsOn: state.unitsOn,
    hasFonts: fonts.areReady,
  });
  const draw = () => map.setStyle(style(look()), { diff: true });
  document.addEventListener("themechange", () => {
    worn.palette = readPalette();
    draw();
  });
  onChange("colouring", draw);
  onChange("indicator", draw);
  return { draw, look };
}

/** @param {HTMLElement} container @returns {MapLibreMap} throws where the browser has no WebGL */
export function createMap(container) {
  const map = new MapLibreMap({
    container,
    bounds: config.extent,
    maxBounds: roam(),
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { "Map.Title": text("map") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: "metric", maxWidth: 110 }), "bottom-left");
  const { draw, look } = wardrobe(map);
  const sprite = loadSprite();
  drawOnDemand(map, async () => {
    await sprite;
    return look();
  });
  draw();
  if (!fonts.areReady) Promise.all([loading, map.once("style.load")]).then(draw);
  keepProjects(map, draw);
  return map;
}
