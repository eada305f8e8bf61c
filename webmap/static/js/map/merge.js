// Puts newly rendered HTML in place of old, part by part, so that focus, scroll and open groups stay as they are.

const keyOf = element => `${element.name}=${element.value}`;
const choices = part => [...part.querySelectorAll("input[type=checkbox], input[type=radio]")];
const sameChoices = (one, other) => choices(one).map(keyOf).join() === choices(other).map(keyOf).join();

/** Takes over what differs between two groups with the same choices: ticks, counts, dimming. */
function updateChoices(old, fresh) {
  const labels = part => part.querySelectorAll(".choice");
  const news = labels(fresh);
  for (const [index, label] of labels(old).entries()) {
    label.className = news[index].className;
    const count = label.querySelector("[data-count]");
    if (count) count.textContent = news[index].querySelector("[data-count]").textContent;
    const input = label.querySelector("input");
    if (input !== document.activeElement) input.checked = news[index].querySelector("input").checked;
  }
  old.querySelector("summary")?.replaceChildren(...(fresh.querySelector("summary")?.childNodes ?? []));
}

function replace(old, fresh) {
  const { activeElement } = document;
  const focused = old.contains(activeElement) ? activeElement.id || keyOf(activeElement) : "";
  const open = old.querySelector("details")?.open;
  old.replaceChildren(...fresh.childNodes);
  const details = old.querySelector("details");
  if (details && open !== undefined) details.open = open;
  if (!focused) return;
  const same = choices(old).find(choice => keyOf(choice) === focused) ?? document.getElementById(focused);
  same?.focus({ preventScroll: true });
}

/**
 * Every element with data-part of `html` takes the place of the one with the same name in `holder`.
 * @param {HTMLElement} holder
 * @param {string} html
 */
export function merge(holder, html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  for (const old of holder.querySelectorAll("[data-part]")) {
    const part = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
    if (!part) continue;
    if (choices(old).length && sameChoices(old, part)) updateChoices(old, part);
    else replace(old, part);
  }
}
