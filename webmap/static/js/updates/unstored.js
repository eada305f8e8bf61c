// Says where a device takes nothing of what is typed, and asks before a page that alone has it is left.
import { pageOnly, takesDrafts } from "../device.js";
import { CHANGED } from "./drafts.js";

const told = document.querySelector("[data-unstored]");

/** Once said it stands: the device may forget again at any time. */
function tell() {
  if (told?.hidden && (pageOnly.size || !takesDrafts())) told.hidden = false;
}

/** What its page has just sent by itself is on its way; all else would be gone. @param {BeforeUnloadEvent} event */
function byLeaving(event) {
  if ([...pageOnly.values()].some(value => value.state !== "typed" || !value.sent)) event.preventDefault();
}

export function startUnstored() {
  tell();
  document.addEventListener(CHANGED, tell);
  addEventListener("beforeunload", byLeaving);
}
