"""The search key of a name in SQL: the twin of `gis.domain.names.name_key`; a Hypothesis test holds both equal."""

import sys
import unicodedata
from typing import Final

from gis.domain.names import APOSTROPHES, CROSSED_D, MARKS

NAME_KEY: Final = "hatang_name_key"
_FUNCTION: Final = f"""
CREATE FUNCTION {NAME_KEY}(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $hatang$
DECLARE
    plain text := translate(said, '{APOSTROPHES.replace("'", "''")}', '');
BEGIN
    IF plain ~ '[^ -~]' THEN
        plain := translate(
            regexp_replace(normalize(plain, NFKD), '[{MARKS}]+', '', 'g'), '{CROSSED_D}', '{"d" * len(CROSSED_D)}');
    END IF;
    IF plain ~ '[^ -~]' THEN
        plain := translate(plain, '{{other_marks}}', '');
    END IF;
    plain := btrim(regexp_replace(lower(plain COLLATE "C"), '[^a-z0-9]+', ' ', 'g'));
    IF strpos(plain, 'dac') > 0 THEN
        plain := btrim(regexp_replace(' ' || plain || ' ', ' dac(?= )', ' dak', 'g'));
    END IF;
    RETURN plain;
END $hatang$
"""


def number_key(said: str) -> str:
    """Return SQL for what the spellings of a paper's number share: the twin of `gis.domain.documents.number_key`."""
    return f"coalesce(nullif(replace({NAME_KEY}({said}), ' ', ''), ''), btrim({said}))"


def function() -> str:
    """Return the statement that makes it; the functions that write search keys call it, with their settings."""
    # Hundreds, looked for only where something is left that is no plain letter: hardly ever.
    others = filter(unicodedata.combining, map(chr, range(0x370, sys.maxunicode + 1)))
    return _FUNCTION.format(other_marks="".join(others))
