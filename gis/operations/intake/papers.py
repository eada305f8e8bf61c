"""Documents that a list refers to: known ones told from new ones, gaps of known ones filled, new ones appended."""

import json
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.documents import FACT_PAPER, UNTITLED
from gis.models.ledger.released import paper_released


def key_sql(number: str) -> str:
    """Return `gis.domain.documents.paper_key` of a number as SQL; `number` is an expression of our own code."""
    plain = f"translate(regexp_replace(normalize({number}, NFKD), '[\u0300-\u034e\u0350-\u036f]+', '', 'g'), 'đĐðÐɖƉ', 'dddddd')"
    return (
        f"coalesce(nullif(btrim(regexp_replace(lower({plain}), '[^a-z0-9]+', '-', 'g'), '-'), ''), {number})"
    )


_IS_UNTITLED: Final = """(right(document.title, char_length(document.number)) = document.number
     OR document.title = CAST(:untitled AS jsonb) ->> document.kind) IS TRUE"""
_FILLS_TITLE: Final = f"""(given.is_titled AND {_IS_UNTITLED} AND document.title <> given.title
     AND right(given.title, char_length(document.number)) IS DISTINCT FROM document.number)"""
# The same number is the same paper unless the dates differ: offices begin again at 1 each year. A paper without a
# number is known by its address, or by its kind, title and date.
_KNOWN = text(f"""
UPDATE staged_document SET document_id = known.id FROM (
    SELECT DISTINCT ON (given.place) given.place, document.id
    FROM staged_document given JOIN staged_row staged USING (row_id)
    JOIN document ON document.project_id = staged.project_id
    WHERE CASE WHEN given.number IS NOT NULL
        THEN {key_sql("document.number")} = {key_sql("given.number")}
             AND (document.issued_on = given.issued_on OR document.issued_on IS NULL OR given.issued_on IS NULL)
        ELSE document.url = given.url OR (document.kind = given.kind
             AND lower(translate(document.title, ';|', ',/')) = lower(translate(given.title, ';|', ',/'))
             AND document.issued_on IS NOT DISTINCT FROM given.issued_on) END
    ORDER BY given.place, document.issued_on IS NOT DISTINCT FROM given.issued_on DESC, document.id
) known WHERE known.place = staged_document.place
""")
# The catalogue takes over a paper that only facts name; what is not public of it is drafts' word and gives way.
_OF_FACTS: Final = f"(document.kind = '{FACT_PAPER}' AND given.kind <> '{FACT_PAPER}')"
_OF_DRAFTS: Final = f"({_OF_FACTS} AND NOT {paper_released('document')})"
# A paper that the catalogue knows is news only where the list fills a gap of it.
_NO_NEWS = text(f"""
DELETE FROM staged_document given USING document WHERE document.id = given.document_id AND NOT {_OF_FACTS}
  AND NOT (document.issued_on IS NULL AND given.issued_on IS NOT NULL)
  AND NOT (document.issuer IS NULL AND given.issuer IS NOT NULL)
  AND NOT (document.url IS NULL AND given.url IS NOT NULL)
  AND NOT {_FILLS_TITLE}
""")
CHANGES = text("""
INSERT INTO staged_change (row_id, position, field, old, new)
SELECT given.row_id, :position, 'documents', jsonb_agg(to_jsonb(known.words) ORDER BY given.place) FILTER (WHERE known.id IS NOT NULL),
       jsonb_agg(concat_ws(' · ', coalesce(given.number, known.number), to_char(given.issued_on, 'DD/MM/YYYY'),
                 given.issuer, given.title, given.url) ORDER BY given.place)
FROM staged_document given JOIN staged_row staged USING (row_id)
LEFT JOIN LATERAL (
    SELECT id, number, concat_ws(' · ', number, to_char(issued_on, 'DD/MM/YYYY'), issuer, title, url) AS words
    FROM document WHERE document.id = given.document_id) known ON true
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL
GROUP BY given.row_id
""")
FILL = text(f"""
UPDATE document SET kind = CASE WHEN {_OF_FACTS} THEN given.kind ELSE document.kind END,
    issued_on = CASE WHEN {_OF_DRAFTS} THEN given.issued_on ELSE coalesce(document.issued_on, given.issued_on) END,
    issuer = CASE WHEN {_OF_DRAFTS} THEN given.issuer ELSE coalesce(document.issuer, given.issuer) END,
    url = coalesce(document.url, given.url),
    title = CASE WHEN {_OF_FACTS} AND (given.is_titled OR {_IS_UNTITLED}) OR {_OF_DRAFTS} THEN given.title
                 WHEN {_FILLS_TITLE} THEN given.title ELSE document.title END
FROM saved_row saved JOIN staged_document given ON given.row_id = saved.row_id
WHERE document.id = given.document_id
""")
APPEND = text("""
INSERT INTO document (project_id, kind, number, title, issued_on, issuer, url)
SELECT saved.project_id, given.kind, given.number, given.title, given.issued_on, given.issuer, given.url
FROM saved_row saved JOIN staged_document given ON given.row_id = saved.row_id
WHERE given.document_id IS NULL ORDER BY saved.row_id, given.place
""")
TITLES: Final = json.dumps(UNTITLED)


def drop_known_documents(session: Session) -> None:
    """Leave in the staging table the documents that are new, and known ones with a gap that the list fills."""
    session.execute(_KNOWN)
    session.execute(_NO_NEWS, {"untitled": TITLES})
