"""Rows of the summaries, for tests of what is read from them; months are named by their first day."""

from datetime import date
from decimal import Decimal

from gis.models import ProjectSummary, SummaryDay, UnitMoney, UnitMonth
from tests.factories.base import RowFactory


class ProjectSummaryFactory(RowFactory):
    """What is known of a project on the day of the summaries: nothing but what the test says."""

    class Meta:
        model = ProjectSummary

    counted_sector_id = 0


class UnitMonthFactory(RowFactory):
    """A unit's projects of roads in October 2026: none at all but what the test says."""

    class Meta:
        model = UnitMonth

    month = date(2026, 10, 1)
    sector_id = 1
    project_ratio = Decimal(0)
    early_ratio = Decimal(0)
    on_time_ratio = Decimal(0)
    late_ratio = Decimal(0)
    overdue_ratio = Decimal(0)
    on_track_ratio = Decimal(0)
    at_risk_ratio = Decimal(0)
    suspended_ratio = Decimal(0)
    unknown_ratio = Decimal(0)
    active_ratio = Decimal(0)
    reported_ratio = Decimal(0)
    progress_ratio = Decimal(0)
    progress_sum_pct = Decimal(0)


class UnitMoneyFactory(RowFactory):
    """A unit's money for roads of 2026, up to October 2026."""

    class Meta:
        model = UnitMoney

    month = date(2026, 10, 1)
    fiscal_year = 2026
    sector_id = 1


class SummaryDayFactory(RowFactory):
    """The day as of which the last month stands."""

    class Meta:
        model = SummaryDay

    id = 1
    as_of = date(2026, 10, 20)
