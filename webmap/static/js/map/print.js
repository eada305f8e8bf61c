// On paper: the map as a picture with title, legend, scale bar, north arrow and date of the data.
const paper = document.getElementById("map-paper");

function words() {
  const chips = [...document.querySelectorAll("#map-chips .chip--on")].map(chip => chip.textContent.trim());
  const units = document.querySelector("[data-units-on][aria-pressed=true]");
  if (units) chips.push(units.textContent.trim());
  paper.querySelector("[data-filters]").textContent = chips.join(" · ");
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

/** @param {import("maplibre-gl").Map | null} map */
export function startPrinting(map) {
  addEventListener("beforeprint", () => {
    words();
    if (map) picture(map);
  });
}
