"""Which papers and photos of a project there were by a day."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gis.queries.project_papers import FileRow, Paper
from webmap.language import TIME_ZONE


def papers_on(papers: Iterable[Paper], day: date) -> list[Paper]:
    """Return the papers that there were by `day`, each without the photos that were taken later."""
    return [
        paper._replace(files=tuple(file for file in paper.files if _is_taken_by(file, day)))
        for paper in papers
        if _day_of(paper) <= day
    ]


def _day_of(paper: Paper) -> date:
    """Return the day of issue, else that of the first photo, else the day on which the paper was written down."""
    if paper.issued_on is not None:
        return paper.issued_on
    taken = [file.taken_at for file in paper.files if file.taken_at is not None]
    return _local(min([paper.recorded_at, *taken]))


def _is_taken_by(file: FileRow, day: date) -> bool:
    # A camera whose clock runs ahead takes nothing after it was sent in.
    return file.taken_at is None or _local(min(file.taken_at, file.recorded_at)) <= day


def _local(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(TIME_ZONE)).date()
