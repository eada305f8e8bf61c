// How the map looks: quiet units below, projects by form, colour and state of works above.
import { sources } from "./sources.js";
import { nameLayer, pointLayers } from "./style_points.js";
import { shapeLayers } from "./style_shapes.js";
import { labelLayer, unitLayers } from "./style_units.js";

/** The whole style. @param {{ palette: object, colouring: string, unitsOn: string }} look */
export function style(look) {
  return {
    version: 8,
    sources: sources(look.unitsOn),
    layers: [
      ...unitLayers(look.palette),
      ...shapeLayers(look),
      nameLayer(look.palette),
      labelLayer(look.palette),
      ...pointLayers(look),
    ],
  };
}
