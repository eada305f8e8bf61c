// The projects of a cluster that no zoom parts, as a list in the drawer.
import { text } from "../texts.js";
import { config, sectors, statuses } from "./config.js";

const list = document.getElementById("map-cluster");
const item = document.getElementById("map-result");

/**
 * @param {object[]} projects properties of the tiles' symbols
 * @param {(picked: object) => void} open
 */
export function clusterList(projects, open) {
  const element = list.content.firstElementChild.cloneNode(true);
  element.querySelector("[data-title]").textContent = text("clusterTitle", { n: projects.length });
  const rows = projects.map(project => {
    const row = item.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-field=name]").textContent = project.name ?? "";
    const words = [sectors.get(project.sector)?.name, statuses.get(project.schedule)?.label];
    row.querySelector("[data-field=place]").textContent = words.filter(Boolean).join(" · ");
    const use = row.querySelector("use");
    use.setAttribute("href", `${config.addresses.icons}#shape-${project.schedule}`);
    use.parentElement.classList.add(`tone--${project.schedule}`);
    row.querySelector("button").addEventListener("click", () => open({ kind: "project", id: project.id }));
    return row;
  });
  element.querySelector("[data-list]").append(...rows);
  return element;
}
