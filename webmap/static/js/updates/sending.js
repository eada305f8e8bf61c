// Sends records one after the other; what cannot be sent waits on this device and is sent again with the same key.
import { text } from "../texts.js";
import { account, forget, keep, kept, waitingRecords } from "./drafts.js";

const PAUSES_S = [3, 10, 30, 60];
const LONGEST_MS = 20_000;
const UNREADABLE = 400;
const SIGNED_OUT = 401;
const TRY_AGAIN = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
const page = document.getElementById("updates");
const bar = document.querySelector("[data-queue]");
let chain = Promise.resolve();
let timer = 0;
let attempts = 0;
let isSignedOut = false;

/** Sends a kept record; `told` hears what came of it: {status, answer}. @param {string} record @param {(result: {status: number, answer: any}) => void} told */
export function send(record, told) {
  const turn = chain.then(() => sendNow(record)).then(told);
  chain = turn.catch(() => undefined);
  return turn;
}

/** @param {string} record */
async function sendNow(record) {
  const value = kept(record);
  if (!value) return { status: 200, answer: null };
  const result = await ask(value);
  const latest = kept(record);
  if (result.status === 200 && latest?.fields.entry_key === value.fields.entry_key) forget(record);
  else if (!TRY_AGAIN.has(result.status) && result.status !== SIGNED_OUT && latest) {
    keep(record, { ...latest, state: "typed" });
  }
  settle(result.status);
  return result;
}

/** @param {import("./drafts.js").Kept} value @param {boolean} [isSecond] @returns {Promise<{status: number, answer: any}>} */
async function ask(value, isSecond = false) {
  try {
    const response = await fetch(value.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams(value.fields),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    if (response.status === UNREADABLE && !isSecond && (await renew())) return await ask(value, true);
    const status = response.status === UNREADABLE && isSignedOut ? SIGNED_OUT : response.status;
    return { status, answer: await response.json().catch(() => null) };
  } catch {
    return { status: 0, answer: null };
  }
}

function token() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** Asks whose session this is, and takes its proof for forms over. @returns {Promise<boolean>} whether it is still ours */
async function renew() {
  const response = await fetch(page.dataset.session, { headers: { Accept: "application/json" } });
  if (response.status === SIGNED_OUT) {
    isSignedOut = true;
    return false;
  }
  if (!response.ok) return false;
  const answer = await response.json();
  if (String(answer.account) !== account) {
    tell(text("otherAccount"), text("reload"), () => location.reload());
    return false;
  }
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", answer.csrf);
  return true;
}

/** Shows what waits, and plans the next try. @param {number} status */
function settle(status) {
  if (status === SIGNED_OUT) {
    tell(text("signInAgain"), text("signIn"), () => location.assign(page.dataset.signIn));
    return;
  }
  const count = waitingRecords().length;
  if (!count) {
    attempts = 0;
    if (bar) bar.hidden = true;
    return;
  }
  tell(text("queue", { count }), text("sendNow"), () => sendWaiting());
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, PAUSES_S[Math.min(attempts++, PAUSES_S.length - 1)] * 1000);
}

/** @param {string} message @param {string} action @param {() => void} act */
function tell(message, action, act) {
  if (!bar) return;
  const words = document.createElement("span");
  words.textContent = message;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = action;
  button.addEventListener("click", act);
  bar.replaceChildren(words, button);
  bar.hidden = false;
}

let hear = () => undefined;

/** Sends everything that waits, also what another page of this account left behind. */
export function sendWaiting() {
  clearTimeout(timer);
  for (const record of waitingRecords()) send(record, result => hear(record, result));
}

/** Sends again when the net is back; `told` hears of each record. @param {(record: string, result: {status: number, answer: any}) => void} told */
export function startSending(told) {
  hear = told;
  addEventListener("online", sendWaiting);
  if (waitingRecords().length) sendWaiting();
}
