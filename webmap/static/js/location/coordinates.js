// The text of the form ("lat, lon" a line, an empty line between parts) as shapes to draw, and back.
const DIGITS = 7;
const NUMBER = /-?\d+(?:\.\d+)?/g;

/** The parts of the text as lists of [lon, lat]; null where a line holds no pair of degrees, which the server explains. */
export function partsOf(text) {
  const parts = [];
  for (const block of text.replaceAll("\r", "").split(/\n\s*\n/)) {
    const lines = block.split("\n").filter(line => line.trim());
    if (!lines.length) continue;
    const part = lines.map(positionOf);
    if (part.includes(null)) return null;
    parts.push(part);
  }
  return parts;
}

function positionOf(line) {
  const numbers = line.match(NUMBER)?.map(Number) ?? [];
  if (numbers.length !== 2) return null;
  const [lon, lat] = numbers[0] > numbers[1] ? numbers : [numbers[1], numbers[0]];
  return lon <= 180 && lat <= 90 ? [lon, lat] : null;
}

const lineOf = ([lon, lat]) => `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;

/** The text of parts. @param {number[][][]} parts */
export const textOf = parts => parts.map(part => part.map(lineOf).join("\n")).join("\n\n");

/** GeoJSON geometries, one a part (points: one a position). @param {"point"|"line"|"area"} kind */
export function geometriesOf(kind, parts) {
  if (kind === "point") return parts.flat().map(coordinates => ({ type: "Point", coordinates }));
  if (kind === "line")
    return parts.filter(part => part.length > 1).map(coordinates => ({ type: "LineString", coordinates }));
  const rings = parts.filter(part => part.length > 2);
  return rings.map(part => ({ type: "Polygon", coordinates: [[...part, part[0]]] }));
}

/** The parts of drawn geometries; points make one part together. */
export function partsOfGeometries(geometries) {
  const points = geometries.filter(({ type }) => type === "Point").map(({ coordinates }) => coordinates);
  const lines = geometries.filter(({ type }) => type === "LineString").map(({ coordinates }) => coordinates);
  const rings = geometries
    .filter(({ type }) => type === "Polygon")
    .map(({ coordinates }) => coordinates[0].slice(0, -1));
  return [...(points.length ? [points] : []), ...lines, ...rings];
}
