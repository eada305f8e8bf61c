// Expressions that several layers share: class, colour and state of works of a project, sizes by zoom.
import { classes, config, stages } from "./config.js";

export const REGULAR = ["Be Vietnam Pro Medium", "Be Vietnam Pro"];
export const BOLD = ["Be Vietnam Pro SemiBold", "Be Vietnam Pro"];
export const NOBODY = -1;

/** The status or stage group of a project. @param {string} colouring */
export const className = colouring =>
  colouring === "schedule"
    ? ["coalesce", ["get", "schedule"], "unknown"]
    : ["match", ["coalesce", ["get", "stage"], 0], ...stageCases(), "unknown"];

function stageCases() {
  return config.stageGroups
    .map(({ code }) => [
      [...stages.values()].filter(stage => stage.group === code).map(stage => stage.number),
      code,
    ])
    .filter(([numbers]) => numbers.length)
    .flat();
}

/** The colour of a project. @param {{ palette: object, colouring: string }} look */
export function tone({ palette, colouring }) {
  const tones = palette.tones[colouring];
  const cases = classes(colouring).flatMap(({ code }) => [code, tones[code]]);
  return ["match", className(colouring), ...cases, tones.unknown];
}

/** Whether a project is in one of these states of works. @param {...string} works */
export const ofWorks = (...works) => [
  "in",
  ["coalesce", ["get", "stage"], 0],
  ["literal", [...stages.values()].filter(stage => works.includes(stage.works)).map(stage => stage.number)],
];

/** A size that grows with the zoom. @param {...number} stops */
export const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
