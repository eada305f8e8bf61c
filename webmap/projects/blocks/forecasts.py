"""The forecast of a project in words: the day and its interval, how it was found, or why there is none."""

from dataclasses import dataclass

from flask_babel import gettext

from gis.domain.forecast import FORECAST_RULES, Forecast, ForecastFacts, ForecastGap, IntervalBasis, forecast
from gis.domain.forecast_bands import DEMONSTRATION_BANDS
from gis.domain.forecast_errors import BAND_EDGES_PCT, band_of
from gis.domain.lifecycle import Execution
from gis.queries.project_ledgers import facts
from webmap.formatting import day, days, number
from webmap.projects.known import Known


@dataclass(frozen=True, slots=True)
class ForecastBlock:
    """A forecast, and in words how it stands to the due date, its interval, what it rests on, and why there is none."""

    found: Forecast
    against_due: str
    interval: str
    basis: str
    why_none: str


def forecast_block(known: Known) -> ForecastBlock:
    """Return the forecast as it would have been made on the page's day."""
    found = forecast(
        facts(known.ledgers.reports),
        facts=ForecastFacts(
            start_date=known.facts.start_date,
            due_date=known.row.approved_completion_date,
            accepted_on=known.row.acceptance_date,
            is_suspended=known.row.execution is not Execution.NORMAL,
        ),
        as_of=known.as_of,
        error_bands=DEMONSTRATION_BANDS,
    )
    return ForecastBlock(
        found=found,
        against_due=_against_due(known, found),
        interval=_interval(known, found),
        basis=_basis(known, found),
        why_none=_why_none(found.gap) if found.gap else "",
    )


def _against_due(known: Known, found: Forecast) -> str:
    due = known.row.approved_completion_date
    if found.expected_date is None or due is None:
        return ""
    late = (found.expected_date - due).days
    if late > 0:
        return str(gettext("chậm %(days)s so với hạn %(day)s", days=days(late), day=day(due)))
    return str(gettext("kịp hạn %(day)s, sớm %(days)s", days=days(-late), day=day(due)))


def _interval(known: Known, found: Forecast) -> str:
    """Say how often the day lies in the interval; of early works only 57 % did when measured (docs/performance.md)."""
    if found.earliest_date is None or found.latest_date is None:
        return ""
    ends = {"first": day(found.earliest_date), "last": day(found.latest_date)}
    early_pct = BAND_EDGES_PCT[1]
    if known.report and known.report.physical_progress_pct < early_pct:
        return str(
            gettext(
                "Khối lượng chưa đến %(early)s %% nên khoảng %(first)s đến %(last)s còn thô: khi đo lại, chưa đến sáu "
                "trong mười dự án ở mức này hoàn thành trong khoảng đã nêu.",
                early=number(early_pct),
                **ends,
            )
        )
    return str(
        gettext(
            "Tám trong mười trường hợp, ngày hoàn thành rơi vào khoảng %(first)s đến %(last)s.",
            **ends,
        )
    )


def _basis(known: Known, found: Forecast) -> str:
    """Say where the interval comes from, and that it was not measured on real projects yet."""
    if found.basis is IntervalBasis.OWN_SPREAD:
        return str(
            gettext(
                "Khoảng ngày lấy từ mức không đều giữa %(n)s báo cáo của chính dự án.",
                n=number(found.report_count),
            )
        )
    band = band_of(DEMONSTRATION_BANDS, known.report.physical_progress_pct) if known.report else None
    if found.basis is None or band is None:
        return ""
    return str(
        gettext(
            "Ngày dự kiến và khoảng ngày lấy từ sai số của %(n)s dự báo ở cùng mức khối lượng, đo trên lịch sử minh họa "
            "(giữ lại phần sau rồi so với thực tế); chưa đo trên dự án thật.",
            n=number(band.sample_count),
        )
    )


def _why_none(gap: ForecastGap) -> str:
    rules = FORECAST_RULES
    words = {
        ForecastGap.ACCEPTED: gettext("Dự án đã nghiệm thu hoàn thành, không còn gì để dự báo."),
        ForecastGap.SUSPENDED: gettext("Dự án đang tạm dừng: chưa biết ngày làm lại nên không dự báo."),
        ForecastGap.NO_START_DATE: gettext("Chưa có ngày khởi công."),
        ForecastGap.NO_DUE_DATE: gettext("Chưa có ngày hoàn thành được duyệt sau ngày khởi công."),
        ForecastGap.TOO_FEW_REPORTS: gettext(
            "Chưa đủ số liệu: cần ít nhất %(n)s báo cáo tiến độ sau ngày khởi công.",
            n=number(rules.min_report_count),
        ),
        ForecastGap.TOO_SHORT: gettext(
            "Chưa đủ số liệu: các báo cáo trải trên chưa đến %(days)s.", days=days(rules.min_span_days)
        ),
        ForecastGap.REPORTS_TOO_OLD: gettext(
            "Báo cáo gần nhất đã quá %(days)s.", days=days(rules.max_report_age_days)
        ),
        ForecastGap.TOO_LITTLE_PROGRESS: gettext(
            "Khối lượng thực hiện chưa đến %(n)s %%.", n=number(rules.min_progress_pct)
        ),
        ForecastGap.WORKS_DONE: gettext("Khối lượng đã đạt toàn bộ, chỉ còn chờ nghiệm thu."),
        ForecastGap.TOO_SLOW: gettext("Với nhịp độ hiện nay, ngày hoàn thành vượt quá mười năm."),
        ForecastGap.TOO_UNCERTAIN: gettext("Các báo cáo quá không đều để nêu một khoảng ngày có ý nghĩa."),
    }
    return str(words[gap])
