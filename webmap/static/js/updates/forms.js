// A form that is kept while it is typed into, saved by one request, and told what came of it.
import { announce } from "../live.js";
import { text } from "../texts.js";
import { account, fieldsOf, fill, forget, freshKey, keep, kept } from "./drafts.js";
import { send } from "./sending.js";

const SIGNED_OUT = 401;

/** @param {string} record @returns {HTMLFormElement | null} */
export function formOf(record) {
  return document.querySelector(`form[data-record="${CSS.escape(record)}"]`);
}

/** @param {HTMLFormElement} form */
function rowOf(form) {
  return form.closest("[data-entry]") ?? form;
}

/** @param {HTMLFormElement} form */
function placeOfMessages(form) {
  const row = form.closest("[data-entry]");
  return row
    ? document.querySelector(`#messages-${row.dataset.entry} > td`)
    : form.parentElement.querySelector("[data-messages-place]");
}

/** @param {HTMLFormElement} form @param {string} words @param {"is-changed" | "is-waiting" | ""} look */
export function mark(form, words, look) {
  const row = rowOf(form);
  row.classList.toggle("is-changed", look === "is-changed");
  row.classList.toggle("is-waiting", look === "is-waiting");
  const receipt = row.querySelector("[data-receipt]");
  if (receipt) receipt.textContent = words;
}

/** What was typed is kept; a key that has been on the way is never used for other content. @param {HTMLFormElement} form */
export function typed(form) {
  const before = kept(form.dataset.record);
  if (before?.sent) form.elements.entry_key.value = freshKey();
  form.dataset.changed = "yes";
  delete form.dataset.saved;
  if (form.dataset.blocked === "warned" || form.dataset.blocked === "refused") delete form.dataset.blocked;
  keep(form.dataset.record, { fields: fieldsOf(form), action: form.action, state: "typed", sent: false });
  mark(form, text("typed"), "is-changed");
}

/** Saving twice what was not touched since its receipt is one saving. @param {HTMLFormElement} form */
export function save(form) {
  const record = form.dataset.record;
  if (form.dataset.saved) return Promise.resolve();
  keep(record, { fields: fieldsOf(form), action: form.action, state: "waiting", sent: true });
  mark(form, text("saving"), "");
  delete form.dataset.changed;
  return send(record, result => hear(record, result));
}

/** Tells a form, where the page has it, what came of its record. @param {string} record @param {{status: number, answer: any}} result */
export function hear(record, { status, answer }) {
  const form = formOf(record);
  if (!form || (status === 200 && !answer)) return; // nothing was left to send: an earlier answer told it
  if (status === 200) received(form, answer);
  else if (answer?.result) refused(form, answer);
  else if (status === SIGNED_OUT) leadToSignIn(form);
  else if (kept(record)?.state === "waiting") mark(form, text("waiting"), "is-waiting");
  else mark(form, text("refused"), "is-changed");
}

/** The way back in stands beside what was typed. @param {HTMLFormElement} form */
function leadToSignIn(form) {
  mark(form, `${text("signedOut")} `, "is-waiting");
  const link = document.createElement("a");
  link.href = document.getElementById("updates").dataset.signIn;
  link.textContent = text("signIn");
  rowOf(form).querySelector("[data-receipt]")?.append(link);
}

/** @param {HTMLFormElement} form @param {any} answer */
function received(form, answer) {
  form.elements.base_id.value = answer.base_id;
  delete form.dataset.blocked;
  showMessages(form, "");
  for (const field of form.elements) field.removeAttribute?.("aria-invalid");
  if (form.dataset.changed) {
    typed(form);
    return;
  }
  form.dataset.saved = "yes";
  form.elements.entry_key.value = answer.entry_key;
  for (const field of form.elements) if ("defaultValue" in field) field.defaultValue = field.value;
  const words = text("saved", { time: answer.time, number: answer.number });
  mark(form, words, "");
  showState(form, answer);
  announce(words);
  form.dispatchEvent(new CustomEvent("record:saved", { bubbles: true, detail: { words } }));
}

/** @param {HTMLFormElement} form @param {any} answer */
function showState(form, answer) {
  rowOf(form)
    .querySelector("[data-state]")
    ?.replaceChildren(...piecesOf(answer.state_html));
}

