// The texts that scripts speak: they come with the page, in the reader's language.
const block = document.getElementById("texts");
const texts = block ? JSON.parse(block.textContent) : {};

/**
 * The text called `key`, with each `%(name)s` filled from `values`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  if (!(key in texts)) throw new Error(`page text missing: ${key}`);
  return texts[key].replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}
