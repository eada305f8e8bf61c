// Forgets the forms that have arrived: the page after them names their keys, whichever page that is.
import { forget, keptRecords } from "./drafts.js";

/** What was typed anew since has another key. */
export function forgetReceived() {
  const keys = new Set([...document.querySelectorAll("[data-received]")].map(each => each.dataset.received));
  if (!keys.size) return;
  for (const [record, value] of keptRecords()) if (keys.has(value.fields.entry_key)) forget(record);
}
