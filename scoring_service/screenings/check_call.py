"""Checking a call that has not closed against its rules, and telling intake what came of it.

A call is due for a check when it is told, and whenever something comes into force that may concern it. A call that is open
is given its version for its own here, if nobody has given it one: the one that was in force when it opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from prescreen_shared.errors import nearest
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.outbox import enqueue
from prescreen_shared.plumbing.scheduler import each_alone
from prescreen_shared.shapes.call_check import CallProblem, Severity
from prescreen_shared.shapes.declaring import read, write
from prescreen_shared.shapes.verdict import VersionRef
from scoring_service.domain.call_fit import Misfit, find_misfits
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import RuleSetVersion, RulesRefusedError, RulesUnknownError, WantedRules
from scoring_service.domain.rule_set import first_day_of, on_day
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.tell_misfits import tell_misfits
from scoring_service.store.tables import KnownCall, Outbox, Screening
from scoring_service.store.versions import fix_for_call, has_own, hold_activations, version_for_call
from scoring_service.versions.shelf import describe

MOST_PROBLEMS: Final = 50
_log = structlog.get_logger(__name__)


def check_due_calls(parts: ScoringParts) -> bool:
    """Check every call that is due; never True, since one that must wait is due again at once.

    Raises:
        ExceptionGroup: what kept calls from being checked, after the others were.
    """
    due = select(KnownCall.call_id).where(KnownCall.check_due_at <= parts.clock.now())
    with parts.database.reading() as session:
        call_ids = list(session.scalars(due))

    def check(call_id: str) -> bool:
        return check_call(parts, call_id)

    return bool(each_alone(call_ids, check)) and False


def check_call(parts: ScoringParts, call_id: str) -> bool:
    """Check one call if it is due, and answer; False where there was nothing to do, or something changed meanwhile.

    A call whose screening has been ordered is not checked any more: the screening says what it came to.
    """
    with parts.database.reading() as session:
        seen = _read_due(session, call_id)
    if seen is None:
        return False
    found = _look(parts, seen)
    with parts.database.writing() as session:
        hold_activations(session)
        row = session.get_one(KnownCall, call_id, with_for_update=True)
        now = parts.clock.now()
        if row.check_due_at != seen.due_at or row.number != seen.number:
            return False
        if session.scalar(select(exists().where(Screening.call_id == call_id))):
            row.check_due_at = None
            return False
        if not _still_holds(session, seen, found.version):
            row.check_due_at = now
            return False
        row.check_due_at = None
        if row.number is None:
            return False
        if seen.rules_as_of is not None and found.version is not None:
            fix_for_call(session, seen.code, found.version.sha256, now)
        fixed = seen.rules_as_of is not None and has_own(session, seen.code)
        body = {
            "call_id": call_id,
            "number": row.number,
            "checked_at": now.isoformat(),
            "rule_set": None if found.version is None else write(found.version, VersionRef),
            "fixed": fixed,
            "problems": [write(problem) for problem in found.problems],
        }
        enqueue(session, Outbox, TaskName.CALL_CHECKED, body, parts.clock)
    _log.info("call_checked", call_id=call_id, number=seen.number, problems=[p.code for p in found.problems])
    return True


@dataclass(frozen=True, slots=True)
class _Seen:
    """A call as it was read when it was due, so that whatever changes while it is checked is noticed."""

    code: str
    name: str
    number: int | None
    due_at: datetime
    rules_as_of: datetime | None
    call: CallFacts


@dataclass(frozen=True, slots=True)
class _Found:
    """The version that a call would be judged by, None where there is none, and what does not fit."""

    version: RuleSetVersion | None
    problems: tuple[CallProblem, ...]


def _read_due(session: Session, call_id: str) -> _Seen | None:
    row = session.get(KnownCall, call_id)
    if row is None or row.check_due_at is None:
        return None
    call = read(
        CallFacts, row.call, call_id=row.call_id, rankings={}, register=row.register, decided_sums=None
    )
    return _Seen(row.code, row.rule_set_name, row.number, row.check_due_at, row.rules_as_of, call)


def _look(parts: ScoringParts, seen: _Seen) -> _Found:
    version = None
    try:
        version = parts.shelf.find(WantedRules(seen.name, seen.code, as_of=seen.rules_as_of))
        rule_set = on_day(parts.read_rules(version.document), first_day_of(seen.call))
        misfits: Iterable[Misfit] = find_misfits(rule_set, seen.call)
    except RulesUnknownError as error:
        code = "rules_not_in_force" if error.has_versions else "rules_unknown"
        misfits = [Misfit(code, Severity.ERROR, {"known": nearest(seen.name, error.known) or "–"})]
    except RulesRefusedError as error:
        misfits = [Misfit("rules_unusable", Severity.ERROR, {"problem": "; ".join(error.problems)})]
    except RuleFileError as error:
        problem = "; ".join(describe(seen.name, error))
        misfits = [Misfit("rules_unusable", Severity.ERROR, {"problem": problem})]
    about = {"code": seen.code, "rules": seen.name if version is None else version.name}
    return _Found(version, tuple(tell_misfits(misfits, about)[:MOST_PROBLEMS]))


def _still_holds(session: Session, seen: _Seen, version: RuleSetVersion | None) -> bool:
    """Tell whether the call would be judged by the same version now as when it was looked at."""
    now = version_for_call(session, seen.name, seen.code, seen.rules_as_of)
    return (None if now is None else now.sha256) == (None if version is None else version.sha256)
