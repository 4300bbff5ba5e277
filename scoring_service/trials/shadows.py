"""Shadow runs: a version beside the active one, tried on every screening of a call from now until it is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select

from scoring_service.domain.versions.errors import CallUnknownError
from scoring_service.domain.versions.person import named
from scoring_service.store.tables import KnownCall, Screening, ShadowRow
from scoring_service.trials.errors import ShadowNotFoundError
from scoring_service.trials.open_round import find_open_call
from scoring_service.trials.read_backtests import list_backtests
from scoring_service.trials.read_rules import rules_of_version
from scoring_service.trials.views import ShadowView, view_shadow
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


def start_shadow(database: Database, clock: Clock, *, call: str, version_id: str, by: str) -> ShadowView:
    """Let a version run beside the active one; where it does so already, that run is given.

    Raises:
        NobodyNamedError: ``by`` is no name.
        VersionNotFoundError: there is no such version.
        RuleFileError: its rules cannot be read.
        CallUnknownError: scoring knows no call with this code.
    """
    rules_of_version(database, version_id)
    row = {
        "shadow_id": str(uuid4()),
        "call_code": call,
        "version_id": version_id,
        "started_by": named(by),
        "since": clock.now(),
    }
    running = select(ShadowRow).where(
        ShadowRow.call_code == call, ShadowRow.version_id == version_id, ShadowRow.ended_at.is_(None)
    )
    with database.writing() as session:
        _require_known(session, call)
        insert_missing(session, ShadowRow, [row])
        shadow = session.scalars(running).one()
    return _view(database, shadow)


def end_shadow(database: Database, clock: Clock, shadow_id: str, *, by: str) -> ShadowView:
    """Order no more trials for it; those that were made stay. One that has ended stays as it is.

    Raises:
        NobodyNamedError: ``by`` is no name.
        ShadowNotFoundError: there is none with this id.
    """
    by = named(by)
    with database.writing() as session:
        shadow = _find(session, shadow_id)
        if shadow.ended_at is None:
            shadow.ended_at, shadow.ended_by = clock.now(), by
    return _view(database, shadow)


def list_shadows(
    database: Database, *, call: str | None = None, running_only: bool = False
) -> tuple[ShadowView, ...]:
    """Give shadow runs, newest first, of one call by its code or of all."""
    found = select(ShadowRow).order_by(ShadowRow.since.desc(), ShadowRow.shadow_id)
    if call is not None:
        found = found.where(ShadowRow.call_code == call)
    if running_only:
        found = found.where(ShadowRow.ended_at.is_(None))
    with database.reading() as session:
        rows = session.scalars(found).all()
    return tuple(_view(database, row) for row in rows)


def _view(database: Database, shadow: ShadowRow) -> ShadowView:
    return view_shadow(shadow, list_backtests(database, shadow_id=shadow.shadow_id))


def _find(session: Session, shadow_id: str) -> ShadowRow:
    try:
        shadow = session.get(ShadowRow, str(UUID(shadow_id)), with_for_update=True)
    except ValueError:
        shadow = None
    if shadow is None:
        raise ShadowNotFoundError(shadow_id)
    return shadow


def _require_known(session: Session, call: str) -> None:
    screened = select(Screening.screening_id).where(Screening.call_code == call).limit(1)
    if session.scalar(screened) is None and find_open_call(session, call) is None:
        codes = {*session.scalars(select(Screening.call_code)), *session.scalars(select(KnownCall.code))}
        raise CallUnknownError(call, sorted(codes))
