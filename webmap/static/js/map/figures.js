// The figures of the communes for the chosen indicator and month: one small answer, kept, and no geometry.
import { fetchJson } from "../requests.js";
import { config } from "./config.js";
import { change, onChange, state } from "./state.js";

const MOST_KEPT = 120;
const stage = document.getElementById("map-stage");
const kept = new Map();
let request = new AbortController();

/** @param {string} month @returns {string} what is asked, which is also the name under which the answer is kept */
function queryOf(month) {
  const query = new URLSearchParams({
    indicator: state.indicator,
    units_on: state.unitsOn,
    lang: config.locale,
  });
  if (month) query.set("month", month);
  for (const sector of state.filters.getAll("sector")) query.append("sector", sector);
  return String(query);
}

async function answer(query, signal) {
  if (!kept.has(query)) {
    kept.set(query, await fetchJson(`${config.addresses.indicators}?${query}`, { signal }));
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(query);
}

/** Asks for the present figures; those before them stay until the answer has come. */
export async function loadFigures() {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  if (!state.indicator) {
    stage.dataset.figures = "none";
    change({ figures: null, hasFailed: false });
    return;
  }
  stage.dataset.figures = "busy";
  const found = await answer(queryOf(state.month), signal).catch(() => null);
  if (signal.aborted) return;
  stage.dataset.figures = found ? "ready" : "failed";
  change({ figures: found, hasFailed: !found });
}

/** The figures of a commune, undefined where there are none. @param {number | string} id */
export const figureOf = id => state.figures?.units[id];

/** The step of the colour scale of a commune's figures; 0 where there is no data. @param {{ class: number | null }} unit */
export const stepOf = unit => (unit.class ? state.figures.classes[unit.class - 1].step : 0);

/** What the pointer's tip and the table say of a commune: value with its name, what it was divided by, its day. */
export function wordsOf(id) {
  const unit = figureOf(id);
  if (!unit) return [];
  const { label, day_text: day } = state.figures;
  return [`${label}: ${unit.text}${unit.mark && ` (${unit.mark})`}`, unit.more, day];
}

/** Shows what the buttons say, and follows indicator, month, unit set and sectors. */
export function startFigures() {
  let asked = "";
  const follow = () => {
    const query = state.indicator && queryOf(state.month);
    if (query !== asked) loadFigures();
    asked = query;
  };
  const press = indicator => {
    for (const choice of document.querySelectorAll("[data-indicator]")) {
      const isChosen = choice.dataset.indicator === indicator;
      choice.setAttribute("aria-pressed", String(isChosen));
      const row = choice.parentElement;
      if (isChosen)
        row.scrollLeft = choice.offsetLeft - row.offsetLeft - (row.clientWidth - choice.offsetWidth) / 2;
    }
  };
  for (const choice of document.querySelectorAll("[data-indicator]")) {
    choice.addEventListener("click", () => change({ indicator: choice.dataset.indicator }));
  }
  for (const part of ["indicator", "month", "unitsOn", "filters"]) onChange(part, follow);
  onChange("indicator", press);
  press(state.indicator);
  follow();
}
