// The legend of the shaded communes: classes with their counts, no data hatched, what is known of no commune, the whole.
import { announce } from "../live.js";
import { config } from "./config.js";
import { loadFigures } from "./figures.js";
import { onChange, state } from "./state.js";

const OWN_FILTERS = new Set(["sector"]);
const part = id => document.getElementById(id);

function line(template, values) {
  const element = part(template).content.firstElementChild.cloneNode(true);
  for (const slot of element.querySelectorAll("[data-field]")) slot.textContent = values[slot.dataset.field];
  return element;
}

function classLine(found) {
  const element = line("map-class", found);
  element.querySelector(".swatch").classList.add(`swatch--${found.step ? `s${found.step}` : "none"}`);
  element.classList.toggle("is-absent", found.count === 0);
  return element;
}

function wholeLine(found) {
  const element = line("map-whole-line", found);
  element.querySelector("a").href = found.address;
  return element;
}

function showText(slot, words) {
  slot.textContent = words;
  slot.hidden = !words;
}

function fill(figures) {
  if (!figures) return;
  for (const slot of document.querySelectorAll("[data-figure-text]"))
    showText(slot, figures[slot.dataset.figureText]);
  const best = [...figures.classes].reverse();
  part("map-classes").replaceChildren(...[...best, figures.without_figures].map(classLine));
  const whole = [...figures.ends, ...figures.unplaced, figures.total].map(wholeLine);
  part("map-whole").replaceChildren(...whole);
  if (!state.isPlaying)
    announce(`${figures.label}. ${figures.day_text}. ${figures.total.label}: ${figures.total.text}`);
}

function remark() {
  const last = config.months.at(-1)?.[0];
  part("map-figures").hidden = !state.indicator;
  part("map-figures-filtered").hidden = ![...state.filters.keys()].some(name => !OWN_FILTERS.has(name));
  part("map-figures-past").hidden = !last || !state.figures || state.figures.month === last;
  part("map-figures-failure").hidden = !state.hasFailed;
}

export function startFiguresLegend() {
  onChange("figures", fill);
  for (const each of ["figures", "indicator", "filters", "hasFailed"]) onChange(each, remark);
  part("map-figures-retry").addEventListener("click", loadFigures);
  fill(state.figures);
  remark();
}
