// The legend: shown beside the data where there is room, folded to a button where there is none.
import { hasRoomBeside } from "./controls.js";
import { change, onChange, state } from "./state.js";

const card = document.getElementById("map-legend-card");
const button = document.getElementById("map-legend-button");

function fold(isFolded) {
  card.hidden = isFolded;
  button.setAttribute("aria-expanded", String(!isFolded));
}

function showColouring(colouring) {
  for (const part of card.querySelectorAll("[data-axis]")) part.hidden = part.dataset.axis !== colouring;
  for (const choice of document.querySelectorAll("[data-colouring]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.colouring === colouring));
  }
}

/** Makes way for drawer and table and comes back after them. */
function giveWay() {
  let wasFolded = card.hidden;
  let isAway = false;
  function update() {
    const goes = state.isDrawerOpen || state.isTableOpen;
    if (goes && !isAway) wasFolded = card.hidden;
    if (goes !== isAway) fold(goes || wasFolded);
    isAway = goes;
  }
  onChange("isDrawerOpen", update);
  onChange("isTableOpen", update);
  update();
}

export function startLegend() {
  fold(!hasRoomBeside());
  button.addEventListener("click", () => fold(!card.hidden));
  document.getElementById("map-legend-close").addEventListener("click", () => {
    fold(true);
    button.focus();
  });
  for (const choice of document.querySelectorAll("[data-colouring]")) {
    choice.addEventListener("click", () => change({ colouring: choice.dataset.colouring }));
  }
  onChange("colouring", showColouring);
  giveWay();
  showColouring(state.colouring);
}
