// Puts back what an earlier page of this account had typed.
import { text } from "../texts.js";
import { account, kept } from "./drafts.js";
import { fill } from "./fields.js";
import { showRefusal, typed } from "./forms.js";
import { mark } from "./messages.js";

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
 * Puts back what is kept; what was typed here before the scripts came goes on top.
 * @param {ParentNode} root @returns {{ unsent: string[], refused: string[] }} what the rows are called
 */
export function restore(root) {
  const names = { unsent: [], refused: [] };
  for (const form of account ? root.querySelectorAll("form[data-record]") : []) {
    const early = typedEarly(form);
    const state = putBack(form);
    if (state) names[state].push(form.dataset.title);
    const newer = early.filter(([field, value]) => field.value !== value || !kept(form.dataset.record));
    for (const [field, value] of newer) field.value = value;
    if (newer.length) typed(form);
  }
  return names;
}

/** @param {HTMLFormElement} form @returns {"unsent" | "refused" | undefined} how far it came, where something was kept */
function putBack(form) {
  const value = kept(form.dataset.record);
  if (!value) return undefined;
  const isWaiting = value.state === "waiting";
  if (value.refusal) showRefusal(form, value.refusal); // first: it may ask for a reason, which is a field
  fill(form, value.fields);
  if (!isWaiting) form.dataset.changed = "yes";
  if (value.state === "typed" && form.dataset.blocked !== "conflict") delete form.dataset.blocked;
  const words = value.state === "refused" ? value.refusal.result : isWaiting ? "waiting" : "typed";
  mark(form, text(words), isWaiting ? "is-waiting" : "is-changed");
  return value.state === "refused" ? "refused" : "unsent";
}
