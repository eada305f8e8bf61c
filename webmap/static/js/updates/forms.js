// A form that is kept while it is typed into, saved by one request, and told what came of it.
import { announce } from "../live.js";
import { text } from "../texts.js";
import { forget, keep, kept } from "./drafts.js";
import { fill, formOf, freshKey, snapshot } from "./fields.js";
import { mark, markFields, piecesOf, rowOf, showMessages } from "./messages.js";
import { SIGNED_OUT, send } from "./sending.js";
import { tellAway } from "./unfinished.js";

/** What was typed is kept; a key that has been on the way is never used for other content. @param {HTMLFormElement} form */
export function typed(form) {
  const before = kept(form.dataset.record);
  if (before?.sent) form.elements.entry_key.value = freshKey();
  form.dataset.changed = "yes";
  delete form.dataset.saved;
  if (form.dataset.blocked === "warned" || form.dataset.blocked === "refused") delete form.dataset.blocked;
  keep(form.dataset.record, { ...snapshot(form), state: "typed", sent: false, refusal: before?.refusal });
  mark(form, text("typed"), "is-changed");
}

/** Saving twice what was not touched since its receipt is one saving. @param {HTMLFormElement} form */
export function save(form) {
  const record = form.dataset.record;
  if (form.dataset.saved) return Promise.resolve();
  const refusal = kept(record)?.refusal;
  keep(record, {
    ...snapshot(form),
    state: "waiting",
    sent: true,
    refusal: refusal?.result === "warned" ? refusal : undefined, // the reason that it asks for is part of the form
  });
  mark(form, text("saving"), "");
  delete form.dataset.changed;
  return send(record, came => hear(record, came));
}

/** Tells a form, or where the page does not show it the page, what came of its record. @param {string} record @param {import("./sending.js").Came} came */
export function hear(record, came) {
  const { status, answer, refusal } = came;
  if (status === 200 && !answer) return; // nothing was left to send: an earlier answer told it
  const form = formOf(record);
  if (!form) tellAway(came);
  else if (status === 200) received(form, answer);
  else if (refusal) refused(form, refusal);
  else if (status === SIGNED_OUT) leadToSignIn(form);
  else mark(form, text("waiting"), "is-waiting");
}

/** The way back in stands beside what was typed. @param {HTMLFormElement} form */
function leadToSignIn(form) {
  mark(form, `${text("signedOut")} `, "is-waiting");
  const link = document.createElement("a");
  link.href = document.getElementById("updates").dataset.signIn;
  link.textContent = text("signIn");
  rowOf(form).querySelector("[data-receipt]")?.append(link);
}

/** What stands in a form is what the server has. @param {HTMLFormElement} form */
function settleFields(form) {
  for (const field of form.elements) if ("defaultValue" in field) field.defaultValue = field.value;
}

/** @param {HTMLFormElement} form @param {any} answer */
function received(form, answer) {
  form.elements.base_id.value = answer.base_id;
  delete form.dataset.blocked;
  showMessages(form, null);
  markFields(form, null);
  if (form.dataset.changed) {
    typed(form);
    return;
  }
  form.dataset.saved = "yes";
  form.elements.entry_key.value = answer.entry_key;
  settleFields(form);
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

/** @param {HTMLFormElement} form @param {import("./sending.js").Refusal} refusal */
function refused(form, refusal) {
  delete form.dataset.saved;
  showRefusal(form, refusal);
  mark(form, text(refusal.result), "is-changed");
  announce(text(refusal.result));
}

/** @param {HTMLFormElement} form @param {import("./sending.js").Refusal} refusal */
export function showRefusal(form, refusal) {
  form.dataset.blocked = refusal.result;
  form.dataset.newer = JSON.stringify({ fields: refusal.newer ?? {}, base_id: refusal.base_id ?? "" });
  showMessages(form, refusal);
  markFields(form, refusal);
}

/** Back to what the server has. @param {HTMLFormElement} form */
export function undo(form) {
  forget(form.dataset.record);
  form.reset();
  delete form.dataset.changed;
  delete form.dataset.blocked;
  showMessages(form, null);
  mark(form, "", "");
}

/** Two people wrote one figure: the reader's own replaces what stands there. @param {HTMLFormElement} form */
export function keepMine(form) {
  form.elements.base_id.value = JSON.parse(form.dataset.newer).base_id;
  form.elements.entry_key.value = freshKey();
  delete form.dataset.blocked;
  forget(form.dataset.record);
  showMessages(form, null);
  save(form);
}

/** Two people wrote one figure: the other one's stays. @param {HTMLFormElement} form */
export function takeNewer(form) {
  const { fields, base_id } = JSON.parse(form.dataset.newer);
  undo(form);
  fill(form, fields);
  form.elements.base_id.value = base_id;
  settleFields(form);
}
