// Matches right below the search box, walked by arrow keys, wherever on the map they lie or wait for a place.
import { fetchJson } from "../requests.js";
import { projectQuery } from "./address.js";
import { config } from "./config.js";
import { onChange } from "./state.js";

const SHOWN = 7;
const box = document.getElementById("q");
const list = document.getElementById("map-results");
const item = document.getElementById("map-result");
let request = new AbortController();

const buttons = () => [...list.querySelectorAll("button")];

function itemOf(project, open) {
  const element = item.content.firstElementChild.cloneNode(true);
  for (const slot of element.querySelectorAll("[data-field]")) slot.textContent = project[slot.dataset.field];
  const use = element.querySelector("use");
  use.setAttribute("href", `${config.addresses.icons}#shape-${project.schedule}`);
  use.parentElement.classList.add(`tone--${project.schedule}`);
  element.querySelector("button").addEventListener("click", () => {
    list.hidden = true;
    open({ kind: "project", id: project.id });
  });
  return element;
}

async function load(filters, open) {
  request.abort();
  request = new AbortController();
  if (!filters.get("q")) {
    list.hidden = true;
    return;
  }
  try {
    const address = `${config.addresses.features}?${projectQuery({ size: SHOWN })}`;
    const { projects } = await fetchJson(address, { signal: request.signal });
    list.replaceChildren(...projects.map(project => itemOf(project, open)));
    list.hidden = !projects.length || document.activeElement !== box;
  } catch {
    list.hidden = true;
  }
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const all = buttons();
  const at = all.indexOf(document.activeElement);
  if (event.key === "Escape" && !list.hidden) {
    list.hidden = true;
    box.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden) return;
  event.preventDefault();
  (at + step < 0 ? box : all[Math.min(at + step, all.length - 1)])?.focus();
}

/** @param {(picked: object) => void} open */
export function startSearch(open) {
  const around = box.closest(".map-panel__search");
  onChange("filters", filters => load(filters, open));
  around.addEventListener("keydown", walk);
  around.addEventListener("focusout", event => {
    if (!around.contains(event.relatedTarget)) list.hidden = true;
  });
  box.addEventListener("focus", () => {
    list.hidden = !buttons().length || !box.value;
  });
}
