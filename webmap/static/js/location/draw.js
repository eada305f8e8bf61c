// Drawing with Terra Draw: a point, lines or areas, each vertex movable; tells what was drawn when a shape is finished.
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  ValidateNotSelfIntersecting,
} from "../../vendor/terra-draw/terra-draw.js";
import { TerraDrawMapLibreGLAdapter } from "../../vendor/terra-draw/terra-draw-maplibre-gl-adapter.js";
import { colour } from "../theme.js";

const DIGITS = 7;
const MODES = { point: "point", line: "linestring", area: "polygon" };
const MOVABLE = {
  feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } },
};

function modes() {
  const accent = colour("--accent");
  const focus = colour("--focus");
  const validation = (feature, { updateType }) =>
    updateType === "finish" || updateType === "commit"
      ? ValidateNotSelfIntersecting(feature)
      : { valid: true };
  return [
    new TerraDrawPointMode({
      styles: { pointColor: accent, pointWidth: 8, pointOutlineColor: "#ffffff", pointOutlineWidth: 2 },
    }),
    new TerraDrawLineStringMode({
      styles: { lineStringColor: accent, lineStringWidth: 4, closingPointColor: focus },
    }),
    new TerraDrawPolygonMode({
      validation,
      styles: { fillColor: accent, fillOpacity: 0.25, outlineColor: accent, outlineWidth: 3 },
    }),
    new TerraDrawSelectMode({
      flags: { point: { feature: { draggable: true } }, linestring: MOVABLE, polygon: MOVABLE },
      styles: { selectedLineStringColor: focus, selectedPolygonColor: focus, selectedPointColor: focus },
    }),
  ];
}

/**
 * @param {import("maplibre-gl").Map} map
 * @param {(geometries: object[]) => void} onDrawn
 */
export function startDrawing(map, onDrawn) {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: DIGITS }),
    modes: modes(),
  });
  draw.start();
  let kind = "point";
  let isShowing = false;

  const drawn = () =>
    draw
      .getSnapshot()
      .filter(
        ({ properties }) =>
          properties.mode === MODES[kind] && !properties.midPoint && !properties.selectionPoint,
      )
      .map(({ geometry }) => geometry);

  draw.on("finish", () => onDrawn(drawn()));
  draw.on("change", (_ids, type) => !isShowing && type === "delete" && onDrawn(drawn()));

  return {
    /** Draw shapes of this kind from now on. */
    begin(next) {
      kind = next;
      draw.setMode(MODES[kind]);
    },
    /** Move vertices of what is there. */
    correct: () => draw.setMode("select"),
    /** Show these geometries instead of what was drawn. */
    show(next, geometries) {
      kind = next;
      isShowing = true; // what is shown came from the text: it must not be written back
      draw.clear();
      const features = geometries.map(geometry => ({
        type: "Feature",
        geometry,
        properties: { mode: MODES[kind] },
      }));
      draw.addFeatures(features);
      isShowing = false;
    },
  };
}
