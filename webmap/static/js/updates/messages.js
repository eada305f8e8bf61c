// What a form tells its reader: beside it what came of its saving, above it what stands in the way.

/** @param {HTMLFormElement} form */
export function rowOf(form) {
  return form.closest("[data-entry]") ?? form;
}

/** @param {HTMLFormElement} form @param {string} words @param {"is-changed" | "is-waiting" | ""} look */
export function mark(form, words, look) {
  const row = rowOf(form);
  row.classList.toggle("is-changed", look === "is-changed");
  row.classList.toggle("is-waiting", look === "is-waiting");
  const receipt = row.querySelector("[data-receipt]");
  if (receipt) receipt.textContent = words;
}

/** @param {string} html written by our own templates */
export function piecesOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.childNodes;
}

/** @param {string[]} messages */
export function alertOf(messages) {
  const box = document.createElement("div");
  box.className = "alert alert--error";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const words = document.createElement("div");
  for (const message of messages) {
    const line = document.createElement("p");
    line.textContent = message;
    words.append(line);
  }
  box.append(words);
  return box;
}

/** @param {HTMLFormElement} form */
function placeOfMessages(form) {
  const row = form.closest("[data-entry]");
  return row
    ? document.querySelector(`#messages-${row.dataset.entry} > td`)
    : form.parentElement.querySelector("[data-messages-place]");
}

/** @param {HTMLFormElement} form @param {import("./sending.js").Refusal | null} refusal null where nothing stands in the way */
export function showMessages(form, refusal) {
  const place = placeOfMessages(form);
  if (!place) return;
  const pieces = refusal?.messages ? [...piecesOf(refusal.messages)] : refusal ? [alertOf(refusal.told)] : [];
  place.replaceChildren(...pieces);
  for (const part of place.querySelectorAll("[form]")) part.setAttribute("form", form.id);
  const row = place.closest(".entry-messages");
  if (row) row.hidden = !refusal;
  else if (refusal) place.scrollIntoView({ block: "nearest" });
}

/** Marks the fields that a refusal names, and no other. @param {HTMLFormElement} form @param {import("./sending.js").Refusal | null} refusal */
export function markFields(form, refusal) {
  for (const field of form.elements) {
    if (field.name && field.name in (refusal?.fields ?? {})) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute?.("aria-invalid");
  }
}
