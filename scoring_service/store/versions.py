"""Versions of the rules, what is in force and the log of both, read and written in the caller's transaction.

What is in force is told by activations, which are only ever added. A call keeps the version that was in force when it opened,
so that what comes into force later never moves it; whatever changes what a known call would be judged by has it checked anew.
A version that was applied is kept once by its hash, and read back exactly so.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.orm import Session, aliased

from prescreen_shared.plumbing.database import insert_missing
from scoring_service.domain.judge import RuleSetVersion
from scoring_service.domain.version import (
    LASTING,
    SUPPLIER,
    WRITING,
    ActivationKind,
    EventKind,
    Step,
    VersionNotFoundError,
    VersionState,
    VersionTakenError,
    in_force_after,
)
from scoring_service.store import tables
from scoring_service.store.tables import Activation, KnownCall, Screening, Version, VersionEvent

_Newer = aliased(Activation)
Row = TypeVar("Row")
EVENT_OF = {
    ActivationKind.ACTIVATE: EventKind.ACTIVATED,
    ActivationKind.ROLL_BACK: EventKind.ROLLED_BACK,
    ActivationKind.FIXED: EventKind.FIXED,
}


def keep_rule_set_version(session: Session, version: RuleSetVersion, now: datetime) -> None:
    """Keep a version that has passed the gate; one that is already kept stays as it is."""
    row = {"sha256": version.sha256, "name": version.name, "version": version.version}
    insert_missing(session, tables.RuleSetVersion, [row | {"document": version.document, "admitted_at": now}])


def read_rule_set_version(session: Session, sha256: str) -> RuleSetVersion:
    """Give a kept version.

    Raises:
        LookupError: there is none with this hash.
    """
    row = session.get(tables.RuleSetVersion, sha256)
    if row is None:
        raise LookupError(f"no rule-set version {sha256}")
    return RuleSetVersion(row.name, row.version, row.sha256, row.document)


def admitted_hashes(session: Session) -> list[str]:
    """Give the hashes of the versions that have passed the gate."""
    return list(session.scalars(select(tables.RuleSetVersion.sha256)))


def screenings_of(session: Session, call_code: str) -> Sequence[Screening]:
    """Give all screenings of a call, the oldest first."""
    of_call = select(Screening).where(Screening.call_code == call_code)
    return session.scalars(of_call.order_by(Screening.created_at, Screening.screening_id)).all()


def known_terms(session: Session, call_code: str) -> dict[str, Any] | None:
    """Give a call's own data as its newest screening has it, else as it was told; None when it is unknown."""
    screening = _latest_screening_of(session, call_code)
    if screening is not None:
        return screening.call
    known = known_call(session, call_code)
    return None if known is None else known.call


