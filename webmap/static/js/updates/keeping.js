// Forms that their page sends by itself are kept, too, until the server says that it has them.
import { forgetFile, keepFile, keptFile } from "../device_files.js";
import { account, CHANGED, forget, keep, kept } from "./drafts.js";
import { fill, freshKey, snapshot } from "./fields.js";
import { forgetReceived } from "./received.js";
import { startUnstored } from "./unstored.js";

/** @param {HTMLFormElement} form */
function note(form, isKept) {
  const place = form.querySelector("[data-kept-note]");
  if (place) place.hidden = !isKept;
}

/** @param {Event} event */
function byTyping(event) {
  const form = event.target.form;
  if (!account || !form?.matches("form[data-keep]")) return;
  const key = form.elements.entry_key;
  if (!key.value || kept(form.dataset.keep)?.sent) key.value = freshKey();
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

/** What was typed beside an older version of its subject says so. @param {HTMLFormElement} form @param {import("./drafts.js").Kept} value */
function noteOlder(form, value) {
  const place = form.querySelector("[data-kept-older]");
  if (place) place.hidden = (form.elements.version?.value ?? "") === (value.fields.version ?? "");
}

/** @param {HTMLFormElement} form @param {import("./drafts.js").Kept} value */
function putBack(form, value) {
  fill(form, value.fields);
  if (value.file) putFileBack(form);
  noteOlder(form, value);
  const details = form.closest("details");
  if (details) details.open = true;
}

/** Puts back what is kept. @param {ParentNode} root */
export function restoreKept(root) {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    const value = kept(form.dataset.keep);
    if (value) putBack(form, value);
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
  startUnstored();
}
