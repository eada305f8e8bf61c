// The quiet map under the drawing: communes with their names.
import { colour } from "../theme.js";

/** A style of the units alone. @param {{unitTiles: string}} settings */
export function style({ unitTiles }) {
  return {
    version: 8,
    sources: { units: { type: "vector", tiles: [location.origin + unitTiles], maxzoom: 14 } },
    layers: [
      { id: "canvas", type: "background", paint: { "background-color": colour("--canvas") } },
      {
        id: "units",
        type: "fill",
        source: "units",
        "source-layer": "units",
        paint: { "fill-color": colour("--surface") },
      },
      {
        id: "edges",
        type: "line",
        source: "units",
        "source-layer": "units",
        paint: { "line-color": colour("--ink-3"), "line-width": 1.2 },
      },
      {
        id: "names",
        type: "symbol",
        source: "units",
        "source-layer": "unit_labels",
        layout: { "text-field": ["get", "name"], "text-font": ["Be Vietnam Pro"], "text-size": 13 },
        paint: {
          "text-color": colour("--ink-2"),
          "text-halo-color": colour("--surface"),
          "text-halo-width": 1.5,
        },
      },
    ],
  };
}
