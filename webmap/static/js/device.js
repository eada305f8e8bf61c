// Where this device keeps what was typed: one record an account and form, never another account's.
const PREFIX = "hatang:draft:";

/** @param {string} account @param {string} record */
export function keyOf(account, record) {
  return `${PREFIX}${account}:${record}`;
}

/** The records that the device keeps for an account. @param {string} account @returns {string[]} */
export function recordsOf(account) {
  const own = keyOf(account, "");
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(own))
      .map(key => key.slice(own.length));
  } catch {
    return [];
  }
}
