// The side panel: a project's vouchers, counts, gifts, extensions and photos beside the month.
import { text } from "../texts.js";
import { toast } from "../toast.js";
import { CHANGED } from "./drafts.js";
import { restoreKept } from "./keeping.js";
import { takeUp } from "./opening.js";
import { startPhotos } from "./photo.js";
import { restore } from "./restoring.js";
import { LATE } from "./unfinished.js";

const dialog = document.getElementById("panel");

/** @param {string} address */
async function open(address) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/json", "X-Piece": "panel" } });
  } catch {
    toast(text("offline"));
    return;
  }
  if (!response.ok) {
    location.assign(address);
    return;
  }
  const { html } = await response.json();
  dialog.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  if (!dialog.open) dialog.showModal();
  takeUp(dialog, new URL(address).hash);
  restore(dialog);
  restoreKept(dialog);
  showHints();
  dialog.querySelector("form.panel__form [name]:not([type=hidden])")?.focus();
}

/** Shows beside a project, or under the table what belongs to none, what the panel has just saved. @param {string} project */
async function renewRow(project) {
  const place = project ? `#row-${project} .entry__end` : "#row-general";
  if (!document.querySelector(place)) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const there = document.querySelector(place);
  const newer = fresh.querySelector(place);
  if (!there || !newer) return;
  const parts = project ? ".others" : ".general__head ~ *"; // the menu stays: it may just have been opened
  for (const part of there.querySelectorAll(parts)) part.remove();
  there.append(...newer.querySelectorAll(parts));
}

/** Of the limits for kinds of gifts only those of the chosen one stand there. */
function showHints() {
  const kind = dialog.querySelector("select[name=kind]")?.value ?? "";
  for (const hint of dialog.querySelectorAll("[data-kind]")) hint.hidden = hint.dataset.kind !== kind;
}

/** @param {MouseEvent} event */
function byClick(event) {
  const link = event.target.closest("a[data-panel]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.href);
    return;
  }
  if (event.target.closest("[data-close]") && dialog.open) {
    event.preventDefault();
    dialog.close();
  }
}

/** A form that was closed stands nowhere: what it kept is shown beside the month. */
function empty() {
  dialog.replaceChildren();
  document.dispatchEvent(new Event(CHANGED));
}

export function startPanel() {
  if (!dialog) return;
  document.addEventListener("click", byClick);
  dialog.addEventListener("change", showHints);
  dialog.addEventListener("close", empty);
  document.addEventListener(LATE, event => renewRow(event.detail.project));
  startPhotos(dialog);
  dialog.addEventListener("record:saved", event => {
    const project = event.target.elements.project_id.value;
    dialog.close();
    toast(event.detail.words);
    renewRow(project);
  });
}
