// Requests in the background: one way to ask for JSON, and words for whatever goes wrong.
import { text } from "./texts.js";
import { toast } from "./toast.js";

const TOO_MANY = 429;

/** @param {number} status 0 where the server was not reached */
function complain(status) {
  if (status === 0) toast(text("offline"));
  else if (status === TOO_MANY) toast(text("tooMany"));
  else toast(text("failed"));
}

/**
 * The JSON at `address`. A failure is told to the reader and thrown; an aborted request is only thrown.
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function fetchJson(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (error.name !== "AbortError") complain(0);
    throw error;
  }
  if (!response.ok) {
    complain(response.status);
    throw new Error(`${response.status} ${address}`);
  }
  return response.json();
}

/**
 * Sends `body` as JSON with the proof that it comes from this page, and gives the answer's JSON.
 * @param {string} address
 * @param {unknown} body
 * @param {string} [method]
 */
export function sendJson(address, body, method = "POST") {
  const proof = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": proof };
  return fetchJson(address, { method, headers, body: JSON.stringify(body) });
}

/** Speaks up for htmx, which says nothing by itself. */
export function startRequests() {
  document.addEventListener("htmx:responseError", event => complain(event.detail.xhr.status));
  document.addEventListener("htmx:sendError", () => complain(0));
}
