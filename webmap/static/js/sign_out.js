// Signing out clears what forms kept on this device; where something was never sent, it asks first.
import { drop, recordsOf } from "./device.js";
import { forgetFiles } from "./device_files.js";
import { text } from "./texts.js";

/** A shared machine is left even where the browser's store of files never answers. */
const LONGEST_WAIT_MS = 1000;

/** What others typed on the same device stays theirs. @param {SubmitEvent} event */
function bySubmit(event) {
  if (!event.target.matches("[data-sign-out]")) return;
  const form = event.target;
  const account = form.dataset.signOut;
  const records = recordsOf(account);
  if (records.length && !confirm(text("leaveUnsent"))) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  event.preventDefault();
  for (const record of records) drop(account, record);
  const waited = new Promise(resolve => setTimeout(resolve, LONGEST_WAIT_MS));
  Promise.race([forgetFiles(account), waited]).then(() => form.submit());
}

export function startSignOut() {
  document.addEventListener("submit", bySubmit, { capture: true });
}
