// The table of the same projects in the same order: beside the map, or instead of it where no map can be drawn.
import { announce } from "../live.js";
import { fetchJson } from "../requests.js";
import { projectQuery } from "./address.js";
import { config } from "./config.js";
import { change, onChange, state } from "./state.js";
import { boxInSight, onSummary } from "./summary.js";

const dock = document.getElementById("map-table");
const rows = document.getElementById("map-table-rows");
const more = document.getElementById("map-table-more");
const row = document.getElementById("map-row");
const button = document.getElementById("map-table-button");
let request = new AbortController();
let page = 1;
let shown = "";
let open = () => {};

function sign(kind, code, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${config.addresses.icons}#${kind}-${code}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** One row from the page's template. @param {object} project */
function rowOf(project) {
  const element = row.content.firstElementChild.cloneNode(true);
  for (const cell of element.querySelectorAll("[data-field]")) cell.textContent = project[cell.dataset.field];
  element.querySelector("[data-sector]").prepend(sign("sector", project.sector, "icon"));
  const status = element.querySelector("[data-schedule]");
  status.prepend(sign("shape", project.schedule, "shape"));
  status.classList.add(`tone--${project.schedule}`);
  const name = element.querySelector("[data-open]");
  name.dataset.open = project.id;
  name.addEventListener("click", () => open({ kind: "project", id: project.id }));
  const light = () => change({ lit: project.mark });
  name.addEventListener("focus", light);
  element.addEventListener("mouseenter", light);
  element.addEventListener("mouseleave", () => change({ lit: null }));
  return element;
}

/** Puts the first page in place, unless the same projects stand there; a focused row keeps the focus. */
function replaceRows(projects) {
  const key = projects.map(({ id, schedule }) => `${id}${schedule}`).join();
  if (key === shown) return;
  shown = key;
  const { open: focused } = rows.contains(document.activeElement) ? document.activeElement.dataset : {};
  rows.replaceChildren(...projects.map(rowOf));
  if (focused) rows.querySelector(`[data-open="${focused}"]`)?.focus({ preventScroll: true });
}

function addRows(projects) {
  shown = "";
  const elements = projects.map(rowOf);
  rows.append(...elements);
  elements[0]?.querySelector("[data-open]").focus();
}

async function load(map, wanted, { isAsked = true } = {}) {
  request.abort();
  request = new AbortController();
  const query = projectQuery({ ...(map ? { bbox: boxInSight(map) } : {}), page: wanted });
  let found;
  try {
    found = await fetchJson(`${config.addresses.features}?${query}`, { signal: request.signal });
  } catch {
    return;
  }
  page = found.page;
  if (page === 1) replaceRows(found.projects);
  else addRows(found.projects);
  document.getElementById("map-table-words").textContent = found.words;
  more.hidden = page >= found.pages;
  if (isAsked) announce(found.words);
}

/** Arrow keys go from project to project, Home and End to the ends. @param {KeyboardEvent} event */
function walk(event) {
  const names = [...rows.querySelectorAll("[data-open]")];
  const at = names.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  names[Math.max(0, Math.min(to, names.length - 1))].focus();
}

/** Makes room for the table, or gives it back to the map. @param {boolean} isOpen */
export function layOut(isOpen) {
  dock.hidden = !isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
}

/**
 * @param {import("maplibre-gl").Map | null} map
 * @param {{ openDrawer: (picked: object) => void, keepSight: (work: () => void) => void }} parts
 */
export function startTwinTable(map, { openDrawer, keepSight }) {
  open = openDrawer;
  function show(isOpen) {
    keepSight(() => layOut(isOpen));
    if (isOpen) load(map, 1);
    else change({ lit: null });
  }
  button.addEventListener("click", () => {
    change({ isTableOpen: !state.isTableOpen });
    if (state.isTableOpen) document.getElementById("map-table-title").focus();
  });
  document.getElementById("map-table-close").addEventListener("click", () => {
    change({ isTableOpen: false });
    button.focus();
  });
  more.addEventListener("click", () => load(map, page + 1));
  rows.addEventListener("keydown", walk);
  onChange("isTableOpen", show);
  onSummary(() => state.isTableOpen && load(map, 1, { isAsked: false }));
  if (state.isTableOpen && !map) show(true);
}
