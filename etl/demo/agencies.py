"""The agencies of demonstration projects: owners before and after the reorganisation, builders, supervisors."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from etl.demo.vocabulary import CONTRACTORS, SUPERVISORS
from gis.domain.names import name_key
from gis.models import Agency
from gis.queries.demonstration import agency_ids


class AgencyBook:
    """Agencies by name, added once and reused."""

    def __init__(self, session: Session) -> None:
        """Read the agencies that are there."""
        self._session = session
        self._ids = agency_ids(session)

    def id_of(self, name: str, kind: str) -> int:
        """Return the agency's id, adding it as demonstration data where it is missing."""
        key = name_key(name)
        if key not in self._ids:
            agency = Agency(name=name, name_key=key, kind=kind, is_demo=True)
            self._session.add(agency)
            self._session.flush()
            self._ids[key] = agency.id
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
