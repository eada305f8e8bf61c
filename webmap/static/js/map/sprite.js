// The signs of the page's sprite, drawn on a canvas: one source for the signs of panel, table and map.
import { config } from "./config.js";

const FORMS = "path, circle, ellipse, rect";
const SIZE = 24;
let symbols = new Map();

/** Reads the sprite once; without it markers carry no sector sign, which the drawer still tells. */
export async function loadSprite() {
  const response = await fetch(config.addresses.icons).catch(() => null);
  if (!response?.ok) return;
  const sheet = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
  symbols = new Map([...sheet.querySelectorAll("symbol")].map(symbol => [symbol.id, symbol]));
}

const inherited = (form, name) => form.closest(`[${name}]`)?.getAttribute(name);

const number = (form, name) => Number(form.getAttribute(name) ?? 0);

/** @param {SVGElement} form */
function outline(form) {
  const path = new Path2D(form.getAttribute("d") ?? "");
  const [rx, ry] = [number(form, "r") || number(form, "rx"), number(form, "r") || number(form, "ry")];
  if (form.localName === "rect") {
    path.roundRect(number(form, "x"), number(form, "y"), number(form, "width"), number(form, "height"), rx);
  } else if (form.localName !== "path") {
    path.ellipse(number(form, "cx"), number(form, "cy"), rx, ry, 0, 0, 2 * Math.PI);
  }
  return path;
}

/**
 * Draws the sign `id` around (x, y).
 * @param {CanvasRenderingContext2D} context
 * @param {string} id
 * @param {{ x: number, y: number, size: number, colour: string }} place
 */
export function drawSign(context, id, { x, y, size, colour }) {
  const symbol = symbols.get(id);
  if (!symbol) return;
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / SIZE, size / SIZE);
  Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineCap: "round", lineJoin: "round" });
  for (const form of symbol.querySelectorAll(FORMS)) {
    const path = outline(form);
    const dashes = inherited(form, "stroke-dasharray");
    context.setLineDash(dashes ? dashes.split(/[\s,]+/).map(Number) : []);
    context.lineWidth = Number(inherited(form, "stroke-width") ?? 1.8) + 0.5;
    if (inherited(form, "fill") === "currentColor") context.fill(path);
    if (inherited(form, "stroke") !== "none") context.stroke(path);
  }
  context.restore();
}
