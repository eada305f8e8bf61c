// Keeps what is typed on this device until the server has it: one record an account and form, never shown to another.
const PREFIX = "hatang:draft:";

/**
 * @typedef {object} Kept What a form held: its fields, where it is sent to, and whether that was tried ("waiting").
 * @property {Record<string, string>} fields
 * @property {string} action
 * @property {"typed" | "waiting"} state
 * @property {boolean} sent whether its key has been on the way
 */

/** Where the device takes nothing (full, or forbidden): kept as long as the page is open. @type {Map<string, Kept>} */
const pageOnly = new Map();

export const account = document.getElementById("updates")?.dataset.account ?? "";

/** @param {string} record */
function keyOf(record) {
  return `${PREFIX}${account}:${record}`;
}

/** @param {string} record @returns {Kept | null} */
export function kept(record) {
  if (pageOnly.has(record)) return pageOnly.get(record);
  try {
    return JSON.parse(localStorage.getItem(keyOf(record)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} record @param {Kept} value @returns {boolean} false where the device takes it for this page only */
export function keep(record, value) {
  try {
    localStorage.setItem(keyOf(record), JSON.stringify(value));
    pageOnly.delete(record);
    return true;
  } catch {
    pageOnly.set(record, value);
    return false;
  }
}

/** @param {string} record */
export function forget(record) {
  pageOnly.delete(record);
  try {
    localStorage.removeItem(keyOf(record));
  } catch {
    // nothing can be kept there, so nothing is
  }
}

/** The records of this account that wait to be sent. @returns {string[]} */
export function waitingRecords() {
  return [...new Set([...pageOnly.keys(), ...keptRecords()])].filter(
    record => kept(record)?.state === "waiting",
  );
}

function keptRecords() {
  const own = keyOf("");
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(own))
      .map(key => key.slice(own.length));
  } catch {
    return [];
  }
}

/** The fields of a form by name, without what the session owns. @param {HTMLFormElement} form */
export function fieldsOf(form) {
  const pairs = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrf_token" && typeof value === "string",
  );
  return Object.fromEntries(pairs);
}

/** Puts fields back into a form. @param {HTMLFormElement} form @param {Record<string, string>} fields */
export function fill(form, fields) {
  for (const field of form.elements) {
    if (!field.name || field.name === "csrf_token" || field.type === "file" || field.type === "submit")
      continue;
    if (field.type === "checkbox") field.checked = field.name in fields;
    else if (field.name in fields) field.value = fields[field.name];
  }
  for (const details of form.ownerDocument.querySelectorAll(".entry__details")) {
    details.open ||= [...details.querySelectorAll("input")].some(input => input.value);
  }
}

/** A fresh key for a record (UUID, version 4): also where pages come without https. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
