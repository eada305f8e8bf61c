"""Whether a contribution can be true and is complete; what is unusual is asked about, never refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.contribution import LAND_UNIT, Contribution, totals
from gis.domain.entry_checks import check_day
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.valuation import Valuation


class ContributionBreach(StrEnum):
    """What can be wrong with a contribution, or unusual in it."""

    NOT_POSITIVE = "contribution_not_positive"
    NOT_CONVERTED = "contribution_not_converted"
    VALUE_WITHOUT_PRICE = "contribution_value_without_price"
    VALUE_DIFFERS = "contribution_value_differs"
    PRICE_WITHOUT_SOURCE = "contribution_price_without_source"
    NAME_WITHOUT_CONSENT = "contribution_name_without_consent"
    NAME_WITHOUT_PAPER = "contribution_name_without_paper"
    LAND_WITHOUT_PAPER = "contribution_land_without_paper"
    LAND_WITHOUT_HOUSEHOLDS = "contribution_land_without_households"
    LAND_PER_HOUSEHOLD = "contribution_land_per_household"
    LABOUR_PRICE = "contribution_labour_price"
    LAND_PER_YEAR = "contribution_land_per_year"


@dataclass(frozen=True, slots=True)
class ContributionRules:
    """From where on a gift is asked about: a proposal, from what communes usually report."""

    land_per_household_m2: Decimal = Decimal(5_000)
    land_per_commune_year_m2: Decimal = Decimal(100_000)
    labour_day_min_vnd: int = 150_000
    labour_day_max_vnd: int = 300_000
    is_proposal: bool = True


CONTRIBUTION_RULES: Final = ContributionRules()
QUANTITY: Final = Rule("Ghi cả số lượng và đơn giá; số lượng lớn hơn 0.")
_CONVERTED: Final = Rule("Không có đơn giá thì ghi “chưa quy đổi”, không ghi 0.")
_VALUE: Final = Rule("Giá trị quy đổi bằng số lượng nhân đơn giá, làm tròn đến đồng.")
_SOURCE: Final = Rule("Đơn giá có căn cứ: bảng giá hoặc văn bản có hiệu lực vào ngày đóng góp.")
_CONSENT: Final = Rule("Chỉ ghi tên người đóng góp khi họ đồng ý công khai.", "91/2025/QH15")
_CONSENT_PAPER: Final = Rule(
    "Ghi tên người đóng góp thì kèm văn bản họ đồng ý công khai tên.", is_proposal=True
)
_LAND_PAPER: Final = Rule(
    "Hiến đất ghi kèm biên bản hoặc đơn tự nguyện hiến đất và số hộ hiến đất; hiến đất không phải bồi thường.",
    is_proposal=True,
)
USUAL: Final = Rule("Mức thường gặp; vượt thì kiểm tra lại, không loại bỏ.", is_proposal=True)


def check_contribution(
    gift: Contribution,
    *,
    valuation: Valuation,
    as_of: date,
    began_on: date | None = None,
    rules: ContributionRules = CONTRIBUTION_RULES,
) -> tuple[Breach, ...]:
    """Return what is wrong with or unusual in a gift entered on `as_of`; `valuation` is `value_of` it.

    Refused are quantities of 0 or less, days to come, and names without consent. Source: docs/rules.md,
    "Contributions".
    """
    return (
        *check_day(gift.effective_date, as_of=as_of, began_on=began_on),
        *_check_itself(gift),
        *_check_value(gift, valuation),
        *_check_usual(gift, valuation, rules),
    )


def check_commune_year(
    gifts: Iterable[Contribution], *, as_of: date, rules: ContributionRules = CONTRIBUTION_RULES
) -> tuple[Breach, ...]:
    """Ask about the land given in one commune and year, whose gifts these are, where it is unusually much."""
    land_m2 = totals(gifts, as_of=as_of).land_m2
    if land_m2 is None or land_m2 <= rules.land_per_commune_year_m2:
        return ()
    params: Params = {"land_m2": land_m2, "limit_m2": rules.land_per_commune_year_m2}
    return (Breach(ContributionBreach.LAND_PER_YEAR, Severity.WARN, USUAL, params),)


def check_consent(donor_name: str | None, *, has_paper: bool) -> tuple[Breach, ...]:
    """Refuse a donor who is named without the paper of the consent. Source: docs/rules.md, "Contributions"."""
    if donor_name is None or has_paper:
        return ()
    return (Breach(ContributionBreach.NAME_WITHOUT_PAPER, Severity.REFUSE, _CONSENT_PAPER),)


def check_land_papers(gift: Contribution, *, has_paper: bool) -> Iterator[Breach]:
    """Ask for the minutes of land given, and for the number of households where households gave it.

    Source: docs/rules.md, "Contributions".
    """
    if gift.kind is not ContributionKind.LAND:
        return
    if not has_paper:
        yield Breach(ContributionBreach.LAND_WITHOUT_PAPER, Severity.WARN, _LAND_PAPER)
    if gift.donor_kind is DonorKind.HOUSEHOLD and gift.household_count is None:
        yield Breach(ContributionBreach.LAND_WITHOUT_HOUSEHOLDS, Severity.WARN, _LAND_PAPER)


def _check_itself(gift: Contribution) -> Iterator[Breach]:
    if gift.quantity <= 0:
        yield Breach(ContributionBreach.NOT_POSITIVE, Severity.REFUSE, QUANTITY, {"quantity": gift.quantity})
    if gift.donor_name is not None and not gift.is_name_public:
        yield Breach(ContributionBreach.NAME_WITHOUT_CONSENT, Severity.REFUSE, _CONSENT)


def _check_value(gift: Contribution, valuation: Valuation) -> Iterator[Breach]:
    params: Params
    if valuation.gap is not None and gift.value_vnd:
        params = {"stated_vnd": gift.value_vnd}
        yield Breach(ContributionBreach.VALUE_WITHOUT_PRICE, Severity.WARN, QUANTITY, params)
    elif valuation.gap is not None:
        params = {"gap": valuation.gap.value, "kind": gift.kind.value, "unit": gift.quantity_unit}
        yield Breach(ContributionBreach.NOT_CONVERTED, Severity.WARN, _CONVERTED, params)
    elif gift.value_vnd is not None and gift.value_vnd != valuation.value_vnd:
        params = {"stated_vnd": gift.value_vnd, "computed_vnd": valuation.value_vnd or 0}
        yield Breach(ContributionBreach.VALUE_DIFFERS, Severity.WARN, _VALUE, params)
    if valuation.unit_price_vnd is not None and valuation.price_source is None:
        params = {"unit_price_vnd": valuation.unit_price_vnd}
        yield Breach(ContributionBreach.PRICE_WITHOUT_SOURCE, Severity.WARN, _SOURCE, params)


def _check_usual(gift: Contribution, valuation: Valuation, rules: ContributionRules) -> Iterator[Breach]:
    if gift.kind is ContributionKind.LAND and gift.quantity_unit == LAND_UNIT:
        each_m2 = gift.quantity / (gift.household_count or 1)
        if each_m2 > rules.land_per_household_m2:
            params: Params = {"each_m2": each_m2, "limit_m2": rules.land_per_household_m2}
            yield Breach(ContributionBreach.LAND_PER_HOUSEHOLD, Severity.WARN, USUAL, params)
    price_vnd, least, most = valuation.unit_price_vnd, rules.labour_day_min_vnd, rules.labour_day_max_vnd
    if gift.kind is ContributionKind.LABOUR and price_vnd is not None and not least <= price_vnd <= most:
        params = {"unit_price_vnd": price_vnd, "least_vnd": least, "most_vnd": most}
        yield Breach(ContributionBreach.LABOUR_PRICE, Severity.WARN, USUAL, params)
