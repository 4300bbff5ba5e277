"""Screening a call again: a second evaluation of the same frozen call, beside the first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import insert, literal, select

from scoring_service.domain.versions.errors import (
    CallNotGatheredError,
    CallUnknownError,
    NothingInForceError,
)
from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import EventKind
from scoring_service.life.announce_screening import announce_screening
from scoring_service.life.require_approved import given, require_approved
from scoring_service.life.require_valid import require_valid
from scoring_service.life.see_call import see_screening
from scoring_service.store.manifest import missing_revisions
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Outbox, Screening, ScreeningApplication
from scoring_service.store.versions.activations import version_for_call
from scoring_service.store.versions.find_screenings import known_calls, screenings_of
from scoring_service.store.versions.find_version import find_version, known_names
from scoring_service.store.versions.write_event import write_event
from shared.names import TaskName
from shared.plumbing.outbox import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ScreeningView
    from scoring_service.store.tables import ManagedVersion

MISSED_AFTER_S: Final = 30.0
"""After so long without a beginning the sweeper sends the order to prepare again."""


def screen_again(
    parts: LifeParts,
    call_code: str,
    *,
    by: str,
    reason: str,
    version_id: str | None = None,
    request_id: str | None = None,
) -> ScreeningView:
    """Begin another screening of a call under the version in force for it, or under a named approved one.

    It goes on by itself, whether intake can be reached or not, and leaves every earlier screening as it is.

    Raises:
        CallUnknownError: no screening of such a call was ever ordered.
        CallNotGatheredError: applications of the call are still on their way.
        NothingInForceError: no version is named, and none is in force for the call.
        VersionNotFoundError: there is no version with this id.
        NotApprovedError: the version named is not approved, or is put away.
        NotValidForCallError: the days of the version named do not cover those of the call.
        ReasonMissingError: no reason is given.
        NobodyNamedError: ``by`` names nobody.
    """
    person, reason = named(by), given(reason)
    now = parts.clock.now()
    with parts.database.writing() as session:
        base = _base(session, call_code)
        version = _version(session, base, version_id)
        screening = _copy(base, version, person, reason, now)
        screening.request_id = request_id
        session.add(screening)
        session.flush()
        _copy_manifest(session, base.screening_id, screening.screening_id)
        body = {"screening_id": screening.screening_id}
        enqueue(session, Outbox, TaskName.PREPARE_SCREENING, body, parts.clock, request_id=request_id)
        announce_screening(session, screening, version, parts.clock)
        write_event(
            session,
            EventKind.SCREENED_AGAIN,
            version,
            by=person,
            at=now,
            call_code=call_code,
            reason=reason,
            details=body,
        )
        session.flush()
        return see_screening(session, screening)


def _base(session: Session, call_code: str) -> Screening:
    # One that intake ordered, since it surely knows that one.
    ordered = [each for each in screenings_of(session, call_code) if each.based_on is None]
    if not ordered:
        raise CallUnknownError(call_code, known_calls(session))
    base = ordered[-1]
    missing = missing_revisions(session, base)
    if missing:
        raise CallNotGatheredError(call_code, len(missing))
    return base


def _version(session: Session, base: Screening, version_id: str | None) -> ManagedVersion:
    if version_id is not None:
        version = find_version(session, version_id)
        require_approved(version)
        require_valid(version, base.call)
        return version
    in_force = version_for_call(session, base.rule_set_name, base.call_code)
    if in_force is None:
        raise NothingInForceError(base.rule_set_name, known_names(session))
    return in_force


def _copy(base: Screening, version: ManagedVersion, by: str, reason: str, now: datetime) -> Screening:
    return Screening(
        screening_id=str(uuid4()),
        call_id=base.call_id,
        call_code=base.call_code,
        state=ScreeningState.PREPARING.value,
        call=base.call,
        rankings=base.rankings,
        register=base.register,
        decided_sums=base.decided_sums,
        rule_set_name=version.name,
        wanted_sha256=version.sha256,
        based_on=base.screening_id,
        ordered_by=by,
        reason=reason,
        asks=0,
        attempts=0,
        announcements=0,
        next_step_at=now + timedelta(seconds=MISSED_AFTER_S),
        created_at=now,
    )


def _copy_manifest(session: Session, based_on: str, screening_id: str) -> None:
    table = ScreeningApplication
    same = select(literal(screening_id, table.screening_id.type), table.application_id, table.revision)
    columns = ["screening_id", "application_id", "revision"]
    session.execute(insert(table).from_select(columns, same.where(table.screening_id == based_on)))
