// The drawer: one project, one commune, or the projects of a cluster that no zoom parts.
import { announce } from "../live.js";
import { config } from "./config.js";
import { fetchText } from "./fragments.js";
import { change, onChange, state } from "./state.js";

const drawer = document.getElementById("map-drawer");
const body = document.getElementById("map-drawer-body");
const MONTH_PAUSE_MS = 250;
const opened = [];
let opener = null;
let request = new AbortController();
let timer = 0;

const fill = (address, key) => address.replace("__key__", encodeURIComponent(key));

function addressOf({ kind, id, key }) {
  if (kind === "unit") return fill(config.addresses.unitDrawer, id ?? key);
  return id ? fill(config.addresses.projectDrawerById, id) : fill(config.addresses.projectDrawer, key);
}

function withUnitSet(address) {
  const month = state.month ? `&month=${state.month}` : "";
  return `${address}${address.includes("?") ? "&" : "?"}units_on=${state.unitsOn}${month}`;
}

/** Calls `listener` with the place of what was picked, null where it has none. @param {(place: object | null) => void} listener */
export function onPlace(listener) {
  opened.push(listener);
}

function show(element, { takesFocus }) {
  drawer.hidden = false;
  document.body.classList.add("has-drawer");
  body.replaceChildren(element);
  body.scrollTop = 0;
  change({ isDrawerOpen: true });
  const title = body.querySelector("[data-title]");
  announce(title?.textContent ?? "");
  if (takesFocus) title?.focus({ preventScroll: true });
}

function remember() {
  if (!drawer.contains(document.activeElement)) opener = document.activeElement;
}

/** Puts the focus where it was before the drawer opened, or onto the map where that is gone. */
function giveFocusBack() {
  const hadFocus = document.activeElement === document.body;
  const sameRow = document.querySelector(`[data-open="${opener?.dataset.open ?? ""}"]`);
  const map = document.querySelector(".maplibregl-canvas");
  const target = [opener, sameRow, map].find(each => each?.isConnected && each.checkVisibility());
  if (hadFocus) target?.focus({ preventScroll: true });
  opener = null;
}

/**
 * Shows what was picked; the map stays where it is.
 * @param {{ kind: string, id?: number, key?: string }} picked
 * @param {{ takesFocus?: boolean }} [options]
 */
export async function openDrawer(picked, { takesFocus = true } = {}) {
  remember();
  request.abort();
  request = new AbortController();
  let html;
  try {
    html = await fetchText(withUnitSet(addressOf(picked)), { signal: request.signal });
  } catch (error) {
    if (error.name !== "AbortError") closeDrawer();
    return;
  }
  const element = document.createElement("div");
  element.innerHTML = html;
  const { id, key, place } = element.firstElementChild.dataset;
  show(element.firstElementChild, { takesFocus });
  change({ picked: { kind: picked.kind, key, id: Number(id) } });
  for (const listener of opened) listener(place ? JSON.parse(place) : null);
}

/** Shows a list that a caller has built. @param {HTMLElement} element */
export function showList(element) {
  remember();
  change({ picked: null });
  show(element, { takesFocus: true });
}

export function closeDrawer() {
  if (drawer.hidden) return;
  request.abort();
  drawer.hidden = true;
  document.body.classList.remove("has-drawer");
  body.replaceChildren();
  change({ picked: null, isDrawerOpen: false });
  giveFocusBack();
}

function follow(picked) {
  const isShown = body.firstElementChild?.dataset.key === picked?.key && !drawer.hidden;
  if (!picked) closeDrawer();
  else if (!isShown) openDrawer(picked, { takesFocus: false });
}

/** Puts the figures of another month into the drawer of a commune; everything else in it stays. */
async function renewFigures() {
  const old = body.querySelector("[data-unit-figures]");
  if (!old || state.picked?.kind !== "unit") return;
  const html = await fetchText(withUnitSet(addressOf(state.picked))).catch(() => "");
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const found = fresh.querySelector("[data-unit-figures]");
  if (found && old.isConnected) old.replaceWith(found);
}

function followMonth() {
  clearTimeout(timer);
  timer = setTimeout(renewFigures, MONTH_PAUSE_MS);
}

export function startDrawer() {
  document.getElementById("map-drawer-close").addEventListener("click", closeDrawer);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !event.defaultPrevented) closeDrawer();
  });
  body.addEventListener("click", event => {
    const link = event.target.closest("[data-open-unit]");
    if (!link) return;
    event.preventDefault();
    openDrawer({ kind: "unit", id: Number(link.dataset.openUnit) });
  });
  onChange("picked", follow);
  onChange("month", followMonth);
  if (state.picked) openDrawer(state.picked, { takesFocus: false });
}
