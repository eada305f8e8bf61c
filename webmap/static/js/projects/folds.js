// Opens what is folded where a link leads into it, and everything on paper.
function reveal(id) {
  const target = id && document.getElementById(id);
  if (!target) return;
  let folded = false;
  for (let each = target.closest("details"); each; each = each.parentElement?.closest("details")) {
    folded ||= !each.open;
    each.open = true;
  }
  if (folded) target.scrollIntoView();
}

function revealAddress() {
  reveal(decodeURIComponent(location.hash.slice(1)));
}

const opened = [];

document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (link) reveal(decodeURIComponent(link.hash.slice(1)));
});
addEventListener("hashchange", revealAddress);
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details:not([open])")) {
    each.open = true;
    opened.push(each);
  }
});
addEventListener("afterprint", () => {
  for (const each of opened.splice(0)) each.open = false;
});
revealAddress();
