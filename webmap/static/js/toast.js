// A short message at the foot of the window that goes away by itself.
import { announce } from "./live.js";
import { text } from "./texts.js";

const SHOWN_MS = 6000;
const holder = document.getElementById("toasts");

/** @param {string} message */
export function toast(message) {
  announce(message);
  if (!holder) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.setAttribute("aria-label", text("close"));
  close.textContent = "✕";
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  holder.replaceChildren(box);
  setTimeout(() => box.remove(), SHOWN_MS);
}
