// The server's first picture: put exactly where the live map will show the same land, and taken away when that is drawn.
import { projectQuery } from "./address.js";
import { config } from "./config.js";
import { padding } from "./controls.js";
import { fetchText } from "./fragments.js";
import { onChange, state } from "./state.js";

const stage = document.getElementById("map-stage");
const NOTE_GAP_PX = 14;
const PATIENCE_MS = 1500;

/** The picture, as long as it is there. */
const present = () => document.getElementById("map-picture");

/** What is to be done when the picture no longer covers the map. */
const uncovered = [];

function fit() {
  const picture = present();
  if (!picture) return;
  const { top, right, bottom, left } = padding();
  const note = document.getElementById("map-failure");
  const sentence = note.hidden ? 0 : note.offsetHeight + NOTE_GAP_PX;
  picture.style.inset = `${top + sentence}px ${right}px ${bottom}px ${left}px`;
}

const follower = new ResizeObserver(fit);

/** Shows the picture in the room that the live map takes; not where the address names another place than all the land. */
export function placePicture(isElsewhere) {
  if (isElsewhere) {
    dropPicture();
    return;
  }
  fit();
  follower.observe(stage);
}

/**
 * Waits until what the server sent stands on the screen: a map made before takes the graphics away for a second or two.
 * A frame that was drawn is not yet there; only the browser's own note of its first paint tells.
 */
export function painted() {
  if (!present() || document.visibilityState === "hidden") return Promise.resolve();
  return new Promise(resolve => {
    setTimeout(resolve, PATIENCE_MS);
    new PerformanceObserver(list => {
      if (list.getEntriesByName("first-contentful-paint").length) resolve();
    }).observe({ type: "paint", buffered: true });
  });
}

/**
 * Waits until the frame with the picture has left this thread: while it is drawn, the map's program can be read and its
 * workers started without delaying it.
 */
export function handedOver() {
  if (!present() || document.visibilityState === "hidden") return Promise.resolve();
  return new Promise(resolve => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Whether the picture covers the map. */
export const isCovered = () => present() !== null;

/** Does `work` when the picture is taken away. @param {() => void} work */
export const whenUncovered = work => uncovered.push(work);

/** Takes the picture away. */
export function dropPicture() {
  follower.disconnect();
  present()?.remove();
  for (const work of uncovered.splice(0)) work();
  document.querySelector(".map-page--still")?.classList.remove("map-page--still");
}

/** Takes the picture away as soon as the reader moves the map or asks for something else. @param {import("maplibre-gl").Map} map */
export function yieldTo(map) {
  map.on("movestart", ({ originalEvent }) => originalEvent && dropPicture());
  for (const id of ["map-zoom-in", "map-zoom-out"])
    document.getElementById(id).addEventListener("click", dropPicture, { once: true });
  for (const part of ["filters", "unitsOn", "colouring", "indicator"]) onChange(part, dropPicture);
}

async function redraw() {
  const colours = state.colouring === "stage" ? { colour: "stage" } : {};
  const shades = state.indicator ? { color: state.indicator, month: state.month } : {};
  const query = projectQuery({ ...colours, ...shades });
  const html = await fetchText(`${config.addresses.picture}?${query}`);
  const land = present()?.querySelector(".map-picture__land");
  if (land) land.innerHTML = html;
}

/** Keeps the picture as the map: it follows filters and colours; another unit set is another page. */
export function keepPicture() {
  fit();
  onChange("filters", redraw);
  for (const part of ["colouring", "indicator", "month"]) onChange(part, redraw);
  onChange("unitsOn", () => location.reload());
}
