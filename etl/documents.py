"""Documents by reference: from the columns of a list, or from a cell that names several."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from etl.columns import Field
from etl.dates import parse_date
from etl.findings import CellError
from etl.values import code_for
from gis.domain.documents import NO_PAPER, DocumentKind, StatedPaper, paper_key, title_or_default
from gis.operations.intake.record import StatedDocument

_BETWEEN: Final = re.compile(r"\s*;\s*")
_SIGN: Final = "|"
_URL: Final = re.compile(r"https?://[^\s|;<>\"]+")
_NUMBER: Final = re.compile(
    r"(?<![\w/])(?P<number>\d[\w.]*(?:/\d{4})?(?:[/-][A-ZĐ][\w.&Đđ]*(?:-[\w.&Đđ]+)*)+)"
)
_DAY: Final = re.compile(
    r"(?:ngày|ngay)?\s*(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{4}-\d{2}-\d{2})", re.IGNORECASE
)
_ISSUER: Final = re.compile(r"\bcủa\s+(?P<issuer>.+?)(?=\s*(?:,|:|\bvề\b|\bv/v\b|$))", re.IGNORECASE)
_ABOUT: Final = re.compile(r"(?:\bvề\s+việc\b|\bv/v\b|\bvề\b|:)\s*(?P<title>.+)$", re.IGNORECASE)
_ABBREVIATIONS: Final = {
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "TB": "Thông báo",
    "TTr": "Tờ trình",
    "KH": "Kế hoạch",
    "CV": "Công văn",
    "GP": "Giấy phép",
    "HĐ": DocumentKind.CONTRACT.value,
}
_ANY_PAPER: Final = "Văn bản"


@dataclass(slots=True)
class _Paper:
    kind: str | None = None
    number: str | None = None
    title: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    url: str | None = None


def stated_documents(texts: Mapping[Field, str], dates: Mapping[Field, date]) -> tuple[StatedDocument, ...]:
    """Return the documents that a row names, each number once.

    They are the investment decision, the document of the columns of its own (which speak of the decision where there
    is no other number), and those of the column of several.
    """
    papers = [*_listed(texts.get(Field.DOCUMENTS, "")), *_of_columns(texts, dates)]
    found: list[_Paper] = []
    for paper in papers:
        known = next((known for known in found if _is_same(known, paper)), None)
        if known is not None:
            _fill(known, paper)
        elif paper.number or paper.title or paper.url:
            found.append(paper)
    return tuple(map(_stated, found))


def paper_in(text: str) -> StatedPaper:
    """Return the number, day, issuer and title of the paper that a sentence names; blank where it has no number."""
    paper = _sentence(text)
    return StatedPaper(paper.number, paper.issued_on, paper.issuer, paper.title) if paper.number else NO_PAPER


def joint_text(papers: Iterable[Mapping[str, str | None]]) -> str | None:
    """Write documents into one cell as ``stated_documents`` reads it: kind | number | date | issuer | title | address."""
    parts = ("kind", "number", "issued_on", "issuer", "title", "url")
    lines = (f" {_SIGN} ".join(_plain(paper[part] or "") for part in parts) for paper in papers)
    return "; ".join(lines) or None


def _plain(text: str) -> str:
    return text.replace(_SIGN, "/").replace(";", ",")


def _of_columns(texts: Mapping[Field, str], dates: Mapping[Field, date]) -> list[_Paper]:
    decision = _Paper(
        DocumentKind.INVESTMENT_DECISION.value,
        texts.get(Field.DECISION_NO),
        issued_on=dates.get(Field.DECISION_DATE),
    )
    if text := texts.get(Field.DECISION):
        decision.issuer = _issuer(text)
    other = _Paper(
        _kind(texts.get(Field.DOCUMENT_KIND)),
        texts.get(Field.DOCUMENT_NO),
        texts.get(Field.DOCUMENT_TITLE),
        dates.get(Field.DOCUMENT_DATE),
        texts.get(Field.DOCUMENT_ISSUER),
        texts.get(Field.DOCUMENT_URL),
    )
    is_decision = other.kind in (None, DocumentKind.INVESTMENT_DECISION)
    if other.number is None and decision.number is not None and is_decision:
        _fill(decision, other)
        return [decision]
    return [decision, other] if decision.number is not None else [other]


def _listed(cell: str) -> list[_Paper]:
    return [
        _parts(text) if text.count(_SIGN) > 1 else _sentence(text) for text in _BETWEEN.split(cell) if text
    ]


def _parts(text: str) -> _Paper:
    """Read what ``joint_text`` wrote, or a part of it."""
    kind, number, day, issuer, title, url = (
        [*(part.strip() or None for part in text.split(_SIGN)), *[None] * 6]
    )[:6]
    return _Paper(_kind(kind), number, title, _day(day or ""), issuer, url)


def _sentence(text: str) -> _Paper:
    """Read ``Quyết định số 12/QĐ-UBND ngày 01/02/2024 của UBND huyện về việc phê duyệt dự án``."""
    address = _URL.search(text)
    words = _URL.sub(" ", text).strip(" ,:-–")
    number = _NUMBER.search(words)
    if number is None:
        return _Paper(None, None, words or None, _day(words), None, address and address[0])
    before, after = words[: number.start()], words[number.end() :]
    about = _ABOUT.search(after)
    told = re.sub(r"\bsố\b\s*:?", " ", before, flags=re.IGNORECASE).strip(" ,:-–")
    return _Paper(
        kind=_kind(told) if told else _kind_of_number(number["number"]),
        number=number["number"].rstrip("."),
        title=about["title"].strip(" ,.") if about else None,
        issued_on=_day(after),
        issuer=_issuer(after),
        url=address and address[0],
    )


def _kind(words: str | None) -> str | None:
    if words is None:
        return None
    return code_for("document_kind", words) or _ABBREVIATIONS.get(words) or words


def _kind_of_number(number: str) -> str | None:
    sign = re.search(r"[/-]([A-ZĐ][A-Za-zĐđ]*)", number)
    return _ABBREVIATIONS.get(sign[1]) if sign else None


def _issuer(text: str) -> str | None:
    found = _ISSUER.search(_URL.sub(" ", text))
    return found["issuer"].strip(" ,.()") if found else None


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return parse_date(found[1].replace(" ", "")).day if found else None
    except CellError:
        return None


def _is_same(known: _Paper, other: _Paper) -> bool:
    """Tell whether two references mean one paper, as `gis.operations.intake.papers` does."""
    if known.number is None or other.number is None:
        return known == other
    is_numbered_alike = paper_key(known.number) == paper_key(other.number)
    return is_numbered_alike and (
        known.issued_on == other.issued_on or None in (known.issued_on, other.issued_on)
    )


def _fill(known: _Paper, more: _Paper) -> None:
    known.kind, known.number = known.kind or more.kind, known.number or more.number
    known.title, known.issued_on = known.title or more.title, known.issued_on or more.issued_on
    known.issuer, known.url = known.issuer or more.issuer, known.url or more.url


def _stated(paper: _Paper) -> StatedDocument:
    kind = paper.kind or _kind_of_number(paper.number or "") or _ANY_PAPER
    title = title_or_default(paper.title, kind=kind, number=paper.number, url=paper.url)
    return StatedDocument(
        kind, paper.number, title, paper.title is not None, paper.issued_on, paper.issuer, paper.url
    )
