// Says to screen readers what changed without moving the focus.
const region = document.getElementById("live");

/** @param {string} message */
export function announce(message) {
  if (region) region.textContent = message;
}
