// The time bar: goes from month to month by slider, buttons or keys, or plays them; only figures move, and beside a past month stands of which day the symbols are.
import { config } from "./config.js";
import { change, onChange, state } from "./state.js";

const PACE_MS = 900;
const part = id => document.getElementById(id);
const bar = part("map-time");
const slider = part("map-time-slider");
const select = part("map-time-select");
const stage = part("map-stage");
const { months } = config;
const last = months.length - 1;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let timer = 0;

function place() {
  const found = months.findIndex(([value]) => value === state.month);
  return found < 0 ? last : found;
}

/** @param {number} index of a month; beyond the ends nothing happens */
function go(index) {
  if (index >= 0 && index <= last) change({ month: months[index][0] });
}

function pause() {
  clearInterval(timer);
  timer = 0;
  change({ isPlaying: false });
}

/** One month further once the figures of the present one are there; the last month ends it. */
function step() {
  if (stage.dataset.figures === "busy") return;
  if (place() === last || stage.dataset.figures === "failed") pause();
  else go(place() + 1);
}

function play() {
  if (calm.matches) return;
  if (place() === last) go(0);
  timer = setInterval(step, PACE_MS);
  change({ isPlaying: true });
}

const turn = () => (timer ? pause() : play());

function show() {
  const index = place();
  const [value, words] = months[index] ?? ["", ""];
  bar.hidden = !state.indicator || last < 0;
  document.body.classList.toggle("has-time", !bar.hidden);
  slider.value = String(index);
  slider.setAttribute("aria-valuetext", words);
  select.value = value;
  part("map-time-month").textContent = words;
  part("map-time-symbols").hidden = index >= last;
  part("map-time-back").disabled = index <= 0;
  part("map-time-next").disabled = index >= last;
  if (bar.hidden && timer) pause();
}

function showPlaying(isPlaying) {
  part("map-time-play").setAttribute("aria-pressed", String(isPlaying));
}

/** Space plays and pauses; arrows, Home and End are the slider's own. @param {KeyboardEvent} event */
function press(event) {
  if (event.key !== " ") return;
  event.preventDefault();
  turn();
}

/** Takes motion away from whoever asked for none, also while it plays. */
function honour() {
  part("map-time-play").hidden = calm.matches;
  if (calm.matches && timer) pause();
}

/** Leaving by a choice of one's own ends the playing. */
function choose(index) {
  if (timer) pause();
  go(index);
}

export function startTimeBar() {
  slider.max = String(Math.max(last, 0));
  select.replaceChildren(...months.map(([value, words]) => new Option(words, value)).reverse());
  bar.querySelector("[data-end=first]").textContent = months[0]?.[1] ?? "";
  bar.querySelector("[data-end=last]").textContent = months[last]?.[1] ?? "";
  part("map-time-back").addEventListener("click", () => choose(place() - 1));
  part("map-time-next").addEventListener("click", () => choose(place() + 1));
  part("map-time-play").addEventListener("click", turn);
  slider.addEventListener("input", () => choose(Number(slider.value)));
  slider.addEventListener("keydown", press);
  select.addEventListener("change", () => choose(months.findIndex(([value]) => value === select.value)));
  calm.addEventListener("change", honour);
  for (const each of ["indicator", "month"]) onChange(each, show);
  onChange("isPlaying", showPlaying);
  honour();
  show();
}
