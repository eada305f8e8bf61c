// What a form holds, what it is called, and putting back what it held.

/**
 * @typedef {object} About What a form is called on the list of what is not finished, and where it opens.
 * @property {string} title its project
 * @property {string} book its ledger
 * @property {string} place its commune and month
 * @property {string} opens the address of its page
 * @property {boolean} isPanel whether it stands in a panel beside the month
 */

/** The form of a record on this page. @param {string} record @returns {HTMLFormElement | null} */
export function formOf(record) {
  const name = CSS.escape(record);
  return document.querySelector(`form[data-record="${name}"], form[data-keep="${name}"]`);
}

/** What a form is, as it stands now. @param {HTMLFormElement} form */
export function snapshot(form) {
  const { title, book, place, opens } = form.dataset;
  const isPanel = form.matches(".panel__form");
  const about = { title, book, place, opens, isPanel };
  const file = form.querySelector("input[type=file]")?.files[0]?.name ?? "";
  return {
    fields: fieldsOf(form),
    action: form.getAttribute("action") ?? "",
    about,
    said: saidIn(form),
    file,
    at: Date.now(),
  };
}

/** The fields of a form by name, without what the session owns. @param {HTMLFormElement} form */
export function fieldsOf(form) {
  /** @type {Record<string, string | string[]>} */
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || typeof value !== "string") continue;
    found[name] = name in found ? [found[name], value].flat() : value;
  }
  return found;
}

const UNSAID = new Set(["hidden", "submit", "checkbox", "radio"]);

/** What stands in the fields, by their labels: told where the form itself can't be opened any more. @param {HTMLFormElement} form @returns {[string, string][]} */
function saidIn(form) {
  return [...form.elements]
    .filter(field => field.name && field.value && !UNSAID.has(field.type) && field.labels?.length)
    .map(field => [labelOf(field), shownIn(field)]);
}

/** @param {HTMLInputElement | HTMLSelectElement} field */
function shownIn(field) {
  if (field.type === "file") return field.files[0].name;
  if (field.type === "date") return field.value.split("-").reverse().join("/");
  return field.selectedOptions?.[0]?.textContent.trim() ?? field.value;
}

/** @param {HTMLInputElement} field */
function labelOf(field) {
  const words = field.labels[0].cloneNode(true);
  for (const mark of words.querySelectorAll("[aria-hidden], .visually-hidden")) mark.remove();
  return words.textContent.trim();
}

/**
 * Puts fields back into a form. A form that its page sends by itself keeps its hidden fields, but for its key.
 * @param {HTMLFormElement} form @param {Record<string, string | string[]>} fields
 */
export function fill(form, fields) {
  for (const field of form.elements) {
    if (!isOfReader(field) || isStale(field, fields)) continue;
    const values = [fields[field.name] ?? []].flat();
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  for (const details of form.ownerDocument.querySelectorAll(".entry__details")) {
    details.open ||= [...details.querySelectorAll("input")].some(input => input.value);
  }
}

/** @param {HTMLInputElement} field */
function isOfReader(field) {
  if (!field.name || ["csrf_token", "entry_key"].includes(field.name)) return field.name === "entry_key";
  if (["file", "submit"].includes(field.type)) return false;
  return field.type !== "hidden" || !field.form.dataset.keep;
}

/** What was decided about a row that reads otherwise by now is decided anew. @param {Element} field @param {Record<string, string | string[]>} fields */
function isStale(field, fields) {
  const seen = field.closest("[data-looked-at]")?.querySelector("input[name^='seen-']");
  return Boolean(seen) && fields[seen.name] !== seen.value;
}

/** A fresh key for a record (UUID, version 4): also where pages come without https. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
