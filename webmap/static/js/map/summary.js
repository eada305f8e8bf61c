// What is in view, in figures: below the filters, in the legend, in the live region, and when nothing is found.
import { announce } from "../live.js";
import { fetchJson } from "../requests.js";
import { text } from "../texts.js";
import { projectQuery } from "./address.js";
import { config } from "./config.js";
import { onChange } from "./state.js";

const PAUSE_MS = 120;
const DIGITS = 5;
const heard = [];
let request = new AbortController();
let timer = 0;
let lastWords = "";

/** @param {import("maplibre-gl").Map} map */
export function boxInSight(map) {
  const bounds = map.getBounds();
  const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [west, south, east, north] = sides.map(side => Number(side.toFixed(DIGITS)));
  return [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)].join();
}

/** Calls `listener` with each new summary. @param {(summary: object) => void} listener */
export function onSummary(listener) {
  heard.push(listener);
}

function fill(summary) {
  for (const slot of document.querySelectorAll("[data-summary]"))
    slot.textContent = summary[slot.dataset.summary];
  for (const slot of document.querySelectorAll("[data-summary-title]")) {
    slot.title = summary[slot.dataset.summaryTitle];
  }
  for (const slot of document.querySelectorAll("[data-class-count]")) {
    const [axis, code] = slot.dataset.classCount.split("=");
    slot.textContent = summary[axis][code] ?? "0";
    slot.closest("li").classList.toggle("is-absent", !(code in summary[axis]));
  }
  const waiting = document.getElementById("map-waiting");
  waiting.hidden = summary.unlocated === 0;
  waiting.href = `${config.addresses.list}?${projectQuery({ located: "no" })}`;
}

/** The same rows as a list and as files, in one click more. */
function showTaking() {
  const query = projectQuery();
  const within = path => (query.size ? `${path}?${query}` : path);
  for (const link of document.querySelectorAll("[data-take]")) link.href = within(link.dataset.take);
  for (const link of document.querySelectorAll(".bar__nav a, .tabbar a"))
    if (link.pathname === config.addresses.list) link.href = within(link.pathname);
}

async function load(map) {
  request.abort();
  request = new AbortController();
  const query = projectQuery(map ? { bbox: boxInSight(map) } : {});
  let summary;
  try {
    summary = await fetchJson(`${config.addresses.summary}?${query}`, { signal: request.signal });
  } catch {
    return;
  }
  fill(summary);
  if (summary.sentence !== lastWords) announce(summary.sentence);
  lastWords = summary.sentence;
  for (const listener of heard) listener(summary);
}

/** Keeps the figures in step with map and filters. @param {import("maplibre-gl").Map | null} map */
export function startSummary(map) {
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(map), PAUSE_MS);
  };
  map?.on("moveend", soon);
  map?.on("resize", soon);
  for (const part of ["filters", "unitsOn"]) {
    onChange(part, soon);
    onChange(part, showTaking);
  }
  showTaking();
  soon();
}

/** Says what to do where no project is found. @param {import("maplibre-gl").Map | null} map */
export function startEmptyState(map, fitTo) {
  const nothing = document.getElementById("map-nothing");
  const elsewhere = document.getElementById("map-elsewhere");
  let extent = null;
  onSummary(summary => {
    extent = summary.extent;
    nothing.hidden = summary.located > 0;
    elsewhere.hidden = summary.located === 0 || summary.count > 0;
    nothing.querySelector("[data-advice]").textContent =
      summary.unlocated > 0 ? text("onlyUnlocated", { n: summary.unlocated_text }) : text("nothingAdvice");
    nothing.querySelector("[data-list]").hidden = summary.unlocated === 0;
    nothing.querySelector("[data-list]").href = document.getElementById("map-waiting").href;
  });
  elsewhere.querySelector("button").addEventListener("click", () => map && extent && fitTo(extent));
}
