"""Screening a call again: a second screening of the same frozen call beside the first.

It is announced to intake until intake has taken it up.
"""

from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import raise_alarm
from prescreen_shared.plumbing.database import Clock
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.shapes.declaring import write
from prescreen_shared.shapes.verdict import VersionRef
from scoring_service.domain.version import (
    CallNotGatheredError,
    CallUnknownError,
    EventKind,
    NothingInForceError,
    named,
)
from scoring_service.parts import ScoringParts
from scoring_service.screenings.receive import growing_wait, send_preparation
from scoring_service.store.applications import missing_revisions
from scoring_service.store.tables import (
    Alarm,
    Outbox,
    Screening,
    ScreeningApplication,
    ScreeningState,
    Version,
)
from scoring_service.store.versions import (
    find_version,
    known_calls,
    known_names,
    screenings_of,
    version_for_call,
    write_event,
)
from scoring_service.versions.in_force import given, require_approved, require_valid
from scoring_service.versions.views import ScreeningView, see_screening

MISSED_AFTER_S: Final = 30.0
"""After so long without a beginning the sweeper sends the order to prepare again."""
TIMES_BEFORE_ALARM: Final = 8


def screen_again(
    parts: ScoringParts,
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
        send_preparation(session, parts, screening, missed_after_s=MISSED_AFTER_S)
        announce_screening(session, screening, version, parts.clock)
        write_event(
            session,
            EventKind.SCREENED_AGAIN,
            version,
            by=person,
            at=now,
            call_code=call_code,
            reason=reason,
            details={"screening_id": screening.screening_id},
        )
        session.flush()
        return see_screening(session, screening)


def announce_screening(session: Session, screening: Screening, version: Version, clock: Clock) -> None:
    """Send the announcement, once more if need be, in the caller's transaction; the pauses grow."""
    body = {
        "screening_id": screening.screening_id,
        "call_id": screening.call_id,
        "based_on": screening.based_on,
        "rule_set": write(version, VersionRef),
        "by": screening.ordered_by,
        "reason": screening.reason,
    }
    enqueue(session, Outbox, TaskName.SCREENING_BEGUN, body, clock, request_id=screening.request_id)
    screening.announce_at = clock.now() + growing_wait(screening.announcements)
    screening.announcements += 1
    if screening.announcements == TIMES_BEFORE_ALARM:
        details = {"call": screening.call_code, "times": screening.announcements}
        raise_alarm(session, Alarm, "screening-not-taken-up", screening.screening_id, details, clock)


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


def _version(session: Session, base: Screening, version_id: str | None) -> Version:
    if version_id is not None:
        version = find_version(session, version_id)
        require_approved(version)
        require_valid(version, base.call)
        return version
    in_force = version_for_call(session, base.rule_set_name, base.call_code)
    if in_force is None:
        raise NothingInForceError(base.rule_set_name, known_names(session))
    return in_force


def _copy(base: Screening, version: Version, by: str, reason: str, now: datetime) -> Screening:
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
        created_at=now,
    )


def _copy_manifest(session: Session, based_on: str, screening_id: str) -> None:
    table = ScreeningApplication
    same = select(literal(screening_id, table.screening_id.type), table.application_id, table.revision)
    columns = ["screening_id", "application_id", "revision"]
    session.execute(insert(table).from_select(columns, same.where(table.screening_id == based_on)))
