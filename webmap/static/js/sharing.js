// Buttons that copy this page's address, filters and place included, or the address in a field.
import { text } from "./texts.js";
import { toast } from "./toast.js";

/** @param {string} [address] what to copy; the address bar without it */
export async function copyAddress(address = location.href) {
  try {
    await navigator.clipboard.writeText(address);
    toast(text("copied"));
  } catch {
    toast(text("copyFailed"));
  }
}

export function startSharing() {
  document.addEventListener("click", event => {
    if (event.target.closest("[data-copy-address]")) copyAddress();
    const field = event.target.closest("[data-copy]")?.dataset.copy;
    if (field) copyAddress(document.querySelector(field).value);
    if (event.target.closest("[data-print]")) print();
  });
}
