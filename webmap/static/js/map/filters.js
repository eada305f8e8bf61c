// The filter form: each choice narrows the map at once; the server answers with new counts and chips.
import { filterPairs, projectQuery } from "./address.js";
import { config } from "./config.js";
import { fetchText } from "./fragments.js";
import { merge } from "./merge.js";
import { change, onChange, state } from "./state.js";

const PAUSE_MS = 250;
const BAD_REQUEST = 400;
const TYPED = "[type=search], [type=text]";
const AMOUNTS = "[name=min_vnd], [name=max_vnd], [name=disbursed_min]";
const FINDER = "[name=owner_words]";
const form = document.getElementById("map-filters");
const live = document.getElementById("map-panel-live");
let timer = 0;
let isOwn = false;
let request = new AbortController();

/** Values that no field of the form stands for: a unit of another date, an owner with few projects. */
function unlisted() {
  return [...state.filters].filter(([name, value]) => {
    const fields = [...form.querySelectorAll(`[name="${name}"]`)];
    return !fields.some(field => field.matches(TYPED) || field.value === value);
  });
}

const wanted = () => filterPairs([...new FormData(form), ...unlisted()]);

function apply() {
  clearTimeout(timer);
  isOwn = true;
  change({ filters: wanted() });
  isOwn = false;
}

/** Lets the server say what is wrong with an amount before it counts. @param {HTMLInputElement} field */
async function applyAmount(field) {
  field.setCustomValidity("");
  const headers = { Accept: "application/json" };
  const response = await fetch(`${config.addresses.panel}?${wanted()}`, { headers }).catch(() => null);
  if (response?.status !== BAD_REQUEST) {
    apply();
    return;
  }
  field.setCustomValidity((await response.json()).detail);
  field.reportValidity();
}

function onInput({ target }) {
  clearTimeout(timer);
  if (target.matches(AMOUNTS)) target.setCustomValidity("");
  else if (target.matches(FINDER)) timer = setTimeout(reload, PAUSE_MS);
  else if (target.matches("[type=search]")) timer = setTimeout(apply, PAUSE_MS);
  else apply();
}

/** Asks for the panel of the present filters and puts it in place without moving the focus. */
async function reload() {
  request.abort();
  request = new AbortController();
  try {
    const words = form.querySelector(FINDER)?.value;
    const query = projectQuery(words ? { owner_words: words } : {});
    const html = await fetchText(`${config.addresses.panel}?${query}`, { signal: request.signal });
    merge(live, html);
  } catch (error) {
    if (error.name !== "AbortError") live.dataset.state = "stale";
  }
}

/** Writes the filters into the fields, for filters that came from a chip, a link or the history. */
function showInFields(filters) {
  for (const field of form.elements) {
    if (!config.filterNames.includes(field.name)) continue;
    const values = filters.getAll(field.name);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "radio") field.checked = field.value === (values[0] ?? "");
    else field.value = values[0] ?? "";
  }
}

/** Links that change the filters do so without leaving the page. @param {MouseEvent} event */
function onLink(event) {
  if (event.target.closest("[data-clear-filters]")) {
    change({ filters: new URLSearchParams() });
    return;
  }
  const chip = event.target.closest("#map-chips a, [data-quick]");
  const setter = event.target.closest("[data-set-filter]");
  if (!chip && !setter) return;
  event.preventDefault();
  if (chip) {
    change({ filters: filterPairs(new URL(chip.href).searchParams) });
    if (!chip.matches("[data-quick]")) document.getElementById("q").focus();
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
    if (document.activeElement.matches(FINDER)) reload();
    else if (!document.activeElement.matches(AMOUNTS)) apply();
  });
  form.addEventListener("change", ({ target }) => target.matches(AMOUNTS) && applyAmount(target));
  document.addEventListener("click", onLink);
  onChange("filters", filters => {
    if (!isOwn) showInFields(filters);
    reload();
  });
  onChange("unitsOn", reload);
}
