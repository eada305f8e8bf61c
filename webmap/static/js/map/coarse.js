// Draws the map by a few hidden points as long as the picture covers it: each frame of the whole keeps a software GPU busy
// for a tenth of a second, and a dozen pass before the last tile and sign is there.
import { isCovered, whenUncovered } from "./picture.js";

const RATIO = 0.02;
const HIDDEN = "map-canvas--coarse";

/** What a map is made with that the picture covers. */
export const coarse = () => (isCovered() ? { pixelRatio: RATIO } : {});

/**
 * Hides a map that was made coarse, until the picture is taken away.
 * @param {import("maplibre-gl").Map} map
 * @returns {() => boolean} draws it as it is from now on; false where it was drawn so before
 */
export function startCoarse(map) {
  const { classList } = map.getContainer();
  if (isCovered()) classList.add(HIDDEN);
  function sharpen() {
    if (!classList.contains(HIDDEN)) return false;
    classList.remove(HIDDEN);
    map.setPixelRatio(null);
    return true;
  }
  whenUncovered(sharpen);
  return sharpen;
}
