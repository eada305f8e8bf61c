// The page that gives a project its place: the map and the list of vertices always say the same.
import {
  LngLatBounds,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "../../vendor/maplibre-gl/maplibre-gl.mjs";
import { announce } from "../live.js";
import { text } from "../texts.js";
import { geometriesOf, partsOf, partsOfGeometries, textOf } from "./coordinates.js";
import { startDrawing } from "./draw.js";
import { style } from "./style.js";

const DEGREES = "4326";
const PAUSE_MS = 300;
const CLOSEST_ZOOM = 17;

const element = document.getElementById("location-map");
const settings = JSON.parse(element.dataset.editor);
const form = document.getElementById("location-form");
const field = form.elements.namedItem("coordinates");
const crs = form.elements.namedItem("crs");
const kind = () => form.elements.namedItem("kind").value;

function boundsOf(parts) {
  const bounds = new LngLatBounds();
  for (const position of parts.flat()) bounds.extend(position);
  return bounds;
}

function openMap() {
  setWorkerUrl(settings.worker);
  const map = new MapLibreMap({
    container: element,
    style: style(settings),
    bounds: settings.box ?? undefined,
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    locale: settings.locale,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  return map;
}

const tools = {
  draw: document.getElementById("location-draw"),
  correct: document.getElementById("location-correct"),
};

function connect(map) {
  const drawing = startDrawing(map, geometries => {
    crs.value = DEGREES;
    field.value = textOf(partsOfGeometries(geometries));
    tellChange();
    count();
  });

  /** Draws on, or moves vertices, and shows which of both. @param {"draw" | "correct"} way */
  function work(way) {
    if (way === "draw") drawing.begin(kind());
    else drawing.correct();
    for (const [name, button] of Object.entries(tools))
      button.setAttribute("aria-pressed", String(name === way));
  }

  /** What is drawn is typed, too: whoever keeps the form hears of it, the map itself does not. */
  function tellChange() {
    crs.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function count() {
    const parts = crs.value === DEGREES ? partsOf(field.value) : null;
    if (parts) announce(text("vertices", { count: parts.flat().length }));
    return parts;
  }

  function showTyped({ isFirst = false } = {}) {
    const parts = count();
    if (!parts) return;
    drawing.show(kind(), geometriesOf(kind(), parts));
    if (parts.length)
      map.fitBounds(boundsOf(parts), { padding: 60, maxZoom: CLOSEST_ZOOM, animate: !isFirst });
  }

  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(showTyped, PAUSE_MS);
  });
  crs.addEventListener("change", () => showTyped());
  form.addEventListener("reset", () => setTimeout(showTyped));
  for (const radio of form.elements.namedItem("kind")) {
    radio.addEventListener("change", () => {
      showTyped();
      work("draw");
    });
  }
  for (const [name, button] of Object.entries(tools)) button.addEventListener("click", () => work(name));
  document.getElementById("location-clear").addEventListener("click", () => {
    field.value = "";
    tellChange();
    drawing.show(kind(), []);
    work("draw");
  });
  showTyped({ isFirst: true });
  work(field.value ? "correct" : "draw");
  element.dataset.state = "ready";
}

const map = openMap();
map.once("load", () => connect(map));
map.on("error", ({ error }) => {
  if (!map.isStyleLoaded()) element.dataset.state = "failed";
  console.warn(error.message);
});
