// How far the month is: asked for when nothing more has been saved for a moment, so that no saving waits for it.
import { piecesOf } from "./messages.js";
import { LATE } from "./unfinished.js";

const PAUSE_MS = 500;
const page = document.getElementById("updates");
let timer = 0;
let asked = new AbortController();

export function startCounts() {
  if (!page?.dataset.counts) return;
  for (const saved of ["record:saved", LATE]) {
    document.addEventListener(saved, () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, PAUSE_MS);
    });
  }
}

/** The last question's answer alone is shown: an earlier one may come later. */
async function refresh() {
  asked.abort();
  asked = new AbortController();
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(page.dataset.counts, { headers, signal: asked.signal });
    if (response.ok) show(await response.json());
  } catch {
    // no net, or asked anew meanwhile: the next saving asks again
  }
}

/** @param {{tasks: string, counts: Record<string, string>}} told */
function show({ tasks, counts }) {
  document.querySelector(".tasks-block")?.replaceWith(...piecesOf(tasks));
  for (const place of document.querySelectorAll("[data-count]")) {
    place.textContent = counts[place.dataset.count];
    place.closest(".button")?.classList.toggle("button--quiet", place.textContent === "0");
  }
}
