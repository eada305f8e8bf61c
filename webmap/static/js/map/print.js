// On paper: the map as a picture with title, legend, scale bar, north arrow and date of the data; always in light colours.
const paper = document.getElementById("map-paper");
const root = document.documentElement;

function words() {
  const filters = [...document.querySelectorAll("#map-chips .chip--on, [data-units-on][aria-pressed=true]")];
  paper.querySelector("[data-filters]").textContent = filters
    .map(each => each.textContent.trim())
    .join(" · ");
  paper.querySelector("[data-address]").textContent = location.href;
  const parts = [...document.querySelectorAll("#map-legend-card [data-legend-part]:not([hidden])")];
  paper.querySelector("[data-legend]").replaceChildren(...parts.map(part => part.cloneNode(true)));
}

/** @param {import("maplibre-gl").Map} map */
function picture(map) {
  map.redraw();
  paper.querySelector("img").src = map.getCanvas().toDataURL("image/png");
  const scale = document.querySelector(".maplibregl-ctrl-scale");
  const bar = paper.querySelector("[data-scale]");
  const share = scale.getBoundingClientRect().width / map.getCanvas().getBoundingClientRect().width;
  bar.textContent = scale.textContent;
  bar.style.width = `${(share * 100).toFixed(3)}%`;
}

function wear(theme) {
  root.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}

/** Prints once the map has turned light, then goes back to the reader's colours. */
async function printInLight(map) {
  const worn = root.dataset.theme;
  wear("light");
  await map.once("idle");
  print();
  wear(worn);
}

/** @param {import("maplibre-gl").Map | null} map */
export function startPrinting(map) {
  addEventListener("beforeprint", () => {
    words();
    if (map) picture(map);
  });
  document.querySelector(".map-tools__print").addEventListener("click", event => {
    if (!map || getComputedStyle(root).colorScheme === "light") return;
    event.stopPropagation();
    printInLight(map);
  });
}
