// Points for the clusters: projects from the tiles in sight, or the grid's cells where the map is too small for them.
import { config, statuses } from "./config.js";
import { POINTS, PROJECTS } from "./sources.js";

const PAUSE_MS = 30;
const PATIENCE_MS = 300;
const LAST_CLUSTER_ZOOM = 16;
const LEAVES = 200;

const ofProject = ({ properties, geometry }) => ({
  type: "Feature",
  geometry,
  properties: { ...properties, count: 1, late: statuses.get(properties.schedule)?.isLate ? 1 : 0 },
});

const ofCell = ({ properties: { count, late }, geometry }) => ({
  type: "Feature",
  geometry,
  properties: { count, late },
});

/** The points of the tiles in sight; a project that two tiles hold counts once. */
function pointsInSight(map) {
  const symbols = map.querySourceFeatures(PROJECTS, { sourceLayer: "symbols" });
  const cells = map.querySourceFeatures(PROJECTS, { sourceLayer: "cells" });
  const projects = new Map(symbols.map(symbol => [symbol.properties.id, symbol]));
  return [...[...projects.values()].map(ofProject), ...cells.map(ofCell)];
}

const keyOf = ({ properties: { id, count, schedule }, geometry }) =>
  id ? `${id}${schedule}` : `${geometry.coordinates}${count}`;

/**
 * Keeps the clusters in step with the tiles.
 * @param {import("maplibre-gl").Map} map
 * @param {(isSettled: boolean) => void} tell hears when the map begins to change and when all of it is drawn
 */
export function startClusters(map, tell) {
  let shown = "";
  let timer = 0;

  /** Gives the points to the clusters; false where they have them already. */
  function update() {
    if (!map.getSource(POINTS)) return false;
    const features = pointsInSight(map);
    const key = features.map(keyOf).sort().join();
    if (key === shown) return false;
    shown = key;
    map.getSource(POINTS).setData({ type: "FeatureCollection", features });
    return true;
  }

  /** Waits for the last tile, but not for long. */
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(update, map.isSourceLoaded(PROJECTS) ? PAUSE_MS : PATIENCE_MS);
  }

  map.on("dataloading", () => tell(false));
  map.on("movestart", () => tell(false));
  map.on("sourcedata", event => event.sourceId === PROJECTS && event.tile && soon());
  map.on("moveend", soon);
  map.on("idle", () => {
    if (map.getSource(POINTS) && !update()) tell(true);
  });
  map.on("style.load", () => {
    shown = "";
  });
}

/**
 * Opens a cluster: closer, or the list of its projects where no zoom parts them.
 * @param {import("maplibre-gl").Map} map
 * @param {object} cluster a feature of the layer "cluster"
 * @param {(projects: object[]) => void} list
 */
export async function openCluster(map, cluster, list) {
  const source = map.getSource(POINTS);
  const center = cluster.geometry.coordinates;
  const { cluster_id: id } = cluster.properties;
  if (id === undefined) {
    map.easeTo({ center, zoom: Math.max(map.getZoom() + 2, config.cellsBelowZoom) });
    return;
  }
  const zoom = await source.getClusterExpansionZoom(id);
  if (zoom <= LAST_CLUSTER_ZOOM) {
    map.easeTo({ center, zoom: zoom + 0.2 });
    return;
  }
  const leaves = await source.getClusterLeaves(id, LEAVES, 0);
  list(leaves.map(leaf => leaf.properties));
}
