// Light, dark, or as the machine says; kept in a cookie so that the server sends the page in the right colours.
const ONE_YEAR_S = 31536000;
const root = document.documentElement;

/** @param {string} theme */
function choose(theme) {
  root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that offices use
  document.cookie = `theme=${theme}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax${secure}`;
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === theme));
  }
  document.dispatchEvent(new CustomEvent("themechange"));
}

/** Shows the choice, which works by script only, and follows the machine while it is left open. */
export function startTheme() {
  for (const part of document.querySelectorAll("[data-theme-choice]")) part.hidden = false;
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.addEventListener("click", () => choose(button.dataset.themeValue));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}

/**
 * The present colour of a design token as `rgb(…)`, for a canvas that cannot read CSS; listen to "themechange" for more.
 * @param {string} token a name of tokens.css such as "--late"
 */
export function colour(token) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
