"""Taking a list of people in: new accounts, roles given and ended; every row told what became of it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from etl.findings import Finding, Findings, Severity
from etl.people.reading import RawPerson, read_people
from etl.people.sheet import EVERYWHERE, Column, role_of
from gis.domain.names import name_key
from gis.domain.roles import WITHOUT_UNITS, Role
from gis.domain.sign_in import is_login
from gis.models import Account, RoleAssignment
from gis.operations.accounts import create_account
from gis.operations.audit import Actor
from gis.operations.grants import Grant, GrantError, end_role, give_role
from gis.queries.accounts import account_by_login, assignments_of
from gis.queries.people_lists import agency_id_by_name
from gis.queries.units import unit_by_reference


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    GIVEN = "given"
    ENDED = "ended"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class TakenRow(NamedTuple):
    """A row of the file and what became of it."""

    number: int
    login: str
    display_name: str
    outcome: Outcome


class PeopleResult(NamedTuple):
    """What a file led to, or would lead to; `made` are the accounts whose owners still need a password."""

    rows: tuple[TakenRow, ...]
    findings: Findings
    made: tuple[Account, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came to this."""
        return sum(row.outcome is outcome for row in self.rows)


class _Refused(Exception):  # noqa: N818  a row's fate, not a failure
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class _Intake:
    """Takes rows one after another into one session."""

    def __init__(self, session: Session, actor: Actor, as_of: date) -> None:
        self.session, self.actor, self.as_of = session, actor, as_of
        self.findings = Findings()
        self.made: list[Account] = []

    def take(self, raw: RawPerson) -> TakenRow:
        """Take one row; what is wrong with it keeps it out and is told."""
        login, name = raw.texts.get(Column.LOGIN, "").lower(), raw.texts.get(Column.NAME, "")
        try:
            outcome = self._outcome(raw, login, name)
        except _Refused as refusal:
            self.findings.add(refusal.finding)
            outcome = Outcome.REFUSED
        return TakenRow(raw.number, login, name, outcome)

    def _outcome(self, raw: RawPerson, login: str, name: str) -> Outcome:
        self.findings.extend(raw.problems)
        if any(each.severity is Severity.ERROR for each in raw.problems):
            return Outcome.REFUSED
        grant = self._grant(raw, login)
        account = account_by_login(self.session, login)
        if account is None:
            return self._new(raw, login, name, grant)
        if not account.is_active:
            raise _Refused(raw.finding("people_closed", Column.LOGIN))
        if account.id == self.actor.account_id:
            raise _Refused(raw.finding("people_own", Column.LOGIN))
        if name_key(account.display_name) != name_key(name):
            self.findings.add(raw.finding("people_name_differs", Column.NAME, known=account.display_name))
        return self._known(raw, account, grant)

    def _new(self, raw: RawPerson, login: str, name: str, grant: Grant) -> Outcome:
        account = create_account(self.session, self.actor, login=login, display_name=name)
        self._give(raw, account, grant)
        self.made.append(account)
        return Outcome.NEW

    def _known(self, raw: RawPerson, account: Account, grant: Grant) -> Outcome:
        held = next(
            (
                each
                for each in assignments_of(self.session, account.id, as_of=self.as_of)
                if (each.role, each.unit_id) == (grant.role, grant.unit_id) and _overlap(each, grant, raw)
            ),
            None,
        )
        if held is None:
            self._give(raw, account, grant)
            return Outcome.GIVEN
        if grant.valid_to is None or held.valid_to == grant.valid_to:
            return Outcome.UNCHANGED
        if held.valid_to is not None and held.valid_to < grant.valid_to:
            raise _Refused(raw.finding("people_ended_before", Column.TO, day=f"{held.valid_to:%d/%m/%Y}"))
        end_role(self.session, self.actor, held, last_day=grant.valid_to, reason=grant.document)
        return Outcome.ENDED

    def _give(self, raw: RawPerson, account: Account, grant: Grant) -> None:
        try:
            give_role(self.session, self.actor, account, grant)
        except GrantError as error:
            raise _Refused(raw.finding("people_role_held", Column.ROLE)) from error

    def _grant(self, raw: RawPerson, login: str) -> Grant:
        if not is_login(login):
            raise _Refused(raw.finding("people_login_bad", Column.LOGIN))
        role = role_of(raw.texts[Column.ROLE])
        if role is None:
            raise _Refused(raw.finding("people_role_unknown", Column.ROLE))
        first_day = raw.valid_from or self.as_of
        if raw.valid_to is not None and raw.valid_to < first_day and raw.valid_from is not None:
            raise _Refused(raw.finding("people_ends_first", Column.TO))
        if raw.valid_to is not None and raw.valid_from is None:
            first_day = min(first_day, raw.valid_to)
        return Grant(
            role,
            self._unit_id(raw, role),
            first_day,
            raw.valid_to,
            self._agency_id(raw),
            raw.texts.get(Column.DOCUMENT),
        )

    def _unit_id(self, raw: RawPerson, role: Role) -> int | None:
        text = raw.texts.get(Column.UNIT)
        if role in WITHOUT_UNITS:
            if text is not None and name_key(text) not in EVERYWHERE:
                raise _Refused(raw.finding("people_role_without_unit", Column.UNIT))
            return None
        if text is None:
            raise _Refused(raw.finding("people_unit_missing", Column.UNIT))
        if name_key(text) in EVERYWHERE:
            return None
        unit = unit_by_reference(self.session, text, as_of=self.as_of)
        if unit is None:
            raise _Refused(raw.finding("people_unit_unknown", Column.UNIT))
        return unit.id

    def _agency_id(self, raw: RawPerson) -> int | None:
        name = raw.texts.get(Column.AGENCY)
        if name is None:
            return None
        found = agency_id_by_name(self.session, name, as_of=self.as_of)
        if found is None:
            raise _Refused(raw.finding("people_agency_unknown", Column.AGENCY))
        return found


def take_people(
    session: Session, actor: Actor, path: Path, *, as_of: date, is_trial: bool = False
) -> PeopleResult:
    """Take the file's rows in; of a trial nothing stays. Flushes, never commits.

    The same file twice changes nothing the second time. Raises FileRefusedError where the file is no list of people.
    """
    rows, findings = read_people(path)
    with session.begin_nested() as trial:
        intake = _Intake(session, actor, as_of)
        intake.findings.extend(findings)
        taken = _take_all(intake, rows)
        if is_trial:
            trial.rollback()
    made = () if is_trial else tuple(intake.made)
    return PeopleResult(taken, intake.findings, made)


def _take_all(intake: _Intake, rows: Sequence[RawPerson]) -> tuple[TakenRow, ...]:
    return tuple(intake.take(raw) for raw in rows)


def _overlap(held: RoleAssignment, grant: Grant, raw: RawPerson) -> bool:
    """Return whether the row speaks of the assignment: their days meet, or the row names no first day."""
    if raw.valid_from is None:
        return True
    starts_in_time = grant.valid_to is None or held.valid_from <= grant.valid_to
    return starts_in_time and (held.valid_to is None or held.valid_to >= grant.valid_from)
