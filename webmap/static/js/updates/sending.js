// Sends records one after the other; what cannot be sent waits on this device and is sent again with the same key.
import { text } from "../texts.js";
import { account, forget, keep, kept, waitingRecords } from "./drafts.js";

/**
 * @typedef {object} Refusal What stands in the way of a record.
 * @property {"refused" | "warned" | "conflict"} result
 * @property {string[]} told in the reader's words
 * @property {string} [messages] the same as a piece of the page, written by our own templates
 * @property {Record<string, string>} [fields]
 * @property {Record<string, string>} [newer]
 * @property {number} [base_id]
 *
 * @typedef {object} Came What came of sending a record; `value` is what was sent.
 * @property {number} status
 * @property {any} answer
 * @property {Refusal} [refusal]
 * @property {import("./drafts.js").Kept} [value]
 */

const PAUSES_S = [3, 10, 30, 60];
const LONGEST_MS = 20_000;
const OTHER_ACCOUNT = -1;
const NO_ANSWER = 0;
const UNREADABLE = 400;
export const SIGNED_OUT = 401;
const LATER = new Set([OTHER_ACCOUNT, NO_ANSWER, SIGNED_OUT, 408, 425, 429, 500, 502, 503, 504]);
const page = document.getElementById("updates");
const bar = document.querySelector("[data-queue]");
let chain = Promise.resolve();
let timer = 0;
let attempts = 0;

/** Sends a kept record; `told` hears what came of it. @param {string} record @param {(came: Came) => void} told */
export function send(record, told) {
  const turn = chain.then(() => sendNow(record)).then(told);
  chain = turn.catch(() => undefined);
  return turn;
}

/** @param {string} record @returns {Promise<Came>} */
async function sendNow(record) {
  const value = kept(record);
  if (!value) return { status: 200, answer: null };
  const { status, answer } = await ask(value);
  const latest = kept(record);
  const isLatest = latest?.fields.entry_key === value.fields.entry_key;
  const refusal = status === 200 || LATER.has(status) ? undefined : refusalOf(answer);
  if (status === 200 && isLatest) forget(record);
  else if (refusal && latest) keep(record, { ...latest, state: isLatest ? "refused" : "typed", refusal });
  settle(status);
  return { status, answer, refusal, value };
}

/** An answer that knows nothing of the record says in general what is wrong. @param {any} answer @returns {Refusal} */
function refusalOf(answer) {
  if (answer?.result) return answer;
  const told = answer?.title ? [`${answer.title}. ${answer.detail}`] : [text("failed")];
  return { result: "refused", told };
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
    if (response.status === UNREADABLE && !isSecond) {
      const status = await renew();
      return status === 200 ? await ask(value, true) : { status, answer: null };
    }
    return { status: response.status, answer: await response.json().catch(() => null) };
  } catch {
    return { status: NO_ANSWER, answer: null };
  }
}

function token() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** Asks whose session this is, and takes its proof for forms over. @returns {Promise<number>} 200 where it is still ours */
async function renew() {
  const response = await fetch(page.dataset.session, { headers: { Accept: "application/json" } });
  if (!response.ok) return response.status === SIGNED_OUT ? SIGNED_OUT : NO_ANSWER;
  const answer = await response.json();
  if (String(answer.account) !== account) return OTHER_ACCOUNT;
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", answer.csrf);
  return 200;
}

/** Shows what waits, and plans the next try. @param {number} status */
function settle(status) {
  if (status === SIGNED_OUT) {
    tell(text("signInAgain"), text("signIn"), () => location.assign(page.dataset.signIn));
    return;
  }
  if (status === OTHER_ACCOUNT) {
    tell(text("otherAccount"), text("reload"), () => location.reload());
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
  for (const record of waitingRecords()) send(record, came => hear(record, came));
}

/** Sends again when the net is back; `told` hears of each record. @param {(record: string, came: Came) => void} told */
export function startSending(told) {
  hear = told;
  addEventListener("online", sendWaiting);
  if (waitingRecords().length) sendWaiting();
}
