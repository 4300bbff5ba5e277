"""The row of activations: what is in force for a call or for calls to come, and adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, text
from sqlalchemy.orm import aliased

from scoring_service.domain.versions.in_force import Step, in_force_after
from scoring_service.domain.versions.states import ActivationKind, EventKind
from scoring_service.store.tables import Activation, ManagedVersion
from scoring_service.store.versions.write_event import write_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_Newer = aliased(Activation)

EVENT_OF = {
    ActivationKind.ACTIVATE: EventKind.ACTIVATED,
    ActivationKind.ROLL_BACK: EventKind.ROLLED_BACK,
    ActivationKind.FIXED: EventKind.FIXED,
}


def hold_activations(session: Session) -> None:
    """Let no other change what is in force until this transaction ends; reading goes on."""
    # On SQLite whoever writes is alone anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE activation IN SHARE ROW EXCLUSIVE MODE"))


def version_for_call(session: Session, name: str, call_code: str | None) -> ManagedVersion | None:
    """Give the version that the call is judged by now: its own, else the one of these rules for all calls to come."""
    if call_code is not None:
        own = latest(session, Activation.call_code == call_code)
        if own is not None and own.version_id is not None:
            return session.get_one(ManagedVersion, own.version_id)
    return version_for_all(session, name)


def version_for_all(session: Session, name: str) -> ManagedVersion | None:
    """Give the version of a name that calls to come are judged by."""
    row = latest(session, *_for_all(name))
    return None if row is None or row.version_id is None else session.get_one(ManagedVersion, row.version_id)


def latest(session: Session, *conditions: Any) -> Activation | None:
    """Give the newest activation that fits."""
    newest = select(Activation).where(*conditions).order_by(Activation.activation_id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def standing(session: Session, *, name: str | None = None, call_code: str | None = None) -> list[Step]:
    """Give what is in force, last, after whatever it took the place of, for a call or else for a name."""
    rows = session.execute(_steps(name, call_code))
    return in_force_after(Step(ActivationKind(kind), version_id) for kind, version_id in rows)


def add_activation(
    session: Session,
    kind: ActivationKind,
    version: ManagedVersion,
    *,
    call_code: str | None,
    by: str,
    at: datetime,
    reason: str | None,
    follows_all: bool = False,
) -> Activation:
    """Bring a version into force from now on, and log it; ``follows_all`` leaves the call to what is in force for all."""
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
    write_event(session, EVENT_OF[kind], version, by=by, at=at, call_code=call_code, reason=reason)
    session.flush()
    return row


def has_own(session: Session, call_code: str) -> bool:
    """Tell whether the call has a version of its own."""
    own = latest(session, Activation.call_code == call_code)
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


def _steps(name: str | None, call_code: str | None) -> Select[str, str | None]:
    conditions = _for_all(name) if call_code is None else (Activation.call_code == call_code,)
    steps = select(Activation.kind, Activation.version_id).where(*conditions)
    return steps.order_by(Activation.activation_id)


def _for_all(name: str | None) -> tuple[Any, ...]:
    return Activation.name == name, Activation.call_code.is_(None)
