"""The limits that stand beside the cells of a month's workbook: the rules of each field that hold for every project."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from etl.month_books.texts import text
from etl.rule_words import quoted
from gis.domain.breaches import Rule
from gis.domain.contribution_checks import CONTRIBUTION_RULES
from gis.domain.date_checks import LATE, ORDER
from gis.domain.entry_checks import EVENTS_ONLY
from gis.domain.field_limits import land_limits, standing_gift_limits
from gis.domain.payment_rules import AMOUNT, BUDGET_CEILING, PAYMENT_RULES, RECOVERY, VOLUME, YEAR_CEILING
from gis.domain.progress import PERCENT

LONGEST_MESSAGE: Final = 255
"""Excel shows no more beside a cell."""


def _by_field(ledger: str) -> Iterator[tuple[str, Rule]]:
    limits = {"clearance_count": land_limits(None), "contribution": standing_gift_limits()}
    yield from ((limit.field, limit.rule) for limit in limits.get(ledger, ()))
    if ledger == "voucher":
        yield from (("amount_vnd", rule) for rule in (AMOUNT, YEAR_CEILING, BUDGET_CEILING, RECOVERY))
        yield from (
            ("plan_year", each.rule) for each in (PAYMENT_RULES.year_plan, PAYMENT_RULES.carried_over)
        )
        yield from (("effective_date", PAYMENT_RULES.advance.rule), ("volume_accepted_on", VOLUME))
    elif ledger == "completion_date":
        yield from (("effective_date", LATE), ("new_date", ORDER))
    elif ledger == "progress_report":
        yield from ((name, PERCENT) for name in ("physical_progress_pct", "planned_progress_pct"))
    yield "effective_date", EVENTS_ONLY


def standing_limits(ledger: str, language: str) -> Mapping[str, Sequence[str]]:
    """Return the sentences beside each field of a ledger, whichever project a row is of."""
    found: dict[str, list[str]] = {}
    for field, rule in _by_field(ledger):
        found.setdefault(field, []).append(f"{quoted(rule, language)}.")
    if ledger == "contribution":
        for field, key in (("unit_price_vnd", "usual_labour"), ("quantity", "usual_land")):
            found.setdefault(field, []).append(_usual(key, language))
    return {field: list(dict.fromkeys(told)) for field, told in found.items()}


def message(sentences: Sequence[str]) -> str:
    """Return as many of the sentences as Excel shows beside a cell."""
    told = ""
    for each in sentences:
        longer = f"{told} {each}".strip()
        if len(longer) > LONGEST_MESSAGE:
            break
        told = longer
    return told


def _usual(key: str, language: str) -> str:
    rules = CONTRIBUTION_RULES
    said = {
        "low": rules.labour_day_min_vnd,
        "high": rules.labour_day_max_vnd,
        "land": int(rules.land_per_household_m2),
    }
    dot = "." if language == "vi" else ","
    return text(key, language).format(
        **{name: f"{value:,}".replace(",", dot) for name, value in said.items()}
    )
