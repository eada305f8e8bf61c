// Lines and areas of projects: colour by class, stroke by state of works (dashed, solid, double).
import { byZoom, NOBODY, ofWorks, tone } from "./expressions.js";
import { PROJECTS } from "./sources.js";

/** @param {{ palette: object, colouring: string }} look */
export function shapeLayers(look) {
  const { palette } = look;
  const shape = { source: PROJECTS, "source-layer": "shapes" };
  const line = { ...shape, type: "line", layout: { "line-cap": "round", "line-join": "round" } };
  const width = byZoom(9, 1.6, 12, 3.4, 16, 7);
  return [
    {
      id: "area",
      ...shape,
      type: "fill",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": tone(look), "fill-opacity": 0.16, "fill-antialias": false },
    },
    {
      id: "shape-picked",
      ...line,
      filter: ["==", ["get", "id"], NOBODY],
      paint: {
        "line-color": palette.focus,
        "line-width": byZoom(9, 7, 12, 11, 16, 18),
        "line-opacity": 0.55,
      },
    },
    {
      id: "line-casing",
      ...line,
      paint: {
        "line-color": ["case", ["boolean", ["feature-state", "lit"], false], palette.focus, palette.surface],
        "line-width": byZoom(9, 2.6, 12, 6, 16, 11),
        "line-opacity": 0.85,
      },
    },
    {
      id: "line-planned",
      ...line,
      filter: ["!", ofWorks("under_way", "finished")],
      layout: { "line-join": "round" },
      paint: { "line-color": tone(look), "line-width": width, "line-dasharray": [1.7, 1.3] },
    },
    {
      id: "line-under-way",
      ...line,
      filter: ofWorks("under_way"),
      paint: { "line-color": tone(look), "line-width": width },
    },
    {
      id: "line-finished",
      ...line,
      filter: ofWorks("finished"),
      paint: { "line-color": tone(look), "line-width": byZoom(9, 2.2, 12, 5, 16, 10) },
    },
    {
      id: "line-finished-core",
      ...line,
      filter: ofWorks("finished"),
      paint: { "line-color": palette.surface, "line-width": byZoom(9, 0.5, 12, 1.5, 16, 3.4) },
    },
  ];
}
