// Leaves the map undrawn as long as the picture covers it: tiles, signs and names are made ready, and the graphics, which
// may be a software GPU, draw one frame of all of it instead of a dozen that nobody sees.
import { isCovered, whenUncovered } from "./picture.js";

const HIDDEN = "map-canvas--covered";

function drawNothing() {}

/**
 * Hides a map that the picture covers, until the picture is taken away.
 * @param {import("maplibre-gl").Map} map
 * @returns {() => boolean} draws it from now on; false where it was drawn before
 */
export function startCovered(map) {
  const { classList } = map.getContainer();
  const { render } = map.painter;
  if (isCovered()) {
    classList.add(HIDDEN);
    map.painter.render = drawNothing;
  }
  function reveal() {
    if (!classList.contains(HIDDEN)) return false;
    classList.remove(HIDDEN);
    map.painter.render = render;
    map.triggerRepaint();
    return true;
  }
  whenUncovered(reveal);
  return reveal;
}
