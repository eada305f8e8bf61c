// What is shown now, and who wants to hear when a part of it changes.
import { config } from "./config.js";

/**
 * `filters` are the pairs of the contract's query string; `unitsOn` picks the unit set; `colouring` is "schedule"
 * or "stage"; `indicator` shades the communes ("" for none) as of the end of `month` ("" for the last), `figures` is the
 * answer to that; `picked` is what the drawer shows, `lit` the project and `litUnit` the commune a table row points at;
 * `view` is where the map stands, null for the whole territory.
 */
export const state = {
  filters: new URLSearchParams(),
  unitsOn: config.unitsOn,
  colouring: "schedule",
  indicator: "",
  month: "",
  figures: null,
  hasFailed: false,
  isPlaying: false,
  picked: null,
  isDrawerOpen: false,
  lit: null,
  litUnit: null,
  isTableOpen: false,
  tableKind: "projects",
  view: null,
};

const listeners = new Map();

/** @param {string} part a name in `state` @param {(value: any) => void} listener */
export function onChange(part, listener) {
  listeners.set(part, [...(listeners.get(part) ?? []), listener]);
}

/**
 * Takes new values over and tells those who listen to the parts that differ.
 * @param {Partial<typeof state>} changes
 */
export function change(changes) {
  const changed = Object.keys(changes).filter(
    part => String(key(state[part])) !== String(key(changes[part])),
  );
  Object.assign(state, changes);
  for (const part of changed) for (const listener of listeners.get(part) ?? []) listener(state[part]);
  return changed;
}

const key = value => (value instanceof URLSearchParams ? value : JSON.stringify(value));
