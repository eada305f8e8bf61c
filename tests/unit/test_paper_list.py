"""Which papers of a project stand open on its page and which are folded."""

from datetime import UTC, date, datetime, timedelta

from gis.domain.documents import FACT_PAPER, DocumentKind
from gis.queries.project_papers import FileRow, Paper
from webmap.projects.paper_list import paper_list

FIRST = date(2026, 1, 31)
MOMENT = datetime(2026, 2, 1, tzinfo=UTC)
PICTURE = FileRow(1, "image/jpeg", "a.jpg", 1, None, None, MOMENT, None, True)


def paper(number: int, kind: str, *files: FileRow) -> Paper:
    day = FIRST + timedelta(days=30 * number)
    known: dict[str, object] = {"id": number, "kind": kind, "number": f"{number}/BC", "title": "Báo cáo"}
    known |= {"issued_on": day, "issuer": None, "url": None, "recorded_at": MOMENT, "files": files}
    return Paper(**known)


def test_few_papers_stand_open_and_a_photo_is_no_paper() -> None:
    papers = [paper(1, FACT_PAPER), paper(2, DocumentKind.CONTRACT), paper(3, "photo", PICTURE)]
    assert paper_list(papers) == (papers[:2], ())


def test_of_many_those_that_only_figures_name_are_folded_newest_first() -> None:
    reports = [paper(number, FACT_PAPER) for number in range(1, 9)]
    decision, signed = paper(10, DocumentKind.INVESTMENT_DECISION), paper(11, FACT_PAPER, PICTURE)
    found = paper_list([decision, *reports, signed])
    assert found.open == [decision, signed], "a paper with its file is there to be opened"
    assert found.folded == reports[::-1]
