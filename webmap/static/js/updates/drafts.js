// Keeps what is typed on this device until the server has it: one record an account and form, never shown to another.
import { drop, keyOf, pageOnly, recordsOf } from "../device.js";

/**
 * @typedef {object} Kept What a form held, and how far its sending came.
 * @property {Record<string, string | string[]>} fields by name; several values where several boxes share a name
 * @property {string} action where it is sent to
 * @property {"typed" | "waiting" | "refused"} state
 * @property {boolean} sent whether its key has been on the way
 * @property {import("./sending.js").Refusal} [refusal] what stood in its way the last time
 * @property {import("./fields.js").About} about what the form is called and where it opens
 * @property {[string, string][]} said its fields as its reader reads them
 * @property {string} file the name of the file that was chosen, empty without
 * @property {number} at when it was typed, in milliseconds of this device's clock
 */

/** Tells the page that what is kept has changed; `detail` is a record whose file is to be forgotten with it. */
export const CHANGED = "drafts:changed";

export const account = document.querySelector("[data-sign-out]")?.dataset.signOut ?? "";

/** @param {string} record @returns {Kept | null} */
export function kept(record) {
  if (pageOnly.has(record)) return pageOnly.get(record);
  try {
    return JSON.parse(localStorage.getItem(keyOf(account, record)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} record @param {Kept} value */
export function keep(record, value) {
  try {
    localStorage.setItem(keyOf(account, record), JSON.stringify(value));
    pageOnly.delete(record);
  } catch {
    pageOnly.set(record, value);
  }
  document.dispatchEvent(new Event(CHANGED));
}

/** @param {string} record */
export function forget(record) {
  const detail = kept(record)?.file ? record : null;
  drop(account, record);
  document.dispatchEvent(new CustomEvent(CHANGED, { detail }));
}

/** Everything that is kept of this account. @returns {[string, Kept][]} */
export function keptRecords() {
  if (!account) return [];
  return recordsOf(account)
    .map(record => [record, kept(record)])
    .filter(([, value]) => value);
}

/** The records of this account that wait to be sent. @returns {string[]} */
export function waitingRecords() {
  return keptRecords()
    .filter(([, value]) => value.state === "waiting")
    .map(([record]) => record);
}
