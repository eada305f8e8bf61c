// Forms that their page sends by itself are kept, too, until the server says that it has them.
import { forgetFile, keepFile, keptFile } from "../device_files.js";
import { account, CHANGED, forget, keep, kept, keptRecords } from "./drafts.js";
import { fill, freshKey, snapshot } from "./fields.js";

/** @param {HTMLFormElement} form */
function note(form, isKept) {
  const place = form.querySelector("[data-kept-note]");
  if (place) place.hidden = !isKept;
}

/** A page names the keys of the forms that have arrived: what was typed anew since has another one. */
function forgetReceived() {
  const keys = new Set([...document.querySelectorAll("[data-received]")].map(each => each.dataset.received));
  if (!keys.size) return;
  for (const [record, value] of keptRecords()) if (keys.has(value.fields.entry_key)) forget(record);
}

/** @param {Event} event */
function byTyping(event) {
  const form = event.target.form;
  if (!account || !form?.matches("form[data-keep]")) return;
  if (kept(form.dataset.keep)?.sent) form.elements.entry_key.value = freshKey();
  keep(form.dataset.keep, { ...snapshot(form), state: "typed", sent: false });
  const file = event.target.files?.[0];
  if (file) keepFile(account, form.dataset.keep, file);
}

/** What is on its way has its key to itself. @param {SubmitEvent} event */
function bySending(event) {
  const value = event.target.matches("form[data-keep]") ? kept(event.target.dataset.keep) : null;
  if (value) keep(event.target.dataset.keep, { ...value, sent: true });
}

/** Back to what the page came with. @param {Event} event */
function byReset(event) {
  if (!event.target.matches("form[data-keep]")) return;
  forget(event.target.dataset.keep);
  note(event.target, false);
}

/** The file that was chosen is chosen again. @param {HTMLFormElement} form */
async function putFileBack(form) {
  const file = await keptFile(account, form.dataset.keep);
  const input = form.querySelector("input[type=file]");
  if (!file || input.files.length) return;
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
}

/** Puts back what is kept. @param {ParentNode} root */
export function restoreKept(root) {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    const value = kept(form.dataset.keep);
    if (value) fill(form, value.fields);
    if (value?.file) putFileBack(form);
    note(form, Boolean(value));
  }
}

export function startKeeping() {
  document.addEventListener("input", byTyping);
  document.addEventListener("submit", bySending, { capture: true });
  document.addEventListener("reset", byReset);
  document.addEventListener(CHANGED, ({ detail }) => detail && forgetFile(account, detail));
  forgetReceived();
  restoreKept(document);
}
