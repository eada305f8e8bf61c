// The form of the panel that sends a photo: a refusal is told beside it, the file stays chosen.
import { text } from "../texts.js";
import { toast } from "../toast.js";
import { forget } from "./drafts.js";
import { alertOf } from "./messages.js";
import { SIGNED_OUT } from "./sending.js";

/** @param {HTMLFormElement} form @param {string[]} messages */
function tell(form, messages) {
  const box = alertOf(messages);
  const place = form.parentElement.querySelector("[data-photo-messages]");
  place.replaceChildren(...(messages.length ? [box] : []));
  box.focus();
}

/** @param {HTMLFormElement} form @returns {Promise<{status: number, answer: any}>} */
async function ask(form) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-Piece": "panel" },
      body: new FormData(form),
    });
    return { status: response.status, answer: await response.json().catch(() => null) };
  } catch {
    return { status: 0, answer: null };
  }
}

/** @param {HTMLFormElement} form @param {HTMLDialogElement} dialog */
async function sendPhoto(form, dialog) {
  const button = form.querySelector("[type=submit]");
  tell(form, []);
  button.disabled = true;
  const { status, answer } = await ask(form);
  button.disabled = false;
  button.removeAttribute("aria-busy");
  delete form.dataset.sent;
  if (status === 200 && answer?.words) {
    forget(form.dataset.keep);
    dialog.close();
    toast([answer.words, ...answer.doubts].join(" "));
  } else if (answer?.messages?.length) tell(form, answer.messages);
  else tell(form, [text(status === SIGNED_OUT ? "photoSignedOut" : "photoNotSent")]);
}

/** Photos of the dialog are sent without leaving the month. @param {HTMLDialogElement} dialog */
export function startPhotos(dialog) {
  dialog.addEventListener("submit", event => {
    if (!event.target.matches("form[data-photo]") || event.defaultPrevented) return;
    const tooLarge = [...event.target.querySelectorAll("input[type=file][data-max-bytes]")].some(input =>
      [...input.files].some(file => file.size > Number(input.dataset.maxBytes)),
    );
    if (tooLarge) return; // the form's own check tells it
    event.preventDefault();
    sendPhoto(event.target, dialog);
  });
}
