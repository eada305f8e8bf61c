"""What every page must be, whatever it shows: checked on each page that any test opens."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href", "use": "href"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageReader(HTMLParser):
    """Collects from one page what the checks look at."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.language = ""
        self.title = ""
        self.h1_count = 0
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.label_targets: set[str] = set()
        self.fields: list[tuple[str, str]] = []
        self.open: list[str] = []

    def updatepos(self, i: int, j: int) -> int:
        """Leave lines uncounted: nobody asks where in the page something stands."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = attributes.get("lang", "")
        self.h1_count += tag == "h1"
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.label_targets.add(attributes["for"])
        self._check_element(tag, attributes)
        self._check_loading(tag, attributes)
        self._note_field(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += text
        if "%%" in text:
            self.problems.append(f"a doubled percent sign: {text.strip()}")

    def _check_element(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"script", "style"} and attributes.get("nonce") != self.nonce:
            self.problems.append(f"<{tag}> without this page's nonce")
        if "style" in attributes:
            self.problems.append(f"<{tag} style=…>: the content policy drops it")
        if handlers := [name for name in attributes if name.startswith("on")]:
            self.problems.append(f"<{tag}> with {handlers}: the content policy drops it")
        if tag == "img" and "alt" not in attributes:
            self.problems.append("<img> without alt")
        if tag == "button" and "type" not in attributes:
            self.problems.append("<button> without type")

    def _check_loading(self, tag: str, attributes: dict[str, str]) -> None:
        address = attributes.get(LOADING.get(tag, ""), "")
        if urlsplit(address).netloc:
            self.problems.append(f"<{tag}> loads from another host: {address}")

    def _note_field(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in LABELLED or attributes.get("type") in UNLABELLED_TYPES:
            return
        named = "aria-label" in attributes or "aria-labelledby" in attributes or "label" in self.open
        if not named:
            self.fields.append((tag, attributes.get("id", "")))


def problems_of(html: str, *, policy: str) -> list[str]:
    """Return what is wrong with a page, or with a part of one, given its content policy header."""
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    page = PageReader(nonce)
    page.feed(html)
    problems = list(page.problems)
    problems += [f"id twice: {each}" for each, count in sorted(Counter(page.ids).items()) if count > 1]
    problems += [
        f"<{tag} id={name!r}> without label" for tag, name in page.fields if name not in page.label_targets
    ]
    if not nonce:
        problems.append("no content policy with a nonce")
    if html.lstrip().lower().startswith("<!doctype html>"):
        problems += _problems_of_frame(page)
    return problems


def _problems_of_frame(page: PageReader) -> list[str]:
    problems = []
    if page.language not in {"vi", "en"}:
        problems.append("no language")
    if not page.title.partition("·")[0].strip():
        problems.append("no title of its own")
    if page.h1_count != 1:
        problems.append(f"{page.h1_count} h1")
    return problems
