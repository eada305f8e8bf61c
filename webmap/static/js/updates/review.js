// Ticks or unticks all rows that wait for review in place; what was ticked and remarked is kept on this device.
import { startKeeping } from "./keeping.js";

/** @param {HTMLInputElement} box @param {string} choice as the address of the link says it */
function isChosen(box, choice) {
  if (choice === "none" || "own" in box.dataset) return false;
  return choice === "all" || !("warned" in box.dataset);
}

for (const link of document.querySelectorAll("[data-choose]")) {
  link.addEventListener("click", event => {
    event.preventDefault();
    for (const box of document.querySelectorAll("input[name=rows]")) {
      box.checked = isChosen(box, link.dataset.choose);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

startKeeping();
