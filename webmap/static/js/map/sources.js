// Where the map's features come from: vector tiles of projects and units, and the points that become clusters.
import { projectQuery } from "./address.js";
import { config } from "./config.js";

export const PROJECTS = "projects";
export const UNITS = "units";
export const POINTS = "points";
export const MARKED = "marked";

const CLUSTER_RADIUS_PX = 26;
const CLUSTER_MAX_ZOOM = 15;
const NOTHING = { type: "FeatureCollection", features: [] };

const template = (address, query) => `${location.origin}${address}?${query}`;

let attempt = 0;

/** Makes the next style ask for all tiles under another address: MapLibre never asks again for one that failed. */
export function forgetFailures() {
  attempt += 1;
}

function projectTiles() {
  const again = attempt ? { attempt } : {};
  return template(config.addresses.projectTiles, projectQuery({ v: config.version, ...again }));
}

function unitTiles(unitsOn) {
  return template(
    config.addresses.unitTiles,
    new URLSearchParams({ units_on: unitsOn, v: config.unitsVersion }),
  );
}

/** The sources of the style. @param {string} unitsOn */
export function sources(unitsOn) {
  return {
    [PROJECTS]: {
      type: "vector",
      tiles: [projectTiles()],
      maxzoom: config.tileMaxZoom,
      bounds: config.world,
    },
    [UNITS]: { type: "vector", tiles: [unitTiles(unitsOn)], maxzoom: config.tileMaxZoom, promoteId: "id" },
    [POINTS]: {
      type: "geojson",
      data: NOTHING,
      cluster: true,
      clusterRadius: CLUSTER_RADIUS_PX,
      clusterMaxZoom: CLUSTER_MAX_ZOOM,
      clusterProperties: { count: ["+", ["get", "count"]], late: ["+", ["get", "late"]] },
    },
    [MARKED]: { type: "geojson", data: NOTHING },
  };
}

/** Asks for the tiles of the present filters. @param {import("maplibre-gl").Map} map */
export function reloadProjects(map) {
  map.getSource(PROJECTS)?.setTiles([projectTiles()]);
}

/** Asks for the units of another date. @param {import("maplibre-gl").Map} map @param {string} unitsOn */
export function reloadUnits(map, unitsOn) {
  map.getSource(UNITS)?.setTiles([unitTiles(unitsOn)]);
}
