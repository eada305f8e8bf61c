// Signing out clears what forms kept on this device; where something was never sent, it asks first.
import { text } from "./texts.js";

const PREFIX = "hatang:draft:";

function keptKeys() {
  return Object.keys(localStorage).filter(key => key.startsWith(PREFIX));
}

/** @param {SubmitEvent} event */
function bySubmit(event) {
  if (!event.target.matches("[data-sign-out]")) return;
  const keys = keptKeys();
  if (keys.length && !confirm(text("leaveUnsent"))) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  for (const key of keys) localStorage.removeItem(key);
}

export function startSignOut() {
  document.addEventListener("submit", bySubmit, { capture: true });
}
