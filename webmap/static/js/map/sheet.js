// On a phone the panel is a sheet at the foot of the map: drawn up by finger, or opened by its button.
import { phone } from "./config.js";

const DRAG_PX = 36;
const panel = document.getElementById("map-panel");
const handle = document.getElementById("map-sheet-handle");

function set(isOpen) {
  panel.classList.toggle("is-open", isOpen);
  handle.setAttribute("aria-expanded", String(isOpen));
}

const isOpen = () => panel.classList.contains("is-open");

function startDragging() {
  let from = null;
  handle.addEventListener("pointerdown", event => {
    from = event.clientY;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointerup", event => {
    const way = from === null ? 0 : event.clientY - from;
    from = null;
    if (Math.abs(way) > DRAG_PX) set(way < 0);
    else set(!isOpen());
  });
}

/** A finger draws the sheet up or down; a key presses its button. */
export function startSheet() {
  startDragging();
  handle.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    set(!isOpen());
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !phone.matches || !isOpen()) return;
    set(false);
    handle.focus();
    event.preventDefault();
  });
  panel.addEventListener("focusin", event => {
    if (phone.matches && event.target.closest("#map-filters")) set(true);
  });
}
