"""What readers are told of versions, what came into force, screenings, calls and the log: plain values, as they were read.

Each ``list_`` and ``read_`` opens its own transaction; each ``see_`` shows a row in the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.shapes.declaring import Id, read
from prescreen_shared.shapes.verdict import CallFinding, Sentence
from scoring_service.domain.version import (
    ActivationKind,
    CallUnknownError,
    EventKind,
    KeptScreeningNotFoundError,
    VersionState,
)
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import PlacedFault
from scoring_service.store.tables import (
    Activation,
    KnownCall,
    RuleSetVersion,
    Screening,
    ScreeningApplication,
    ScreeningState,
    VerdictRow,
    Version,
    VersionEvent,
)
from scoring_service.store.verdicts import count_outcomes, list_call_findings, list_verdicts
from scoring_service.store.versions import (
    calls_with,
    find_row,
    find_version,
    known_calls,
    known_names,
    screenings_of,
    unscreened_calls,
    version_for_all,
    version_for_call,
    writers_of,
)

MOST: Final = 500


def list_calls(parts: ScoringParts) -> tuple[CallView, ...]:
    """Give every call by its code."""
    with parts.database.reading() as session:
        return tuple(_see_call(session, code) for code in known_calls(session))


def list_open_calls(parts: ScoringParts) -> tuple[OpenCallView, ...]:
    """Give every call that is told and not closed, drafts too, by its code, with the version that would judge it."""
    with parts.database.reading() as session:
        return tuple(_see_open(session, call) for call in unscreened_calls(session))


def read_call(parts: ScoringParts, call_code: str) -> CallView:
    """Give one call.

    Raises:
        CallUnknownError: there is no screening of such a call.
    """
    with parts.database.reading() as session:
        return _see_call(session, call_code)


def read_screening(parts: ScoringParts, screening_id: str) -> WholeScreeningView:
    """Give one screening.

    Raises:
        KeptScreeningNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        row = find_row(session, Screening, screening_id, KeptScreeningNotFoundError)
        outcomes = count_outcomes(session, row.screening_id)
        findings = tuple(read(CallFinding, each) for each in list_call_findings(session, row.screening_id))
        seen = see_screening(session, row)
    return read(WholeScreeningView, seen, outcomes=outcomes, call_findings=findings)


def read_verdicts(
    parts: ScoringParts, screening_id: str, page: Page, *, outcome: str | None = None
) -> dict[str, Any]:
    """Give a page of a screening's verdicts in the order of their references, all or those of one outcome.

    Raises:
        KeptScreeningNotFoundError: there is no screening with this id.
    """
    with parts.database.reading() as session:
        screening = find_row(session, Screening, screening_id, KeptScreeningNotFoundError)
        return list_verdicts(session, screening.screening_id, page, outcome=outcome)


def list_events(
    parts: ScoringParts,
    *,
    version_id: str | None = None,
    name: str | None = None,
    call_code: str | None = None,
    most: int = MOST,
) -> tuple[EventView, ...]:
    """Give what happened to a version, to a name or for a call."""
    asked = asked_for(version_id=version_id, name=name, call_code=call_code)
    wanted = select(VersionEvent).filter_by(**asked).order_by(VersionEvent.event_id.desc()).limit(most)
    with parts.database.reading() as session:
        return tuple(read(EventView, row) for row in session.scalars(wanted))


def list_activations(
    parts: ScoringParts, *, name: str | None = None, call_code: str | None = None, most: int = MOST
) -> tuple[ActivationView, ...]:
    """Give what was brought into force, for a name or for a call."""
    asked = asked_for(name=name, call_code=call_code)
    wanted = select(Activation).filter_by(**asked).order_by(Activation.activation_id.desc()).limit(most)
    with parts.database.reading() as session:
        return tuple(see_activation(session, row) for row in session.scalars(wanted))