/** @param {string} html written by our own templates */
export function piecesOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.childNodes;
}

/** @param {HTMLFormElement} form @param {any} answer */
function refused(form, answer) {
  delete form.dataset.saved;
  form.dataset.blocked = answer.result;
  form.dataset.newer = JSON.stringify({ fields: answer.newer ?? {}, base_id: answer.base_id ?? "" });
  mark(form, text(answer.result), "is-changed");
  showMessages(form, answer.messages);
  for (const field of form.elements) {
    if (field.name in answer.fields) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute?.("aria-invalid");
  }
  announce(text(answer.result));
}

/** @param {HTMLFormElement} form @param {string} html written by our own templates */
function showMessages(form, html) {
  const place = placeOfMessages(form);
  if (!place) return;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const part of parsed.querySelectorAll("[form]")) part.setAttribute("form", form.id);
  place.replaceChildren(...parsed.body.childNodes);
  const row = place.closest(".entry-messages");
  if (row) row.hidden = !html;
  else if (html) place.scrollIntoView({ block: "nearest" });
}

/** Back to what the server has. @param {HTMLFormElement} form */
export function undo(form) {
  forget(form.dataset.record);
  form.reset();
  delete form.dataset.changed;
  delete form.dataset.blocked;
  showMessages(form, "");
  mark(form, "", "");
}

/** Two people wrote one figure: the reader's own replaces what stands there. @param {HTMLFormElement} form */
export function keepMine(form) {
  form.elements.base_id.value = JSON.parse(form.dataset.newer).base_id;
  form.elements.entry_key.value = freshKey();
  delete form.dataset.blocked;
  forget(form.dataset.record);
  showMessages(form, "");
  save(form);
}

/** Two people wrote one figure: the other one's stays. @param {HTMLFormElement} form */
export function takeNewer(form) {
  const { fields, base_id } = JSON.parse(form.dataset.newer);
  undo(form);
  fill(form, fields);
  form.elements.base_id.value = base_id;
  for (const field of form.elements) if ("defaultValue" in field) field.defaultValue = field.value;
}

/** What the reader calls the place of a form. @param {HTMLFormElement} form */
function nameOf(form) {
  const title =
    form.closest("[data-entry]")?.querySelector(".table__main") ?? document.querySelector("main h1");
  return title?.textContent.trim() ?? "";
}

/** What a field was sent with, as it shows it. @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function valueSent(field) {
  if (field.localName === "select") {
    const chosen = [...field.options].find(option => option.defaultSelected) ?? field.options[0];
    return chosen?.value ?? "";
  }
  const sent = field.defaultValue ?? field.value;
  return field.localName === "input" ? sent.replace(/[\r\n]/g, "") : sent.replace(/\r\n?/g, "\n");
}

/** What was typed or chosen before the scripts came. @param {HTMLFormElement} form @returns {[HTMLInputElement, string][]} */
function typedEarly(form) {
  return [...form.elements]
    .filter(field => ["input", "select", "textarea"].includes(field.localName))
    .filter(field => !["hidden", "checkbox", "radio", "file"].includes(field.type))
    .filter(field => field.value !== valueSent(field))
    .map(field => [field, field.value]);
}

/**
 * Puts back what an earlier page of this account had typed; what was typed here before the scripts came goes on top.
 * @param {ParentNode} root @returns {string[]} what the rows are called
 */
export function restore(root) {
  const names = [];
  for (const form of account ? root.querySelectorAll("form[data-record]") : []) {
    const early = typedEarly(form);
    if (putBack(form)) names.push(nameOf(form));
    const newer = early.filter(([field, value]) => field.value !== value || !kept(form.dataset.record));
    for (const [field, value] of newer) field.value = value;
    if (newer.length) typed(form);
  }
  return names;
}

/** @param {HTMLFormElement} form @returns {boolean} whether something was kept */
function putBack(form) {
  const value = kept(form.dataset.record);
  if (!value) return false;
  const isWaiting = value.state === "waiting";
  fill(form, value.fields);
  if (!isWaiting) form.dataset.changed = "yes";
  mark(form, text(isWaiting ? "waiting" : "typed"), isWaiting ? "is-waiting" : "is-changed");
  return true;
}
