// Signing out clears what forms kept on this device; where something was never sent, it asks first.
import { text } from "./texts.js";

const PREFIX = "hatang:draft:";

/** What this account keeps: what others typed on the same device stays theirs. @param {string} account */
function keptKeys(account) {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(`${PREFIX}${account}:`));
  } catch {
    return [];
  }
}

/** @param {SubmitEvent} event */
function bySubmit(event) {
  if (!event.target.matches("[data-sign-out]")) return;
  const keys = keptKeys(event.target.dataset.signOut);
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
