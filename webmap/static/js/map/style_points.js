// Points: a marker for each project, a ring with its late part for each cluster, names when near.
import { config } from "./config.js";
import { BOLD, byZoom, className, REGULAR } from "./expressions.js";
import { badgeName, markerName, ringName } from "./icons.js";
import { MARKED, POINTS, PROJECTS } from "./sources.js";

/** @param {{ palette: object, colouring: string }} look */
export function pointLayers({ palette, colouring }) {
  const isOne = ["==", ["get", "count"], 1];
  const icon = {
    "icon-allow-overlap": true,
    "icon-padding": 0,
    "icon-size": byZoom(8, 0.62, 10, 0.74, 12, 0.9, 14, 1),
  };
  const image = markerName(palette.theme, className(colouring));
  const count = ["number-format", ["get", "count"], { locale: config.locale }];
  const late = ["number-format", ["get", "late"], { locale: config.locale }];
  const digits = { "text-font": BOLD, "text-allow-overlap": true, "text-ignore-placement": true };
  return [
    { id: "marker", type: "symbol", source: POINTS, filter: isOne, layout: { ...icon, "icon-image": image } },
    {
      id: "cluster",
      type: "symbol",
      source: POINTS,
      filter: ["!", isOne],
      layout: {
        ...digits,
        "icon-image": ringName(palette.theme),
        "icon-allow-overlap": true,
        "icon-padding": 0,
        "text-field": count,
        "text-size": ["step", ["get", "count"], 12, 20, 13, 200, 14],
      },
      paint: { "text-color": palette.ink },
    },
    {
      id: "cluster-late",
      type: "symbol",
      source: POINTS,
      filter: ["all", ["!", isOne], [">", ["get", "late"], 0]],
      layout: {
        "icon-image": badgeName(palette.theme, late),
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-offset": [14, -13],
      },
    },
    {
      id: "marked-halo",
      type: "circle",
      source: MARKED,
      paint: {
        "circle-radius": 21,
        "circle-color": palette.focus,
        "circle-opacity": 0.22,
        "circle-stroke-color": palette.focus,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "marked",
      type: "symbol",
      source: MARKED,
      layout: {
        "icon-image": image,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": 1.2,
      },
    },
  ];
}

/** Names of projects when near, where there is room. @param {object} palette */
export function nameLayer(palette) {
  return {
    id: "marker-name",
    type: "symbol",
    source: PROJECTS,
    "source-layer": "symbols",
    minzoom: 13.4,
    layout: {
      "text-field": ["coalesce", ["get", "name"], ""],
      "text-font": REGULAR,
      "text-size": 11.5,
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 1.5,
      "text-justify": "auto",
      "text-max-width": 13,
      "text-padding": 8,
    },
    paint: { "text-color": palette.ink2, "text-halo-color": palette.surface, "text-halo-width": 1.6 },
  };
}