def list_versions(
    parts: ScoringParts, *, name: str | None = None, state: VersionState | None = None
) -> tuple[VersionView, ...]:
    """Give versions by name, the highest number first."""
    asked = asked_for(name=name, state=state)
    wanted = select(Version).filter_by(**asked).order_by(Version.name, Version.version.desc())
    with parts.database.reading() as session:
        return tuple(see_version(session, row) for row in session.scalars(wanted))


def read_version(parts: ScoringParts, version_id: str) -> VersionView:
    """Give one version.

    Raises:
        VersionNotFoundError: there is none with this id.
    """
    with parts.database.reading() as session:
        return see_version(session, find_version(session, version_id))


def list_rule_sets(parts: ScoringParts) -> tuple[RuleSetView, ...]:
    """Give every name with what is in force and how many versions it has."""
    with parts.database.reading() as session:
        return tuple(_rule_set(session, name) for name in known_names(session))


def asked_for(**asked: Any) -> dict[str, Any]:
    """Leave out what is not asked for, so that a list is narrowed by the rest."""
    return {name: value for name, value in asked.items() if value is not None}


def see_screening(session: Session, row: Screening) -> ScreeningView:
    """Give a screening as it stands in this transaction."""
    rules = None if row.rule_set_sha256 is None else session.get(RuleSetVersion, row.rule_set_sha256)
    items = select(func.count()).select_from(ScreeningApplication)
    found = select(func.count()).select_from(VerdictRow)
    return read(
        ScreeningView,
        row,
        rule_set=row.rule_set_name if rules is None else rules.name,
        rule_set_version=None if rules is None else rules.version,
        sha256=row.rule_set_sha256 or row.wanted_sha256,
        applications=session.scalar(items.where(ScreeningApplication.screening_id == row.screening_id)) or 0,
        verdicts=session.scalar(found.where(VerdictRow.screening_id == row.screening_id)) or 0,
        problems=tuple(row.problems or ()),
    )


def see_version(session: Session, row: Version) -> VersionView:
    """Give a version as it stands in this transaction."""
    in_force = version_for_all(session, row.name)
    return read(
        VersionView,
        row,
        writers=tuple(writers_of(session, row.version_id)),
        in_force=in_force is not None and in_force.version_id == row.version_id,
        calls=tuple(calls_with(session, row.version_id)),
    )


def _see_open(session: Session, call: KnownCall) -> OpenCallView:
    kept = version_for_call(session, call.rule_set_name, call.code)
    version = None if kept is None else f"{kept.name}@{kept.version}"
    return OpenCallView(call.code, call.call["title"], version, is_touched=False)


def see_activation(
    session: Session,
    row: Activation,
    screenings: Sequence[str] = (),
    *,
    open_calls: tuple[OpenCallView, ...] = (),
    hint: Sentence | None = None,
) -> ActivationView:
    """Give an activation as it was written."""
    version = None if row.version_id is None else session.get_one(Version, row.version_id)
    return read(
        ActivationView,
        row,
        version=None if version is None else version.version,
        screenings=tuple(screenings),
        open_calls=open_calls,
        hint=hint,
    )


@dataclass(frozen=True, slots=True)
class ListedVersionView:
    """A version without its text. ``revision`` is what a change must name; ``problems`` is None when it is not checked.

    ``writers`` are those who may not approve it; ``in_force`` tells whether calls to come are judged by it, and
    ``calls`` are the codes of those that have it for their own.
    """

    version_id: Id
    name: str
    version: int
    state: VersionState
    sha256: str | None
    author: str
    writers: tuple[str, ...]
    shipped: bool
    note: str | None
    problems: tuple[PlacedFault, ...] | None
    revision: int
    created_at: datetime
    changed_by: str
    changed_at: datetime
    checked_by: str | None
    checked_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    archived_by: str | None
    archived_at: datetime | None
    in_force: bool
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionView(ListedVersionView):
    """A version with its text."""

    document: str


