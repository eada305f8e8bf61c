// How the map looks: quiet units below, projects by form, colour and state of works above.
import { sources } from "./sources.js";
import { nameLayer, pointLayers } from "./style_points.js";
import { shapeLayers } from "./style_shapes.js";
import { labelLayer, unitLayers } from "./style_units.js";

const isWithoutText = layer => !layer.layout?.["text-field"];

/**
 * The whole style; without names and figures as long as `look.hasFonts` is false, for letters are drawn once and kept.
 * @param {{ palette: object, colouring: string, isShaded: boolean, figures: object | null, unitsOn: string, hasFonts: boolean }} look
 */
export function style(look) {
  const layers = [
    ...unitLayers(look),
    ...shapeLayers(look),
    nameLayer(look.palette),
    labelLayer(look),
    ...pointLayers(look),
  ];
  return {
    version: 8,
    sources: sources(look.unitsOn),
    layers: look.hasFonts ? layers : layers.filter(isWithoutText),
  };
}
