"""The papers that the moves of a demonstration project rest on: decisions, contract, minutes; a few are not filed."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from etl.demo.paper_sorts import OF_STAGE, PAUSE, Sort
from etl.demo.rows import DemoProject
from gis.domain.lifecycle import Stage

_ONE_IN_UNFILED: Final = 29
_DECISIONS: Final = 1_900


class StagePaper(NamedTuple):
    """A paper of the file of a project; `stage` None is the order that stopped its works."""

    stage: Stage | None
    sort: Sort
    number: str
    issued_on: date
    issuer: str


def decision_no(number: int) -> str:
    """Return the number of the investment decision of the project of this running number."""
    return f"{100 + number * 7 % _DECISIONS}/QĐ-UBND"


def stage_papers(
    number: int, project: DemoProject, *, stopped_on: date | None, is_light: bool
) -> Iterator[StagePaper]:
    """Yield the papers of the stages reached and of a stop: told by the project's number, so that nothing drawn moves.

    The investment decision and minutes of acceptance are always there; `is_light` leaves all but the decision out.
    """
    for stage, day in project.life.steps:
        if is_light and stage is not Stage.PROJECT_APPROVED:
            continue
        sort = OF_STAGE.get(stage)
        is_sure = stage in (Stage.PROJECT_APPROVED, Stage.FINAL_ACCEPTANCE)
        if sort is None or not (is_sure or (number * 5 + stage * 11) % _ONE_IN_UNFILED):
            continue
        yield StagePaper(stage, sort, _number(number, stage, day, sort), day, _issuer(project, day))
    if stopped_on is not None and not is_light and number % _ONE_IN_UNFILED:
        paper_no = _number(number, 20, stopped_on, PAUSE)
        yield StagePaper(None, PAUSE, paper_no, stopped_on, _issuer(project, stopped_on))


def _number(number: int, turn: int, day: date, sort: Sort) -> str:
    if turn == Stage.PROJECT_APPROVED:
        return decision_no(number)
    running = 1 + (number * 7 + turn * 31) % 180
    return (
        f"{running:02d}/{day.year}/{sort.mark}"
        if turn == Stage.CONTRACT_SIGNED
        else f"{running:02d}/{sort.mark}"
    )


def _issuer(project: DemoProject, day: date) -> str:
    """Return the committee of the commune that there was on the day."""
    commune = project.commune
    is_new = commune.changed_on is not None and day >= commune.changed_on
    name = commune.successor_name if is_new or commune.changed_on is None else commune.full_name
    return f"UBND {name[:1].lower()}{name[1:]}"
