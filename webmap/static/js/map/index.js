// Starts the map page: state from the address, the map, and the parts around it.
import { startAddress } from "./address.js";
import { startChoropleth } from "./choropleth.js";
import { clusterList } from "./cluster_list.js";
import { startClusters } from "./clusters.js";
import { phone } from "./config.js";
import { fitTo, keepSight, startControls, uncover } from "./controls.js";
import { startCovered } from "./covered.js";
import { onPlace, openDrawer, showList, startDrawer } from "./drawer.js";
import { startFigures } from "./figures.js";
import { startFiguresLegend } from "./figures_legend.js";
import { startFilters } from "./filters.js";
import { startLegend } from "./legend.js";
import { createMap } from "./map.js";
import { markPlace, startMarks } from "./mark.js";
import { startPicking, tip } from "./pick.js";
import { dropPicture, keepPicture, yieldTo } from "./picture.js";
import { startPrinting } from "./print.js";
import { startSearch } from "./search.js";
import { startSheet } from "./sheet.js";
import { change, state } from "./state.js";
import { startEmptyState, startSummary } from "./summary.js";
import { startTimeBar } from "./time_bar.js";
import { layOut, startTwinTable } from "./twin_table.js";
import { startUnits } from "./units.js";
import { startUnitsTable } from "./units_table.js";

const USABLE = "map-usable";
const COMPLETE = "map-complete";
const stage = document.getElementById("map-stage");

function markOnce(name, detail = null) {
  if (!performance.getEntriesByName(name).length) performance.mark(name, { detail });
}

/** How many names of units stand on the map; null as long as none can be drawn. */
function countNames(map) {
  return map.getLayer("unit-label") ? map.queryRenderedFeatures({ layers: ["unit-label"] }).length : null;
}

/** Notes on the page whether all of the map is drawn, and when it was for the first time: projects, then names too. */
function tell(isSettled, map = null) {
  stage.dataset.state = isSettled ? "ready" : "busy";
  if (!isSettled) return;
  if (map) dropPicture();
  markOnce(USABLE);
  const names = map && countNames(map);
  if (names !== null) markOnce(COMPLETE, { names });
}

/** Without a map the picture stays, with a sentence about it, and the table of the same projects opens beside it. */
function takeOver() {
  document.body.classList.add("has-no-map");
  document.getElementById("map-failure").hidden = false;
  if (!phone.matches) change({ isTableOpen: true });
  keepPicture();
}

function startMap() {
  const map = createMap(document.getElementById("map"));
  const reveal = startCovered(map);
  startControls(map);
  startClusters(map, isSettled => tell(isSettled && !reveal(), map));
  const box = document.getElementById("map-tip");
  startPicking(map, {
    box,
    list: projects => showList(clusterList(projects, openDrawer)),
    open: openDrawer,
  });
  startMarks(map);
  yieldTo(map);
  startChoropleth(map, (title, lines, point) => tip(box, title, lines, point));
  onPlace(place => {
    markPlace(map, place);
    if (place) dropPicture();
    uncover(map, place);
  });
  return map;
}

function start() {
  startAddress();
  layOut(state.isTableOpen);
  startLegend();
  startSheet();
  startTimeBar();
  let map = null;
  try {
    map = startMap();
  } catch {
    takeOver();
  }
  startUnits(map);
  startDrawer();
  startFilters();
  startSearch(openDrawer);
  startTwinTable(map, { openDrawer, keepSight: map ? work => keepSight(map, work) : work => work() });
  startUnitsTable(openDrawer);
  startFiguresLegend();
  startFigures();
  startEmptyState(map, extent => fitTo(map, extent));
  startSummary(map);
  startPrinting(map);
  if (!map) tell(true);
}

start();
