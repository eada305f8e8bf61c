// The filter form: each choice narrows the map at once; the server answers with new counts and chips.
import { filterPairs, projectQuery } from "./address.js";
import { config } from "./config.js";
import { fetchText } from "./fragments.js";
import { merge } from "./merge.js";
import { change, onChange, state } from "./state.js";

const PAUSE_MS = 250;
const TYPED = "[type=search], [type=text]";
const form = document.getElementById("map-filters");
const live = document.getElementById("map-panel-live");
let timer = 0;
let request = new AbortController();

const apply = () => change({ filters: filterPairs(new URLSearchParams(new FormData(form))) });

function applySoon() {
  clearTimeout(timer);
  timer = setTimeout(apply, PAUSE_MS);
}

function onInput(event) {
  if (event.target.matches(TYPED)) applySoon();
  else apply();
}

/** Asks for the panel of the present filters and puts it in place without moving the focus. */
async function reload() {
  request.abort();
  request = new AbortController();
  try {
    const html = await fetchText(`${config.addresses.panel}?${projectQuery()}`, { signal: request.signal });
    merge(live, html);
  } catch (error) {
    if (error.name !== "AbortError") live.dataset.state = "stale";
  }
}

/** Writes the filters into the fields, for filters that came from a chip, a link or the history. */
function showInFields(filters) {
  for (const field of form.elements) {
    if (field === document.activeElement || !config.filterNames.includes(field.name)) continue;
    const values = filters.getAll(field.name).flatMap(value => value.split(","));
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

/** Links that change the filters do so without leaving the page. @param {MouseEvent} event */
function onLink(event) {
  if (event.target.closest("[data-clear-filters]")) {
    change({ filters: new URLSearchParams() });
    return;
  }
  const chip = event.target.closest("#map-chips a");
  const setter = event.target.closest("[data-set-filter]");
  if (!chip && !setter) return;
  event.preventDefault();
  if (chip) {
    change({ filters: filterPairs(new URL(chip.href).searchParams) });
    document.getElementById("q").focus();
    return;
  }
  const filters = new URLSearchParams(state.filters);
  const [name, value] = setter.dataset.setFilter.split("=");
  filters.set(name, value);
  change({ filters });
}

export function startFilters() {
  form.addEventListener("input", onInput);
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(timer);
    apply();
  });
  document.addEventListener("click", onLink);
  onChange("filters", filters => {
    showInFields(filters);
    reload();
  });
  onChange("unitsOn", reload);
}
