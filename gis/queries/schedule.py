"""The schedule status of projects as questions use it; the rule stands beside the tables, for writers need it too."""

from gis.models.schedule import (
    SCHEDULE_NUMBERS,
    SUSPENDED_EXECUTIONS,
    delay_days,
    schedule_number,
    schedule_status,
)

__all__ = ["SCHEDULE_NUMBERS", "SUSPENDED_EXECUTIONS", "delay_days", "schedule_number", "schedule_status"]