@dataclass(frozen=True, slots=True)
class OpenCallView:
    """A call that was open when something came into force for calls to come, with the version that judges it.

    ``is_touched`` only where the call kept no version from when it opened: none was in force then, or it opened before calls
    kept one.
    """

    code: str
    title: str
    version: str | None
    is_touched: bool


@dataclass(frozen=True, slots=True)
class ActivationView:
    """One activation; ``call_code`` None is for calls to come, ``version`` None leaves the call to what those have.

    ``screenings`` are, right after an activation for a call, the ids of the screenings that it already has: they stay as
    they are, and screening the call again is what to do next; ``hint`` says that no call with this code is known. Right after
    one for calls to come ``open_calls`` are those of these rules that are open.
    """

    activation_id: int
    name: str
    call_code: str | None
    kind: ActivationKind
    version_id: Id | None
    version: int | None
    sha256: str | None
    by: str
    at: datetime
    reason: str | None
    screenings: tuple[Id, ...] = ()
    open_calls: tuple[OpenCallView, ...] = ()
    hint: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """One screening of a call: how far it is, by which rules, and why it was made.

    ``rule_set_version`` and ``sha256`` are None until the rules are chosen; ``based_on`` is the screening whose call was
    screened again. ``is_awaited`` is False while intake has not heard of it.
    """

    screening_id: Id
    call_id: Id
    call_code: str
    state: ScreeningState
    rule_set: str
    rule_set_version: int | None
    sha256: str | None
    applications: int
    verdicts: int
    based_on: Id | None
    ordered_by: str | None
    reason: str | None
    is_awaited: bool
    problems: tuple[str, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class WholeScreeningView(ScreeningView):
    """A screening with what was found about the call as a whole, and how many have each outcome that occurs."""

    outcomes: dict[str, int]
    call_findings: tuple[CallFinding, ...]


@dataclass(frozen=True, slots=True)
class RuleSetView:
    """All versions of one name at a glance: the one in force for calls to come, and the highest number."""

    name: str
    in_force: ListedVersionView | None
    newest: ListedVersionView
    versions: int


@dataclass(frozen=True, slots=True)
class CallView:
    """One call that scoring has screened or is screening; ``screenings`` and ``activations`` stand oldest first."""

    code: str
    call_id: Id
    title: str
    opens_on: date | None
    closes_on: date | None
    in_force: ListedVersionView | None
    screenings: tuple[ScreeningView, ...]
    activations: tuple[ActivationView, ...]


def _see_call(session: Session, call_code: str) -> CallView:
    """Give a call with all its screenings and activations.

    Raises:
        CallUnknownError: there is no screening of such a call.
    """
    screenings = screenings_of(session, call_code)
    if not screenings:
        raise CallUnknownError(call_code, known_calls(session))
    newest = screenings[-1]
    in_force = version_for_call(session, screenings[0].rule_set_name, call_code)
    own = select(Activation).where(Activation.call_code == call_code).order_by(Activation.activation_id)
    return CallView(
        code=call_code,
        call_id=newest.call_id,
        title=newest.call["title"],
        opens_on=_date(newest.call.get("opens_on")),
        closes_on=_date(newest.call.get("closes_on")),
        in_force=None if in_force is None else see_version(session, in_force),
        screenings=tuple(see_screening(session, each) for each in screenings),
        activations=tuple(see_activation(session, each) for each in session.scalars(own)),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the log."""

    event_id: int
    at: datetime
    by: str
    kind: EventKind
    version_id: Id | None
    name: str
    call_code: str | None
    reason: str | None
    details: dict[str, Any]


def _rule_set(session: Session, name: str) -> RuleSetView:
    of_name = select(Version).where(Version.name == name)
    rows = session.scalars(of_name.order_by(Version.version.desc())).all()
    in_force = version_for_all(session, name)
    return RuleSetView(
        name=name,
        in_force=None if in_force is None else see_version(session, in_force),
        newest=see_version(session, rows[0]),
        versions=len(rows),
    )
