// The address bar holds the whole view: filters, unit set, colours, month, drawer, table, and place as #zoom/lat/lon.
import { config } from "./config.js";
import { change, onChange, state } from "./state.js";

const ZOOM_DIGITS = 2;
const DEGREE_DIGITS = 5;
const VIEW = /^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
const TEXTS = new Set(["q", "min_vnd", "max_vnd", "disbursed_min", "disbursed_max"]);
let isReading = false;

const valuesOf = ([name, value]) =>
  (TEXTS.has(name) ? [value] : value.split(",")).map(each => [name, each.trim()]);

/** The pairs that narrow which projects are meant; of a list parted by commas each value by itself. */
export function filterPairs(pairs) {
  const named = [...pairs].filter(([name]) => config.filterNames.includes(name));
  return new URLSearchParams(named.flatMap(valuesOf).filter(([, value]) => value));
}

function readView(hash) {
  const [, zoom, lat, lon] = hash.match(VIEW) ?? [];
  return zoom === undefined ? null : { zoom: Number(zoom), lat: Number(lat), lon: Number(lon) };
}

function readPicked(query) {
  if (query.get("project")) return { kind: "project", key: query.get("project") };
  if (query.get("commune")) return { kind: "unit", key: query.get("commune") };
  return null;
}

/** The indicator and the month of the address, where there are such. */
function readShading(query) {
  const [indicator, month] = [query.get("color") ?? "", query.get("month") ?? ""];
  return {
    indicator: config.indicators.includes(indicator) ? indicator : "",
    month: config.months.some(([value]) => value === month) ? month : "",
  };
}

/** Takes the state over from the address. */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  isReading = true;
  change({
    filters: filterPairs(query),
    unitsOn: query.get("units_on") || config.unitsOn,
    colouring: query.get("colour") === "stage" ? "stage" : "schedule",
    picked: readPicked(query),
    ...readShading(query),
    isTableOpen: query.has("table"),
    tableKind: query.get("table") === "units" ? "units" : "projects",
    view: readView(location.hash),
  });
  isReading = false;
}

/** The filters and the unit set as a query string. @param {Record<string, string>} [more] */
export function projectQuery(more = {}) {
  const query = new URLSearchParams(state.filters);
  if (state.unitsOn !== config.unitsOnDefault) query.set("units_on", state.unitsOn);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query;
}

function wholeQuery() {
  const query = projectQuery();
  if (state.colouring !== "schedule") query.set("colour", state.colouring);
  if (state.picked) query.set(state.picked.kind === "project" ? "project" : "commune", state.picked.key);
  if (state.indicator) query.set("color", state.indicator);
  if (state.indicator && state.month) query.set("month", state.month);
  if (state.isTableOpen) query.set("table", state.tableKind === "units" ? "units" : "1");
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) query.set("lang", lang);
  return query;
}

function hash({ zoom, lat, lon }) {
  return `#${zoom.toFixed(ZOOM_DIGITS)}/${lat.toFixed(DEGREE_DIGITS)}/${lon.toFixed(DEGREE_DIGITS)}`;
}

/** This view as an address. @param {URLSearchParams} [query] */
export function address(query = wholeQuery()) {
  const search = query.size ? `?${query}` : "";
  return `${location.pathname}${search}${state.view ? hash(state.view) : ""}`;
}

/** Moves replace the entry of the history, choices add one. */
function write(isChoice) {
  if (isReading || address() === location.pathname + location.search + location.hash) return;
  history[isChoice ? "pushState" : "replaceState"](null, "", address());
}

/** A click on a language leads to this same view in it. @param {MouseEvent} event */
function keepViewAcrossLanguages(event) {
  const link = event.target.closest("a[hreflang]");
  if (!link) return;
  const query = wholeQuery();
  query.set("lang", link.hreflang);
  link.href = address(query);
}

export function startAddress() {
  for (const part of ["filters", "unitsOn", "colouring", "indicator", "picked", "isTableOpen", "tableKind"])
    onChange(part, () => write(true));
  onChange("view", () => write(false));
  onChange("month", () => write(false));
  addEventListener("popstate", readAddress);
  document.addEventListener("click", keepViewAcrossLanguages, true);
}
