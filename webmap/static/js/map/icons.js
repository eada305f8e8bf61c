// The images of the map, drawn when first needed: markers of projects, rings of clusters with their late part, hatching.
import { sectors } from "./config.js";
import { drawSign } from "./sprite.js";

const PIXEL_RATIO = 2;
const MARKER_PX = 36;
const MIDDLE = MARKER_PX / 2;
const RING_STEPS = 16;
const RING_RADII = [15, 18, 22];
const HATCH_PX = 8;
const BADGE_PX = 17;
const BADGE_FONT_PX = 10.5;
const BADGE_DIGIT_PX = 6.4;

const TRIANGLE = new Path2D("M18 3.5 L32 28 Q33 30 31 30 L5 30 Q3 30 4 28 Z");
const DIAMOND = new Path2D("M18 2.5 L33 16.7 Q34.3 18 33 19.3 L18 33.5 L3 19.3 Q1.7 18 3 16.7 Z");
const DISC = new Path2D();
DISC.arc(MIDDLE, MIDDLE, 12.5, 0, 2 * Math.PI);
const SQUARE = new Path2D();
SQUARE.roundRect(6.5, 6.5, 23, 23, 4);
const HALF = new Path2D("M18 5.5 A12.5 12.5 0 0 0 18 30.5 Z");

/** How each class looks: a status or a stage is told by its form and its filling, the colour comes on top. */
const FORMS = {
  early: { path: TRIANGLE, isFilled: true, signY: 21.5, signSize: 13 },
  at_risk: { path: TRIANGLE, signY: 21.5, signSize: 12 },
  on_time: { path: DISC, isFilled: true },
  on_track: { path: DISC },
  late: { path: SQUARE, isFilled: true },
  overdue: { path: DIAMOND, isFilled: true, signSize: 15 },
  suspended: { path: DISC, isFilled: true, hasBars: true },
  unknown: { path: DISC, dashes: [3.4, 3] },
  preparation: { path: DISC },
  implementation: { path: DISC, half: HALF },
  completion: { path: DISC, isFilled: true },
};

/** @param {number} width @param {number} [height] */
function canvas(width, height = width) {
  const context = new OffscreenCanvas(width * PIXEL_RATIO, height * PIXEL_RATIO).getContext("2d", {
    willReadFrequently: true,
  });
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.lineJoin = "round";
  return context;
}

const pixels = context => context.getImageData(0, 0, context.canvas.width, context.canvas.height);

function drawBody(context, form, tone, surface) {
  Object.assign(context, { strokeStyle: surface, lineWidth: 4, fillStyle: form.isFilled ? tone : surface });
  context.stroke(form.path);
  context.fill(form.path);
  if (form.isFilled) return;
  Object.assign(context, { strokeStyle: tone, lineWidth: 2.6, fillStyle: tone });
  if (form.half) {
    context.globalAlpha = 0.28;
    context.fill(form.half);
    context.globalAlpha = 1;
  }
  context.setLineDash(form.dashes ?? []);
  context.stroke(form.path);
}

function drawBars(context, tone, surface) {
  Object.assign(context, { fillStyle: surface });
  context.beginPath();
  context.arc(28, 28, 7, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = tone;
  context.fillRect(24.9, 24.4, 2.2, 7.2);
  context.fillRect(28.9, 24.4, 2.2, 7.2);
}

function marker([sector, className], palette, colouring) {
  const context = canvas(MARKER_PX);
  const form = FORMS[className] ?? FORMS.unknown;
  const tone = palette.tones[colouring][className] ?? palette.tones.schedule.unknown;
  drawBody(context, form, tone, palette.surface);
  drawSign(context, `sector-${sectors.get(Number(sector))?.code ?? "none"}`, {
    x: MIDDLE,
    y: form.signY ?? MIDDLE,
    size: form.signSize ?? 15.5,
    colour: form.isFilled ? palette.surface : tone,
  });
  if (form.hasBars) drawBars(context, tone, palette.surface);
  return pixels(context);
}

function ring([size, lateStep], palette) {
  const radius = RING_RADII[Number(size)];
  const middle = radius + 4;
  const context = canvas(2 * middle);
  Object.assign(context, { fillStyle: palette.surface, shadowColor: "rgb(0 0 0 / 28%)", shadowBlur: 4 });
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.fill();
  Object.assign(context, { shadowColor: "transparent", lineWidth: 3.5, strokeStyle: palette.track });
  context.beginPath();
  context.arc(middle, middle, radius - 1.75, 0, 2 * Math.PI);
  context.stroke();
  const share = Number(lateStep) / RING_STEPS;
  context.strokeStyle = palette.late;
  context.beginPath();
  context.arc(middle, middle, radius - 1.75, -Math.PI / 2, (2 * share - 0.5) * Math.PI);
  if (share > 0) context.stroke();
  return pixels(context);
}

function badge([words], palette) {
  const height = BADGE_PX;
  const width = Math.max(height, 9 + BADGE_DIGIT_PX * words.length);
  const context = canvas(width, height);
  Object.assign(context, { fillStyle: palette.late, strokeStyle: palette.surface, lineWidth: 1.5 });
  context.beginPath();
  context.roundRect(0.75, 0.75, width - 1.5, height - 1.5, height / 2);
  context.fill();
  context.stroke();
  Object.assign(context, { fillStyle: palette.surface, textAlign: "center", textBaseline: "middle" });
  context.font = `600 ${BADGE_FONT_PX}px "Be Vietnam Pro"`;
  context.fillText(words, width / 2, height / 2 + 0.5);
  return pixels(context);
}

/** Slanted lines that go on from tile to tile, for communes without data. */
function hatch(palette) {
  const context = canvas(HATCH_PX);
  Object.assign(context, { strokeStyle: palette.noData, lineWidth: 1.2 });
  context.beginPath();
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    context.moveTo(shift - 1, HATCH_PX + 1);
    context.lineTo(shift + HATCH_PX + 1, -1);
  }
  context.stroke();
  return pixels(context);
}

/** Draws images as the style asks for them. @param {import("maplibre-gl").Map} map @param {() => Promise<object>} current */
export function drawOnDemand(map, current) {
  map.setMissingStyleImageResolver(async id => {
    const { palette, colouring } = await current();
    if (map.hasImage(id)) return;
    const [kind, , ...parts] = id.split("|");
    if (kind === "marker") map.addImage(id, marker(parts, palette, colouring), { pixelRatio: PIXEL_RATIO });
    if (kind === "ring") map.addImage(id, ring(parts, palette), { pixelRatio: PIXEL_RATIO });
    if (kind === "badge") map.addImage(id, badge(parts, palette), { pixelRatio: PIXEL_RATIO });
    if (kind === "hatch") map.addImage(id, hatch(palette), { pixelRatio: PIXEL_RATIO });
  });
}

/** The name of a project's marker as an expression. @param {string} theme @param {object} className an expression */
export function markerName(theme, className) {
  return ["concat", `marker|${theme}|`, ["to-string", ["coalesce", ["get", "sector"], 0]], "|", className];
}

const size = ["step", ["get", "count"], 0, 20, 1, 200, 2];
const lateStep = ["ceil", ["*", RING_STEPS, ["/", ["get", "late"], ["get", "count"]]]];

/** The name of a cluster's ring as an expression. @param {string} theme */
export function ringName(theme) {
  return ["concat", `ring|${theme}|`, ["to-string", size], "|", ["to-string", lateStep]];
}

/** The name of a cluster's badge as an expression. @param {string} theme @param {object} words an expression */
export function badgeName(theme, words) {
  return ["concat", `badge|${theme}|`, words];
}
