"""What a trial is compared with: a screening that is done, or what is in force on the applications of an open call so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.store.rule_set_versions import read_rule_set_version
from scoring_service.store.versions.activations import version_for_call
from scoring_service.trials.errors import NothingToTryError
from scoring_service.trials.kept_round import done_screening, newest_done_screening
from scoring_service.trials.open_round import find_open_call, received
from scoring_service.trials.views import RulesRef

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.store.tables import KnownCall, Screening


@dataclass(frozen=True, slots=True)
class ChosenRound:
    """One round; with ``screening_id`` None ``old_document`` is the text of the rules in force."""

    call_id: str
    code: str
    title: str
    old: RulesRef
    screening_id: str | None = None
    old_document: str | None = None


def round_of_screening(session: Session, screening_id: str) -> ChosenRound:
    """Give the round of a screening.

    Raises:
        KeptScreeningNotFoundError, ScreeningNotDoneError: there is none with this id, or it has not ended.
    """
    return _kept(session, done_screening(session, screening_id))


def round_of_call(session: Session, call: str, now: datetime) -> ChosenRound:
    """Give the newest round of a call, named by its code; while it is open, what has been received so far.

    Raises:
        NothingToTryError: it has no screening that is done, and nothing is known of it otherwise.
    """
    screening = newest_done_screening(session, call)
    if screening is not None:
        return _kept(session, screening)
    known = find_open_call(session, call)
    found = None if known is None else open_round(session, known, now)
    if found is None:
        raise NothingToTryError(call)
    return found


def open_round(session: Session, known: KnownCall, now: datetime) -> ChosenRound | None:
    """Give the round of an open call; None while nothing has come in, or no version of its rules is in force."""
    version = version_for_call(session, known.rule_set_name, known.code)
    if version is None or not received(session, known.call_id, now):
        return None
    old = RulesRef(version.name, version.version, version.sha256 or "")
    title = known.call["title"]
    return ChosenRound(known.call_id, known.code, title, old, old_document=version.document)


def _kept(session: Session, screening: Screening) -> ChosenRound:
    old = read_rule_set_version(session, screening.rule_set_sha256 or "")
    return ChosenRound(
        screening.call_id,
        screening.call["code"],
        screening.call["title"],
        RulesRef(old.name, old.version, old.sha256),
        screening_id=screening.screening_id,
    )
