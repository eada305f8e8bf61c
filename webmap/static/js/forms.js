// Small comforts of forms: "/" leads to the search box, errors get the focus, filters apply by themselves.
const TYPING = "input, textarea, select, [contenteditable]";

/** @param {KeyboardEvent} event */
function leadToSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING)) return;
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

/** A file that is too large is told here: a server that refuses it unread only breaks the connection. @param {SubmitEvent} event */
function holdBackLarge(event) {
  for (const input of event.target.querySelectorAll("input[type=file][data-max-bytes]")) {
    const isLarge = [...input.files].some(file => file.size > Number(input.dataset.maxBytes));
    input.setCustomValidity(isLarge ? input.dataset.tooLarge : "");
    if (!isLarge) continue;
    event.preventDefault();
    input.addEventListener("change", () => input.setCustomValidity(""), { once: true });
    input.reportValidity();
  }
}

/** A form is sent once, however often its button is pressed. @param {SubmitEvent} event */
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
}

/** Forms with data-apply are sent as soon as a box is ticked. @param {Event} event */
function applyFilters(event) {
  const form = event.target.form;
  if (form?.matches("[data-apply]") && !event.target.matches("[type=search], [type=text], [type=number]")) {
    form.requestSubmit();
  }
}

export function startForms() {
  document.addEventListener("keydown", leadToSearch);
  document.addEventListener("submit", holdBackLarge);
  document.addEventListener("submit", sendOnce);
  document.addEventListener("change", applyFilters);
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.querySelector("[data-focus]")?.focus();
}
