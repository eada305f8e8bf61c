"""When a yearly plan may be paid from, as settings: windows of days counted from the year of the plan."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from gis.domain.breaches import Rule
from gis.domain.spans import Span

PAYMENT_DECREE: Final = "254/2025/NĐ-CP"


class YearDay(NamedTuple):
    """A day of the year of a plan, or of a year after it."""

    day: int
    month: int
    years_later: int = 0

    def of(self, year: int) -> date:
        """Return the day for the plan of `year`."""
        return date(year + self.years_later, self.month, self.day)


YEAR_END: Final = YearDay(31, 12)

VOLUME: Final = Rule(
    "Khối lượng thanh toán bằng kế hoạch năm N phải nghiệm thu đến hết 31/12/N.", PAYMENT_DECREE
)
ONCE: Final = Rule("Một khoản thanh toán chỉ ghi một lần.")
RECOVERY: Final = Rule("Số thu hồi không vượt số đã tạm ứng chưa thu hồi.", PAYMENT_DECREE)
YEAR_CEILING: Final = Rule(
    "Giải ngân trong năm không vượt kế hoạch năm, kể cả vốn kéo dài và ứng trước.", PAYMENT_DECREE
)
BUDGET_CEILING: Final = Rule("Tổng giải ngân không vượt tổng mức đầu tư được duyệt.", PAYMENT_DECREE)
CONTRACT_CEILING: Final = Rule("Giải ngân theo hợp đồng không vượt giá trị hợp đồng.", PAYMENT_DECREE)
COMPENSATION_CEILING: Final = Rule("Chi bồi thường không vượt phương án được duyệt.", PAYMENT_DECREE)
PLAN_FIRST: Final = Rule("Thanh toán theo kế hoạch vốn được giao.", "58/2024/QH15")
AMOUNT: Final = Rule("Số tiền của chứng từ lớn hơn 0; thu hồi tạm ứng ghi bằng loại chứng từ.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a kind of payment may be made, with the rule that says so."""

    opens: YearDay
    closes: YearDay
    rule: Rule

    def of(self, year: int) -> Span:
        """Return the days for the plan of `year`."""
        return Span(self.opens.of(year), self.closes.of(year))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRules:
    """The windows of payment; an official has to check the numbers before they are printed.

    All years are counted from the year of the plan that pays: what is carried over is paid in the year after it.
    """

    year_plan: Window = Window(
        YearDay(1, 1),
        YearDay(31, 1, 1),
        Rule("Vốn kế hoạch năm N được thanh toán từ 01/01/N đến hết 31/01/N+1.", PAYMENT_DECREE),
    )
    advance: Window = Window(
        YearDay(1, 1),
        YearDay(31, 12),
        Rule("Tạm ứng theo kế hoạch năm N thực hiện đến hết 31/12/N.", PAYMENT_DECREE),
    )
    compensation_advance: Window = Window(
        YearDay(1, 1),
        YearDay(31, 1, 1),
        Rule("Tạm ứng để bồi thường, hỗ trợ, tái định cư được thực hiện đến hết 31/01/N+1.", PAYMENT_DECREE),
    )
    carried_over: Window = Window(
        YearDay(1, 2, 1),
        YearDay(31, 12, 1),
        Rule("Vốn năm N được kéo dài thanh toán từ 01/02/N+1 đến hết 31/12/N+1.", PAYMENT_DECREE),
    )
    older_recovery: Window = Window(
        YearDay(1, 2),
        YearDay(31, 1, 1),
        Rule(
            "Thu hồi tạm ứng của các năm trước vào kế hoạch năm N từ 01/02/N đến hết 31/01/N+1.",
            PAYMENT_DECREE,
        ),
    )
    volume_accepted_by: YearDay = YEAR_END


PAYMENT_RULES: Final = PaymentRules()
