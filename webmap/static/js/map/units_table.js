// The table of the communes with their figures, the lowest first: the twin of the shaded map.
import { config } from "./config.js";
import { figureOf, stepOf } from "./figures.js";
import { change, onChange, state } from "./state.js";

const part = id => document.getElementById(id);
let open = () => {};

function fillRow(template, values) {
  const element = part(template).content.firstElementChild.cloneNode(true);
  for (const slot of element.querySelectorAll("[data-field]")) slot.textContent = values[slot.dataset.field];
  return element;
}

function classWords(unit) {
  const { classes, without_figures: without } = state.figures;
  const words = unit.class ? classes[unit.class - 1].label : without.label;
  return unit.mark ? `${words} · ${unit.mark}` : words;
}

function rowOf(id) {
  const unit = figureOf(id);
  const element = fillRow("map-unit-row", { ...unit, class_label: classWords(unit) });
  const step = stepOf(unit);
  element.querySelector(".swatch").classList.add(`swatch--${step ? `s${step}` : "none"}`);
  const name = element.querySelector("[data-open-commune]");
  name.dataset.openCommune = id;
  name.addEventListener("click", () => open({ kind: "unit", id: Number(id) }));
  name.addEventListener("focus", () => change({ litUnit: id }));
  name.addEventListener("blur", () => change({ litUnit: null }));
  element.addEventListener("mouseenter", () => change({ litUnit: id }));
  element.addEventListener("mouseleave", () => change({ litUnit: null }));
  return element;
}

function footLine(found) {
  const element = fillRow("map-unit-foot", found);
  const link = element.querySelector("a");
  link.href = found.address;
  return element;
}

const byValue = ([, one], [, other]) =>
  (one.value ?? Number.POSITIVE_INFINITY) - (other.value ?? Number.POSITIVE_INFINITY) ||
  one.name.localeCompare(other.name, config.locale);

function fill(figures) {
  if (!figures) return;
  const rows = part("map-unit-rows");
  const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.openCommune : null;
  const ids = Object.entries(figures.units)
    .sort(byValue)
    .map(([id]) => id);
  rows.replaceChildren(...ids.map(rowOf));
  part("map-unit-whole").replaceChildren(...[...figures.unplaced, figures.total].map(footLine));
  if (focused) rows.querySelector(`[data-open-commune="${focused}"]`)?.focus({ preventScroll: true });
}

/** Shows the table of projects or the one of communes; without an indicator there is only the first. */
function turn() {
  const isOfUnits = Boolean(state.indicator) && state.tableKind === "units";
  part("map-table-kinds").hidden = !state.indicator;
  part("map-projects-part").hidden = isOfUnits;
  part("map-units-part").hidden = !isOfUnits;
  part("map-table-words").hidden = isOfUnits;
  for (const choice of document.querySelectorAll("[data-table-kind]")) {
    choice.setAttribute("aria-pressed", String((choice.dataset.tableKind === "units") === isOfUnits));
  }
}

/** Arrow keys go from commune to commune. @param {KeyboardEvent} event */
function walk(event) {
  const names = [...part("map-unit-rows").querySelectorAll("[data-open-commune]")];
  const at = names.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  names[Math.max(0, Math.min(to, names.length - 1))].focus();
}

/** @param {(picked: object) => void} openDrawer */
export function startUnitsTable(openDrawer) {
  open = openDrawer;
  for (const choice of document.querySelectorAll("[data-table-kind]")) {
    choice.addEventListener("click", () => change({ tableKind: choice.dataset.tableKind }));
  }
  part("map-unit-rows").addEventListener("keydown", walk);
  onChange("figures", fill);
  onChange("indicator", turn);
  onChange("tableKind", turn);
  fill(state.figures);
  turn();
}
