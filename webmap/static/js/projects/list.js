// The list follows its filters at once: the server renders the page, the parts that changed take their places.
import { announce } from "../live.js";
import { merge } from "../map/merge.js";
import { text } from "../texts.js";
import { toast } from "../toast.js";

const PAUSE_MS = 300;
const TYPED = "[type=search], [type=text]";
const STEPS = "thead a, .pager a, .chip, .segments a, .stat";
const list = document.getElementById("list");
const form = document.getElementById("filters");
let timer = 0;
let request = new AbortController();

/** The address of the form's choices, without empty fields. */
function formAddress() {
  const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(pairs).toString();
  return query ? `${form.action}?${query}` : form.action;
}

/**
 * Shows the list of `address`. Where that fails the browser opens the address itself, which says what is wrong.
 * @param {string} address
 */
async function show(address) {
  request.abort();
  request = new AbortController();
  list.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" }, signal: request.signal });
    if (!response.ok) {
      location.assign(address);
      return;
    }
    merge(list, await response.text());
    announce(list.querySelector("[data-announce]")?.textContent ?? "");
    list.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name === "AbortError") return;
    list.removeAttribute("aria-busy");
    toast(text("offline"));
  }
}

/**
 * Writes an address into the form's fields: merging leaves alone the one that has the focus.
 * @param {string} address
 */
function showInFields(address) {
  const wanted = new URL(address, location.href).searchParams;
  for (const field of form.elements) {
    const values = wanted.getAll(field.name).flatMap(value => value.split(","));
    if (field.matches("[type=checkbox][name], [type=radio]"))
      field.checked = values.includes(field.value) || (field.value === "" && !values.length);
    else if (field.matches(TYPED)) field.value = values.join(",");
  }
}

/** Goes to another address of the list: by a link, or back and forth. @param {string} address */
function go(address) {
  showInFields(address);
  return show(address);
}

function apply() {
  clearTimeout(timer);
  const address = formAddress();
  history.pushState(null, "", address);
  show(address);
}

form.addEventListener("submit", event => {
  event.preventDefault();
  apply();
});

document.addEventListener("input", event => {
  if (event.target.form !== form || event.target.id === "filters-open") return;
  clearTimeout(timer);
  if (event.target.matches(TYPED)) timer = setTimeout(apply, PAUSE_MS);
  else apply();
});

list.addEventListener("click", event => {
  const link = event.target.closest(STEPS);
  if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  go(link.href).then(() => {
    if (link.closest(".pager")) list.querySelector("[data-part=results]").scrollIntoView();
  });
});

addEventListener("popstate", () => go(location.href));
