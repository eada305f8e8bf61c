// The rows of the month by keyboard: Enter saves and goes down, arrows move, Escape takes back; leaving a row saves it.
import { save, undo } from "./forms.js";

const CELL = "[data-column]";

/** @param {Element} field @param {1 | -1} step */
function move(field, step) {
  const cells = [...document.querySelectorAll(`[data-column="${field.dataset.column}"]`)];
  const next = cells[cells.indexOf(field) + step];
  if (!next) return false;
  next.focus();
  next.select?.();
  return true;
}

/** A row that says nothing yet is not sent by itself. @param {HTMLFormElement} form */
function isReady(form) {
  const figure = form.elements.namedItem("physical_progress_pct");
  return Boolean(form.dataset.changed && !form.dataset.blocked && figure?.value.trim());
}

/** @param {KeyboardEvent} event */
function byEnter(event) {
  const form = event.target.form;
  event.preventDefault();
  if (form.dataset.changed) save(form);
  move(event.target, 1);
}

/** @param {KeyboardEvent} event */
function byKey(event) {
  const field = event.target;
  if (event.altKey && event.key.toLowerCase() === "m") {
    openMore(event);
    return;
  }
  if (!field.matches(CELL) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") byEnter(event);
  else if (event.key === "Escape") undo(field.form);
  else if (field.tagName === "INPUT" && event.key === "ArrowDown") move(field, 1) && event.preventDefault();
  else if (field.tagName === "INPUT" && event.key === "ArrowUp") move(field, -1) && event.preventDefault();
}

/** @param {KeyboardEvent} event */
function openMore(event) {
  const more = event.target.closest("[data-entry]")?.querySelector(".entry__more");
  if (!more) return;
  event.preventDefault();
  more.open = true;
  more.querySelector("a").focus();
}

/** @param {FocusEvent} event */
function byLeaving(event) {
  const row = event.target.closest("[data-entry]");
  const form = row?.querySelector("form[data-record]");
  const next = event.relatedTarget;
  if (!form || row.contains(next) || next?.closest?.(`#messages-${row.dataset.entry}`)) return;
  if (isReady(form)) save(form);
}

export function startEntries() {
  const table = document.querySelector(".entries");
  table?.addEventListener("keydown", byKey);
  table?.addEventListener("focusout", byLeaving);
}