def known_call(session: Session, call_code: str) -> KnownCall | None:
    """Give the call that was told last under a code, open or not."""
    newest = select(KnownCall).where(KnownCall.code == call_code).order_by(KnownCall.received_at.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def unscreened_calls(
    session: Session, *, name: str | None = None, call_code: str | None = None
) -> Sequence[KnownCall]:
    """Give the calls that are told and not closed yet: those that name these rules, or the one with a code, by their codes."""
    screened = exists().where(Screening.call_id == KnownCall.call_id)
    wanted = select(KnownCall).where(~screened)
    if call_code is not None:
        wanted = wanted.where(KnownCall.code == call_code)
    elif name is not None:
        wanted = wanted.where(KnownCall.rule_set_name == name)
    return session.scalars(wanted.order_by(KnownCall.code)).all()


def known_calls(session: Session) -> Sequence[str]:
    """Give the code of every call of which there is a screening."""
    return session.scalars(select(Screening.call_code).distinct().order_by(Screening.call_code)).all()


def fix_for_call(session: Session, call_code: str, sha256: str | None, now: datetime) -> None:
    """Give a call that opens, or else is judged for the first time, its version for its own, unless it has one already."""
    if has_own(session, call_code):
        return
    hold_activations(session)
    version = approved_by_hash(session, sha256 or "")
    if version is None or has_own(session, call_code):
        return
    fixed = ActivationKind.FIXED
    add_activation(session, fixed, version, call_code=call_code, by=SUPPLIER, at=now, reason=None)


def hold_activations(session: Session) -> None:
    """Let no other change what is in force until this transaction ends; reading goes on."""
    # On SQLite whoever writes is alone anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE activation IN SHARE ROW EXCLUSIVE MODE"))


def version_for_call(
    session: Session, name: str, call_code: str | None, as_of: datetime | None = None
) -> Version | None:
    """Give the version that the call is judged by: its own, else that in force when it opened, else that for calls to come.

    ``as_of`` is when it opened, where an order says so; else it is what the call itself was told with.
    """
    if call_code is not None:
        own = _latest(session, Activation.call_code == call_code)
        if own is not None and own.version_id is not None:
            return session.get_one(Version, own.version_id)
        known = known_call(session, call_code) if as_of is None else None
        as_of = as_of if known is None else known.rules_as_of
    return version_for_all(session, name) if as_of is None else version_as_of(session, name, as_of)


def version_as_of(session: Session, name: str, moment: datetime) -> Version | None:
    """Give the version that calls to come were judged by at a moment; where none was, the first that came into force later."""
    until = _steps(name, None).where(Activation.at <= moment)
    standing_then = in_force_after(Step(ActivationKind(kind), id_) for kind, id_ in session.execute(until))
    if standing_then and standing_then[-1].version_id is not None:
        return session.get_one(Version, standing_then[-1].version_id)
    later = select(Activation).where(*_for_all(name), Activation.at > moment)
    first = session.scalars(later.order_by(Activation.activation_id).limit(1)).one_or_none()
    return None if first is None or first.version_id is None else session.get_one(Version, first.version_id)


def version_for_all(session: Session, name: str) -> Version | None:
    """Give the version of a name that calls to come are judged by."""
    row = _latest(session, *_for_all(name))
    return None if row is None or row.version_id is None else session.get_one(Version, row.version_id)


def standing(session: Session, *, name: str | None = None, call_code: str | None = None) -> list[Step]:
    """Give what is in force, last, after whatever it took the place of, for a call or else for a name."""
    rows = session.execute(_steps(name, call_code))
    return in_force_after(Step(ActivationKind(kind), version_id) for kind, version_id in rows)


def add_activation(
    session: Session,
    kind: ActivationKind,
    version: Version,
    *,
    call_code: str | None,
    by: str,
    at: datetime,
    reason: str | None,
    follows_all: bool = False,
    details: Mapping[str, Any] | None = None,
) -> Activation:
    """Bring a version into force from now on, and log it; ``follows_all`` leaves the call to what is in force for all.

    Calls that are told and not closed yet, and which it may concern, are to be checked against their rules again.
    """
    row = Activation(
        name=version.name,
        call_code=call_code,
        kind=kind.value,
        version_id=None if follows_all else version.version_id,
        sha256=None if follows_all else version.sha256,
        by=by,
        at=at,
        reason=reason,
    )
    session.add(row)
    event = EVENT_OF[kind]
    write_event(session, event, version, by=by, at=at, call_code=call_code, reason=reason, details=details)
    session.flush()
    if kind is not ActivationKind.FIXED:
        for call in unscreened_calls(session, name=version.name, call_code=call_code):
            call.check_due_at = at
    return row


def has_own(session: Session, call_code: str) -> bool:
    """Tell whether the call has a version of its own."""
    own = _latest(session, Activation.call_code == call_code)
    return own is not None and own.version_id is not None


def calls_with(session: Session, version_id: str) -> Sequence[str]:
    """Name the calls that have this version for their own now."""
    newer = exists().where(
        _Newer.call_code == Activation.call_code, _Newer.activation_id > Activation.activation_id
    )
    own = select(Activation.call_code).where(
        Activation.version_id == version_id, Activation.call_code.is_not(None), ~newer
    )
    return [code for code in session.scalars(own.order_by(Activation.call_code)) if code is not None]


def find_version(session: Session, version_id: str, *, lock: bool = False) -> Version:
    """Give a version by its id; ``lock`` holds it until the transaction ends.

    Raises:
        VersionNotFoundError: there is none with this id.
    """
    return find_row(session, Version, version_id, VersionNotFoundError, lock=lock)


def find_row(
    session: Session, table: type[Row], id_: str, missing: Callable[[str], Exception], *, lock: bool = False
) -> Row:
    """Give a row by an id that somebody states, which may be none; ``lock`` holds it until the transaction ends.

    Raises:
        Exception: what ``missing`` makes of an id that no row has.
    """
    try:
        row = session.get(table, str(UUID(id_)), with_for_update=lock or None)
    except ValueError:
        row = None
    if row is None:
        raise missing(id_)
    return row


def add_version(
    session: Session, name: str, version: int, document: str, *, by: str, at: datetime, **more: Any
) -> Version:
    """Add a version, a draft unless ``more``, which are further columns, says otherwise."""
    row = Version(
        version_id=str(uuid4()),
        name=name,
        version=version,
        document=document,
        author=by,
        created_at=at,
        changed_by=by,
        changed_at=at,
        **{"state": VersionState.DRAFT.value, **more},
    )
    session.add(row)
    session.flush()
    return row


def version_of_number(session: Session, name: str, version: int) -> Version | None:
    """Give the version of a name that has this number."""
    of_number = select(Version).where(Version.name == name, Version.version == version)
    return session.scalars(of_number).one_or_none()


def approved_by_hash(session: Session, sha256: str) -> Version | None:
    """Give the version with these rules that was approved, put away since or not."""
    lasting = [state.value for state in LASTING]
    same = select(Version).where(Version.sha256 == sha256, Version.state.in_(lasting))
    return session.scalars(same).one_or_none()


def known_names(session: Session) -> Sequence[str]:
    """Name every rule set of which there is a version."""
    return session.scalars(select(Version.name).distinct().order_by(Version.name)).all()


def require_free_number(session: Session, name: str, version: int, *, except_for: str | None = None) -> None:
    """See to that no other version of the name has this number.

    Raises:
        VersionTakenError: naming the next number that is free.
    """
    found = version_of_number(session, name, version)
    if found is not None and found.version_id != except_for:
        highest = select(func.max(Version.version)).where(Version.name == name)
        raise VersionTakenError(name, version, (session.scalar(highest) or 0) + 1)


def write_event(
    session: Session,
    kind: EventKind,
    version: Version,
    *,
    by: str,
    at: datetime,
    call_code: str | None = None,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line about a version; ``details`` are JSON values."""
    session.add(
        VersionEvent(
            at=at,
            by=by,
            kind=kind.value,
            version_id=version.version_id,
            name=version.name,
            call_code=call_code,
            reason=reason,
            details={"version": version.version, "sha256": version.sha256, **(details or {})},
        )
    )


def writers_of(session: Session, version_id: str) -> Sequence[str]:
    """Name everybody who has written the document or a part of it, the first first."""
    kinds = [kind.value for kind in WRITING]
    events = select(VersionEvent.by).where(
        VersionEvent.version_id == version_id, VersionEvent.kind.in_(kinds)
    )
    return list(dict.fromkeys(session.scalars(events.order_by(VersionEvent.event_id))))


def _latest_screening_of(session: Session, call_code: str) -> Screening | None:
    """Give the screening of a call that was begun last."""
    of_call = select(Screening).where(Screening.call_code == call_code)
    newest = of_call.order_by(Screening.created_at.desc(), Screening.screening_id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def _latest(session: Session, *conditions: Any) -> Activation | None:
    """Give the newest activation that fits."""
    newest = select(Activation).where(*conditions).order_by(Activation.activation_id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def _for_all(name: str | None) -> tuple[Any, ...]:
    return Activation.name == name, Activation.call_code.is_(None)


def _steps(name: str | None, call_code: str | None) -> Select[str, str | None]:
    conditions = _for_all(name) if call_code is None else (Activation.call_code == call_code,)
    steps = select(Activation.kind, Activation.version_id).where(*conditions)
    return steps.order_by(Activation.activation_id)
