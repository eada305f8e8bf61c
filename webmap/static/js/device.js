// Where this device keeps what was typed: one record an account and form, never another account's.
const PREFIX = "hatang:draft:";

/** @param {string} account @param {string} record */
export function keyOf(account, record) {
  return `${PREFIX}${account}:${record}`;
}

/** What the device did not take (full, or forbidden): there as long as the page is open. @type {Map<string, any>} */
export const pageOnly = new Map();

/** The records that the device or this page keeps for an account. @param {string} account @returns {string[]} */
export function recordsOf(account) {
  const own = keyOf(account, "");
  const names = new Set(pageOnly.keys());
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(own)) names.add(key.slice(own.length));
  } catch {
    // a device that may not be read keeps nothing
  }
  return [...names];
}

/** @param {string} account @param {string} record */
export function drop(account, record) {
  pageOnly.delete(record);
  try {
    localStorage.removeItem(keyOf(account, record));
  } catch {
    // nothing can be kept there, so nothing is
  }
}

/** Tells whether the device takes anything at all. */
export function takesDrafts() {
  const trial = `${PREFIX}trial`;
  try {
    localStorage.setItem(trial, "");
    localStorage.removeItem(trial);
    return true;
  } catch {
    return false;
  }
}
