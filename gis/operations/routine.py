"""Functions in the database that write what follows from facts: with the owner's rights, whoever calls them.

What they write follows from the rows alone, so that anybody may ask for it; the web's role has no right to write it
by itself. They are made from the statements of this package, anew after each run of the migrations.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import TextClause, text

from gis.domain.local_time import TIME_ZONE

_PARAMETER: Final = re.compile(r"(?<![:\w]):(\w+)")

# Another level would count facts of before somebody else's change, and write what no longer holds.
SEES_ALL: Final = """
IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'what follows from facts is computed at read committed only' USING ERRCODE = 'insufficient_privilege';
END IF;
"""
# The owner's programs count as of any day. A few minutes, because the web's clock may be ahead of the database's.
IS_NOT_AHEAD: Final = f"""
IF :as_of > (clock_timestamp() AT TIME ZONE '{TIME_ZONE.key}' + interval '5 minutes')::date
   AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
    RAISE EXCEPTION 'the day % is still to come', :as_of USING ERRCODE = 'insufficient_privilege';
END IF;
"""


class Routine(NamedTuple):
    """One function: its parameters and variables by name, each with its type, and its statements in PL/pgSQL.

    In statements a parameter or variable `name` is written `:name`, as where they are handed over one by one.
    """

    name: str
    body: str
    parameters: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}
    returns: str = "void"
    settings: Iterable[str] = ()
    is_open: bool = False
    """Whether the web's role may call it; the others are called by those, and by the owner."""

    @property
    def signature(self) -> str:
        """The name with the types, as rights are given on it."""
        return f"{self.name}({', '.join(self.parameters.values())})"

    @property
    def call(self) -> TextClause:
        """The statement that calls it, with the parameters by name."""
        given = ", ".join(f"CAST(:{name} AS {kind})" for name, kind in self.parameters.items())
        return text(f"SELECT {self.name}({given})")

    def sql(self, path: str) -> str:
        """Return the statement that makes it; `path` are the settings that keep other people's names out."""
        taken = ", ".join(f"the_{name} {kind}" for name, kind in self.parameters.items())
        declared = " ".join(f"the_{name} {kind};" for name, kind in self.variables.items())
        settings = " ".join(f"SET {each}" for each in (f"timezone = '{TIME_ZONE.key}'", *self.settings))
        return (
            f"CREATE FUNCTION {self.name}({taken}) RETURNS {self.returns} LANGUAGE plpgsql SECURITY DEFINER"
            f" {path} {settings} AS $hatang$\nDECLARE {declared}\nBEGIN\n{bound(self.body)}\nEND $hatang$"
        )


def bound(statement: str) -> str:
    """Return a statement with its parameters `:name` as the variables that hold them, which no column is called."""
    return _PARAMETER.sub(r"the_\1", statement)


def steps(*statements: str) -> str:
    """Return statements as a part of a body."""
    return "".join(f"{statement.strip()};\n" for statement in statements)
