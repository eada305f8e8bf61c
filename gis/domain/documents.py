"""Kinds of documents that a project refers to, and what one is called whose title nobody wrote down."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """The papers that most projects have; a list may name others, which are kept as they are written."""

    POLICY_DECISION = "policy_decision"
    INVESTMENT_DECISION = "investment_decision"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"
    HANDOVER = "handover"
    SETTLEMENT = "settlement"


UNTITLED: Final[Mapping[str, str]] = {
    DocumentKind.POLICY_DECISION.value: "Phê duyệt chủ trương đầu tư",
    DocumentKind.INVESTMENT_DECISION.value: "Phê duyệt dự án",
}
"""What a decision of a kind does, in place of a title; other documents without one go by their number."""


def title_or_default(title: str | None, *, kind: str, number: str | None, url: str | None) -> str:
    """Return the title, or what stands for it: the act of the decision, else the number, else the address."""
    return title or UNTITLED.get(kind) or number or url or kind
