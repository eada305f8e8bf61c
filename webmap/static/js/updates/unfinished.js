// What waits on this device and stands in no form of this page: half-typed, waiting to be sent, or refused.
import { announce } from "../live.js";
import { text } from "../texts.js";
import { toast } from "../toast.js";
import { CHANGED, forget, keptRecords } from "./drafts.js";
import { formOf } from "./fields.js";
import { addressOf } from "./opening.js";

/** @typedef {import("./drafts.js").Kept} Kept */

export const LATE = "record:late";
const section = document.querySelector("[data-unfinished]");
const list = section?.querySelector("[data-unfinished-list]");
const receipts = section?.querySelector("[data-late-receipts]");
const ORDER = ["refused", "typed", "waiting"];
let shown = "";
let isPlanned = false;

/** @param {Kept} value */
function nameOf({ about }) {
  return [about?.book, about?.title].filter(Boolean).join(": ");
}

/** As pages write a moment: 31/12/2026 14:05. @param {number} at milliseconds */
function momentOf(at) {
  const time = new Date(at);
  const [day, month, hour, minute] = [
    time.getDate(),
    time.getMonth() + 1,
    time.getHours(),
    time.getMinutes(),
  ].map(part => String(part).padStart(2, "0"));
  return `${day}/${month}/${time.getFullYear()} ${hour}:${minute}`;
}

/** @returns {[string, Kept][]} what is refused first, what was typed last before what is older */
function found() {
  return keptRecords()
    .filter(([record, value]) => value.about && !formOf(record))
    .sort(([, a], [, b]) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.at - a.at);
}

/** @param {Element} item @param {string} slot @param {string} words */
function put(item, slot, words) {
  for (const place of item.querySelectorAll(`[data-slot=${slot}]`)) place.textContent = words;
}

/** @param {string} tag @param {string} words */
function element(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

/** @param {[string, Kept]} entry */
function itemOf([record, value]) {
  const item = section.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const tag of item.querySelectorAll("[data-when]")) if (tag.dataset.when !== value.state) tag.remove();
  put(item, "name", nameOf(value));
  put(item, "place", value.about.place);
  put(item, "time", momentOf(value.at));
  const told = value.refusal ? value.refusal.told : [];
  if (value.refusal?.result === "conflict") told.push(text("conflict"));
  item.querySelector("[data-slot=told]").replaceChildren(...told.map(words => element("li", words)));
  const said = value.said.flatMap(([label, words]) => {
    const pair = document.createElement("div");
    pair.append(element("dt", label), element("dd", words));
    return pair;
  });
  item.querySelector("[data-slot=said]").replaceChildren(...said);
  if (!said.length) item.querySelector("details").remove();
  const link = item.querySelector("[data-slot=open]");
  link.href = addressOf(record, value.about);
  link.toggleAttribute("data-panel", value.about.isPanel);
  item.querySelector("[data-drop]").addEventListener("click", () => drop(record, value));
  return item;
}

/** @param {string} record @param {Kept} value */
function drop(record, value) {
  if (!confirm(text("dropUnfinished", { name: nameOf(value) }))) return;
  forget(record);
  section.querySelector("h2").focus();
}

function show() {
  isPlanned = false;
  const entries = found();
  const now = JSON.stringify(entries);
  if (now === shown) return;
  shown = now;
  list.replaceChildren(...entries.map(itemOf));
  hideEmpty();
}

function hideEmpty() {
  section.hidden = !list.childElementCount && !receipts.childElementCount;
}

/** Many changes, one look. */
function plan() {
  if (!isPlanned) setTimeout(show);
  isPlanned = true;
}

/** Says what came of a record whose form this page does not show. @param {import("./sending.js").Came} came */
export function tellAway({ status, answer, refusal, value }) {
  if (status === 200) {
    const words = `${nameOf(value)}: ${text("saved", { time: answer.time, number: answer.number })}`;
    receipts?.append(element("li", words));
    if (section) hideEmpty();
    announce(words);
    document.dispatchEvent(new CustomEvent(LATE, { detail: { project: value.fields.project_id } }));
  } else if (refusal) toast(text("refusedAway", { name: nameOf(value) }));
}

export function startUnfinished() {
  if (!section) return;
  show();
  document.addEventListener(CHANGED, plan);
  addEventListener("storage", plan);
}
