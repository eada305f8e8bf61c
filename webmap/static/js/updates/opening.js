// The address that opens a form as this device keeps it.
import { kept } from "./drafts.js";

const MARK = "#kept=";

/** @param {string} record @param {import("./fields.js").About} about */
export function addressOf(record, about) {
  return about.isPanel ? `${about.opens}${MARK}${encodeURIComponent(record)}` : about.opens;
}

/**
 * The form of a panel that was opened for what is kept takes it up: also where it is called otherwise by now, since
 * somebody wrote its month's figure in between.
 * @param {ParentNode} root @param {string} hash
 */
export function takeUp(root, hash) {
  const record = hash.startsWith(MARK) ? decodeURIComponent(hash.slice(MARK.length)) : "";
  const form = root.querySelector("form.panel__form[data-record]");
  if (form && record && kept(record)) form.dataset.record = record;
}
