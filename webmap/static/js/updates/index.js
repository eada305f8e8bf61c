// The month's work: forms are kept on this device, saved one by one, sent again where the net or the session went away.
import { text } from "../texts.js";
import { toast } from "../toast.js";
import { startCounts } from "./counts.js";
import { startEntries } from "./entries.js";
import { hear, keepMine, save, takeNewer, typed, undo } from "./forms.js";
import { startKeeping } from "./keeping.js";
import { takeUp } from "./opening.js";
import { startPanel } from "./panel.js";
import { restore } from "./restoring.js";
import { startSending } from "./sending.js";
import { startUnfinished } from "./unfinished.js";

/** @param {Event} event */
function byTyping(event) {
  const form = event.target.form;
  if (form?.matches("[data-record]")) typed(form);
}

/** @param {SubmitEvent} event */
function bySubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-record]")) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.submitter?.matches("[data-keep-mine]") && form.dataset.newer) keepMine(form);
  else if (form.dataset.blocked !== "conflict") save(form);
}

/** @param {MouseEvent} event */
function byChoice(event) {
  const link = event.target.closest("[data-take-newer]");
  const button = link?.parentElement.querySelector("[data-keep-mine]");
  if (!button?.form?.dataset.newer) {
    if (button?.form) undo(button.form);
    return;
  }
  event.preventDefault();
  takeNewer(button.form);
}

/** A link of a message leads to its field. @param {MouseEvent} event */
function byMessage(event) {
  const link = event.target.closest("[data-messages] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const details = field.closest("details");
  if (details) details.open = true;
  field.focus();
}

const MOST_NAMES = 3;

/** @param {string[]} names */
function some(names) {
  return names.slice(0, MOST_NAMES).join("; ") + (names.length > MOST_NAMES ? "; …" : "");
}

takeUp(document, location.hash);
const restored = restore(document);
const told = [
  ["restored", restored.unsent],
  ["restoredRefused", restored.refused],
]
  .filter(([, rows]) => rows.length)
  .map(([key, rows]) => text(key, { count: rows.length, names: some(rows) }));
if (told.length) toast(told.join(" "));
document.addEventListener("input", byTyping);
document.addEventListener("submit", bySubmit, { capture: true });
document.addEventListener("click", byChoice);
document.addEventListener("click", byMessage);
startCounts();
startEntries();
startPanel();
startKeeping();
startUnfinished();
startSending(hear);
document.getElementById("updates")?.setAttribute("data-ready", "");
