// Pointing and picking on the map: projects first, then the commune below the pointer.
import { openCluster } from "./clusters.js";
import { sectors, stages, statuses } from "./config.js";
import { figureOf, wordsOf } from "./figures.js";
import { PROJECTS, UNITS } from "./sources.js";
import { labelOf } from "./units.js";

const NEAR_PX = 6;
const POINT_LAYERS = ["marked", "marker", "cluster"];
const SHAPE_LAYERS = ["line-planned", "line-under-way", "line-finished", "area"];

const around = ({ x, y }) => [
  [x - NEAR_PX, y - NEAR_PX],
  [x + NEAR_PX, y + NEAR_PX],
];

const present = (map, layers) => layers.filter(layer => map.getLayer(layer));

/** The feature that a pointer at `point` means. */
function featureAt(map, point) {
  const find = (box, layers) => map.queryRenderedFeatures(box, { layers: present(map, layers) })[0];
  return find(point, POINT_LAYERS) ?? find(around(point), SHAPE_LAYERS) ?? find(point, ["unit-fill"]);
}

const isUnit = feature => feature.layer.id === "unit-fill";
const isCluster = feature => feature.layer.id === "cluster";

/** Communes of small scales carry no name of their own. */
const nameOf = (map, { id, name }) => figureOf(id)?.name ?? name ?? labelOf(map, id)?.properties.name;

function words(map, feature) {
  const { properties } = feature;
  if (isUnit(feature)) return [nameOf(map, properties), ...wordsOf(properties.id)];
  const sector = sectors.get(properties.sector)?.name;
  const status = statuses.get(properties.schedule)?.label;
  const more = [properties.name && sector, stages.get(properties.stage)?.label, status];
  return [properties.name || sector, more.filter(Boolean).join(" · ")];
}

/** Shows a few words at a point of the map; nothing without a point. @param {HTMLElement} box */
export function tip(box, title, lines, point) {
  box.hidden = !point || !(title || lines.length);
  if (box.hidden) return;
  const head = document.createElement("strong");
  head.textContent = title;
  const parts = lines.filter(Boolean).flatMap(line => [document.createElement("br"), line]);
  box.replaceChildren(head, ...parts);
  box.style.translate = `${Math.round(point.x)}px ${Math.round(point.y)}px`;
}

function tipOf(map, box, feature, point) {
  if (!feature || isCluster(feature)) return tip(box, "", [], null);
  const [title = "", ...lines] = words(map, feature);
  return tip(box, title, lines, point);
}

const litPart = feature =>
  isUnit(feature)
    ? { source: UNITS, sourceLayer: "units", id: feature.id }
    : { source: PROJECTS, sourceLayer: "shapes", id: feature.properties.id };

/** Lights the commune, or the line or area of the project, below the pointer. */
function lighter(map) {
  let lit = null;
  return feature => {
    const part = feature && !isCluster(feature) ? litPart(feature) : null;
    if (part?.id === lit?.id && part?.source === lit?.source) return;
    if (lit) map.setFeatureState(lit, { lit: false });
    if (part) map.setFeatureState(part, { lit: true });
    lit = part;
  };
}

/**
 * @param {import("maplibre-gl").Map} map
 * @param {{ box: HTMLElement, list: (projects: object[]) => void, open: (picked: object) => void }} parts
 */
export function startPicking(map, { box, list, open }) {
  const light = lighter(map);
  map.on("mousemove", ({ point }) => {
    const feature = featureAt(map, point);
    map.getCanvas().style.cursor = feature ? "pointer" : "";
    tipOf(map, box, feature, point);
    light(feature);
  });
  map.on("mouseout", () => {
    tipOf(map, box, null);
    light(null);
  });
  map.on("movestart", () => tipOf(map, box, null));
  map.on("click", ({ point }) => {
    const feature = featureAt(map, point);
    tipOf(map, box, null);
    if (!feature) return;
    if (isCluster(feature)) openCluster(map, feature, list);
    else open(pickOf(feature));
  });
}

const pickOf = feature => ({ kind: isUnit(feature) ? "unit" : "project", id: feature.properties.id });
