"""Which project of the catalogue a staged row is about, and the rows that must stay out because of their codes."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# Rows that say exactly the same are one project: the first stands for all.
_TWICE = text("""
WITH ranked AS (
    SELECT row_id, code, count(*) OVER same AS row_count, min(row_id) OVER same AS first_row_id,
           min(digest) OVER same = max(digest) OVER same AS is_identical
    FROM staged_project WINDOW same AS (PARTITION BY code)
), marked AS (
    UPDATE staged_row SET outcome = CASE WHEN ranked.is_identical THEN 'repeated' ELSE 'refused' END
    FROM ranked WHERE ranked.row_id = staged_row.row_id AND ranked.row_count > 1
      AND NOT (ranked.is_identical AND ranked.row_id = ranked.first_row_id)
    RETURNING ranked.row_id, ranked.code, ranked.first_row_id, ranked.is_identical
)
SELECT marked.row_id, marked.code, marked.is_identical,
       CASE WHEN marked.row_id <> marked.first_row_id THEN marked.first_row_id
            ELSE (SELECT min(other.row_id) FROM ranked other
                  WHERE other.code = marked.code AND other.row_id > marked.row_id) END AS other_row_id
FROM marked ORDER BY marked.row_id
""")

# By its own code; else by a code that one side lists as old; else by the code of the treasury. Best rank first.
_CANDIDATES = text("""
CREATE TEMP TABLE staged_match ON COMMIT DROP AS
WITH waiting AS (
    SELECT row_id, code, budget_code, old_codes FROM staged_project JOIN staged_row USING (row_id) WHERE outcome IS NULL
),
former AS (SELECT id, unnest(old_codes) AS code FROM project WHERE old_codes <> '{}'),
found AS (
    SELECT row_id, project.id, 1 AS rank FROM waiting JOIN project USING (code)
    UNION ALL
    SELECT row_id, former.id, 2 FROM waiting JOIN former USING (code)
    UNION ALL
    SELECT row_id, project.id, 3 FROM waiting, unnest(waiting.old_codes) AS old(code)
    JOIN project ON project.code = old.code
    UNION ALL
    SELECT row_id, project.id, 4 FROM waiting JOIN project ON project.budget_code = waiting.budget_code
    UNION ALL
    SELECT row_id, project.id, 4 FROM waiting JOIN project ON project.budget_code = waiting.code
), best AS (
    SELECT DISTINCT row_id, id AS project_id, rank, min(rank) OVER (PARTITION BY row_id) AS best_rank FROM found
)
SELECT best.row_id, best.project_id, best.rank, count(*) OVER (PARTITION BY best.row_id) AS project_count,
       min(best.rank) OVER (PARTITION BY best.project_id) AS project_rank,
       count(*) OVER (PARTITION BY best.project_id, best.rank) AS claim_count
FROM best WHERE best.rank = best.best_rank
""")

_REFUSE = text("""
WITH reason AS (
    SELECT DISTINCT ON (match.row_id) match.row_id, project.code AS project_code,
           CASE WHEN match.project_count > 1 THEN 'ambiguous'
                WHEN project.archived_at IS NOT NULL THEN 'archived'
                WHEN match.rank > match.project_rank OR match.claim_count > 1 THEN 'claimed_twice' END AS code
    FROM staged_match match JOIN project ON project.id = match.project_id
    ORDER BY match.row_id, project.code
)
UPDATE staged_row SET outcome = 'refused' FROM reason
WHERE reason.row_id = staged_row.row_id AND reason.code IS NOT NULL
RETURNING reason.row_id, reason.code AS reason, reason.project_code
""")

_CLAIM = text("""
UPDATE staged_row SET project_id = match.project_id FROM staged_match match
WHERE match.row_id = staged_row.row_id AND staged_row.outcome IS NULL
""")

# A row that came by another code than the project's own keeps that code findable; a stated old code gives way.
_CODES = text("""
UPDATE staged_project SET
    code = kept.code,
    old_codes = (SELECT nullif(array_agg(DISTINCT other ORDER BY other), '{}') FROM unnest(kept.all_codes) AS other
                 WHERE other <> kept.code)
FROM (
    SELECT match.row_id, CASE WHEN match.rank = 3 THEN staged.code ELSE project.code END AS code,
           project.old_codes || coalesce(staged.old_codes, '{}') || ARRAY[staged.code, project.code] AS all_codes
    FROM staged_match match JOIN project ON project.id = match.project_id
    JOIN staged_project staged ON staged.row_id = match.row_id
    WHERE match.rank > 1 OR staged.old_codes IS NOT NULL
) kept
WHERE kept.row_id = staged_project.row_id
""")


class CodeTwice(NamedTuple):
    """A row whose code stands in another row of the same file too."""

    row_id: int
    code: str
    is_identical: bool
    other_row_id: int


class CodeRefusal(NamedTuple):
    """A row that can't be tied to a project: its codes are ambiguous, archived, or claimed twice; one project of them."""

    row_id: int
    reason: str
    project_code: str


def mark_repeated(session: Session) -> list[CodeTwice]:
    """Keep out all rows that share a code and differ, and all but the first of rows that say the same."""
    return [CodeTwice(*row) for row in session.execute(_TWICE)]


def match_projects(session: Session) -> list[CodeRefusal]:
    """Tie each staged row to the project it is about, if there is one; keep out rows that fit several."""
    session.execute(_CANDIDATES)
    session.execute(text("ANALYZE staged_match"))
    refused = [CodeRefusal(*row) for row in session.execute(_REFUSE)]
    session.execute(_CLAIM)
    session.execute(_CODES)
    return refused
