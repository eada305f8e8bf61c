"""The agencies of demonstration projects: owners before and after the reorganisation, builders, supervisors."""

from collections.abc import Iterable

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from etl.demo.vocabulary import CONTRACTORS, SUPERVISORS
from gis.domain.names import name_key
from gis.models import Agency

BLOCK = 200

_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('agency', 'id')) FROM generate_series(1, :count)")


class AgencyBook:
    """Agencies by name, added once and reused; new ones wait for `write`."""

    def __init__(self, session: Session) -> None:
        """Read the agencies that are there."""
        self._session = session
        self._ids = {agency.name_key: agency.id for agency in session.scalars(select(Agency))}
        self._free_ids: list[int] = []
        self._new: list[dict[str, object]] = []

    def id_of(self, name: str, kind: str) -> int:
        """Return the agency's id, adding it as demonstration data where it is missing."""
        key = name_key(name)
        if key not in self._ids:
            self._ids[key] = self._next_id()
            self._new.append(
                {"id": self._ids[key], "name": name, "name_key": key, "kind": kind, "is_demo": True}
            )
        return self._ids[key]

    def ids_of(self, names: Iterable[str], kind: str) -> list[int]:
        """Return the ids of several agencies of one kind, in the order of their names."""
        return [self.id_of(name, kind) for name in names]

    def contractors(self) -> list[int]:
        """Return the builders' ids."""
        return self.ids_of(CONTRACTORS, "contractor")

    def supervisors(self) -> list[int]:
        """Return the supervision consultants' ids."""
        return self.ids_of(SUPERVISORS, "consultant")

    def write(self) -> None:
        """Insert the new agencies; call before rows that point to them."""
        if self._new:
            self._session.execute(insert(Agency), self._new)
            self._new = []

    def _next_id(self) -> int:
        if not self._free_ids:
            self._free_ids = list(self._session.scalars(_NEXT_IDS, {"count": BLOCK}))[::-1]
        return self._free_ids.pop()
