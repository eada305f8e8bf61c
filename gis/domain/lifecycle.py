"""The codes a project can carry: stage, execution, clearance, settlement, schedule, type, group, roles."""

from enum import IntEnum, StrEnum


class Stage(IntEnum):
    """Axis A of the project's status, in the order of the Law on Public Investment 58/2024, art. 4.18."""

    POLICY_PREPARATION = 1
    POLICY_APPROVED = 2
    PROJECT_APPROVED = 3
    CONTRACTOR_SELECTION = 4
    CONTRACT_SIGNED = 5
    UNDER_CONSTRUCTION = 6
    PARTIAL_ACCEPTANCE = 7
    FINAL_ACCEPTANCE = 8
    HANDED_OVER = 9
    SETTLED = 10
    WARRANTY = 11
    CLOSED = 12


class StageGroup(StrEnum):
    """The three stages of official forms, a coarser reading of `Stage` for the map."""

    PREPARATION = "preparation"
    IMPLEMENTATION = "implementation"
    COMPLETION = "completion"


def stage_group(stage: Stage) -> StageGroup:
    """Return the official three-stage reading: preparation to 4, implementation 5–7, completion from 8."""
    if stage < Stage.CONTRACT_SIGNED:
        return StageGroup.PREPARATION
    if stage < Stage.FINAL_ACCEPTANCE:
        return StageGroup.IMPLEMENTATION
    return StageGroup.COMPLETION


class Execution(StrEnum):
    """Axis B: whether the works may go on, by written decision of the authority."""

    NORMAL = "normal"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class ScheduleStatus(StrEnum):
    """Axis C, computed from dates and never typed (see `gis.domain.schedule`)."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


class ClearanceStatus(StrEnum):
    """Axis D: land clearance."""

    NOT_REQUIRED = "not_required"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    MOSTLY_DONE = "mostly_done"
    DONE = "done"


class SettlementStatus(StrEnum):
    """Axis E: settlement of the completed project's account."""

    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    APPROVED_WITH_DEBT = "approved_with_debt"
    SETTLED = "settled"


class StatusAxis(StrEnum):
    """The typed axes; a `status_step` row moves exactly one of them."""

    STAGE = "stage"
    EXECUTION = "execution"
    CLEARANCE = "clearance"
    SETTLEMENT = "settlement"


class ProjectType(StrEnum):
    """OC4IDS projectType."""

    CONSTRUCTION = "construction"
    REHABILITATION = "rehabilitation"
    REPLACEMENT = "replacement"
    EXPANSION = "expansion"
    DECOMMISSIONING = "decommissioning"


class ProjectGroup(StrEnum):
    """Group by total investment: national importance, A, B, C."""

    NATIONAL = "national"
    A = "A"
    B = "B"
    C = "C"


class PartyRole(StrEnum):
    """What an agency does in a project, over a span of dates."""

    OWNER = "owner"
    PMU = "pmu"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"
    MANAGING_UNIT = "managing_unit"


class AccuracyClass(StrEnum):
    """How a geometry came to be, from roughest to best."""

    SCHEMATIC = "schematic"
    DIGITISED = "digitised"
    PLAN_DRAWING = "plan_drawing"
    GPS = "gps"
    FIELD_VERIFIED = "field_verified"


class DatePrecision(StrEnum):
    """How exactly a date was given; month, quarter and year mean their last day."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
