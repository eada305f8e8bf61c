// Starts the map page: state from the address, the map, and the parts around it.
import { readAddress, startAddress } from "./address.js";
import { clusterList } from "./cluster_list.js";
import { startClusters } from "./clusters.js";
import { fitTo, keepSight, startControls, uncover } from "./controls.js";
import { onPlace, openDrawer, showList, startDrawer } from "./drawer.js";
import { startFilters } from "./filters.js";
import { startLegend } from "./legend.js";
import { createMap } from "./map.js";
import { markPlace, startMarks } from "./mark.js";
import { startPicking } from "./pick.js";
import { startPrinting } from "./print.js";
import { startSearch } from "./search.js";
import { startSheet } from "./sheet.js";
import { change, state } from "./state.js";
import { startEmptyState, startSummary } from "./summary.js";
import { layOut, startTwinTable } from "./twin_table.js";
import { startUnits } from "./units.js";

const USABLE = "map-usable";
const stage = document.getElementById("map-stage");

/** Notes on the page whether all of the map is drawn, and when it was for the first time. */
function tell(isSettled) {
  stage.dataset.state = isSettled ? "ready" : "busy";
  if (isSettled && !performance.getEntriesByName(USABLE).length) performance.mark(USABLE);
}

/** Without a map the table takes over, and a sentence says why. */
function takeOver() {
  document.body.classList.add("has-no-map");
  document.getElementById("map-failure").hidden = false;
  change({ isTableOpen: true });
}

function startMap() {
  const map = createMap(document.getElementById("map"));
  startControls(map);
  startClusters(map, tell);
  startPicking(map, {
    box: document.getElementById("map-tip"),
    list: projects => showList(clusterList(projects, openDrawer)),
    open: openDrawer,
  });
  startMarks(map);
  onPlace(place => {
    markPlace(map, place);
    uncover(map, place);
  });
  return map;
}

function start() {
  readAddress();
  startAddress();
  layOut(state.isTableOpen);
  startLegend();
  startSheet();
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
  startEmptyState(map, extent => fitTo(map, extent));
  startSummary(map);
  startPrinting(map);
  if (!map) tell(true);
}

start();
