// Pieces of HTML that the server renders: formatted and in the reader's language.
import { text } from "../texts.js";
import { toast } from "../toast.js";

/**
 * The HTML at `address`. A failure is told to the reader and thrown; an aborted request is only thrown.
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function fetchText(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  } catch (error) {
    if (error.name !== "AbortError") toast(text("offline"));
    throw error;
  }
  if (!response.ok) {
    toast(text(response.status === 404 ? "notFound" : "failed"));
    throw new Error(`${response.status} ${address}`);
  }
  return response.text();
}
