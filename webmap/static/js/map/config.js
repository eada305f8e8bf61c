// What the server tells the map: addresses, territory, and codes with their words.
export const config = JSON.parse(document.getElementById("map-config").textContent);

const ofCode = rows => new Map(rows.map(row => [row.code, row]));

export const statuses = ofCode(config.statuses);
export const stageGroups = ofCode(config.stageGroups);
export const stages = new Map(config.stages.map(row => [row.number, row]));
export const sectors = new Map(config.sectors.map(row => [row.id, row]));

/** The codes by which projects are coloured: statuses or stage groups. @param {string} colouring */
export function classes(colouring) {
  return colouring === "stage" ? config.stageGroups : config.statuses;
}

export const phone = matchMedia("(width < 760px)");
