"""Bringing an approved version into force, for one call or for calls to come, and rolling back to what was so before.

The rules must hold on every day of the call that is known.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from scoring_service.domain.version import (
    ActivationKind,
    NotApprovedError,
    NothingBeforeError,
    NotValidForCallError,
    ReasonMissingError,
    RollBackOfNeitherError,
    Step,
    VersionState,
    named,
)
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.read_rule_file import read_checked
from scoring_service.store.tables import Activation, Version
from scoring_service.store.versions import (
    add_activation,
    find_version,
    hold_activations,
    known_terms,
    screenings_of,
    standing,
    version_for_all,
)
from scoring_service.versions.views import ActivationView, see_activation


def roll_back(
    parts: ScoringParts, *, by: str, reason: str, name: str | None = None, call_code: str | None = None
) -> ActivationView:
    """Bring into force what was so before, for one call or for the calls to come of the rules called ``name``.

    A call whose first activation is taken back follows what is in force for all again.

    Raises:
        RollBackOfNeitherError: both or neither of ``name`` and ``call_code`` are given.
        NothingBeforeError: nothing was in force before.
        NotApprovedError: what was in force before has been put away since.
        ReasonMissingError: no reason is given.
        NobodyNamedError: ``by`` names nobody.
    """
    person, reason = named(by), given(reason)
    if (name is None) == (call_code is None):
        raise RollBackOfNeitherError()
    with parts.database.writing() as session:
        hold_activations(session)
        version, follows_all = _before(session, name, call_code)
        added = add_activation(
            session,
            ActivationKind.ROLL_BACK,
            version,
            call_code=call_code,
            by=person,
            at=parts.clock.now(),
            reason=reason,
            follows_all=follows_all,
        )
        return _seen(session, added)


def activate_version(
    parts: ScoringParts, version_id: str, *, by: str, reason: str, call_code: str | None = None
) -> ActivationView:
    """Bring a version into force from the next preparation on; without ``call_code`` for all calls not yet judged.

    Nothing that is already judged changes: ``screenings`` of the answer names what the call has.

    Raises:
        VersionNotFoundError: there is no such version.
        NotApprovedError: it is not approved, or is put away.
        NotValidForCallError: its days do not cover those of the call.
        ReasonMissingError: no reason is given.
        NobodyNamedError: ``by`` names nobody.
    """
    person, reason = named(by), given(reason)
    with parts.database.reading() as session:
        seen = find_version(session, version_id)
        require_approved(seen)
        call = None if call_code is None else known_terms(session, call_code)
    if call is not None:
        require_valid(seen, call)
    with parts.database.writing() as session:
        hold_activations(session)
        row = find_version(session, version_id, lock=True)
        require_approved(row)
        added = add_activation(
            session,
            ActivationKind.ACTIVATE,
            row,
            call_code=call_code,
            by=person,
            at=parts.clock.now(),
            reason=reason,
        )
        return _seen(session, added)


def require_approved(row: Version) -> None:
    """See to that a version is approved and not put away.

    Raises:
        NotApprovedError: it is not.
    """
    if row.state != VersionState.APPROVED:
        raise NotApprovedError(row.name, row.version, row.state)


def given(reason: str) -> str:
    """Give the reason for a change without needless blanks.

    Raises:
        ReasonMissingError: it is empty.
    """
    if not reason.strip():
        raise ReasonMissingError()
    return reason.strip()


def require_valid(row: Version, call: Mapping[str, Any]) -> None:
    """See to that no day of the call that is known lies outside the days of the version.

    Raises:
        NotValidForCallError: one does.
    """
    rules = read_checked(row.document)
    first, last = rules.valid_from, rules.valid_to
    opens_on, closes_on = (_day(call.get(key)) for key in ("opens_on", "closes_on"))
    known = [day for day in (opens_on, closes_on) if day is not None]
    early = first is not None and any(day < first for day in known)
    late = last is not None and any(day > last for day in known)
    if early or late:
        raise NotValidForCallError((first, last), call["code"], (opens_on, closes_on))


def _before(session: Session, name: str | None, call_code: str | None) -> tuple[Version, bool]:
    """Give what to bring into force, and whether the call is to follow what is in force for all."""
    steps = standing(session, name=name, call_code=call_code)
    if len(steps) > 1 and steps[-2].version_id is not None:
        before = session.get_one(Version, steps[-2].version_id)
        require_approved(before)
        return before, False
    if call_code is not None and steps and _covered_all(steps):
        own = session.get_one(Version, steps[-1].version_id)
        for_all = version_for_all(session, own.name)
        if for_all is not None:
            return for_all, True
    raise NothingBeforeError(call_code or name or "")


def _covered_all(steps: list[Step]) -> bool:
    # A call that was judged keeps what it was judged by; one that a person gave a version first may have it taken back.
    return steps[-1].version_id is not None and steps[-1].kind is ActivationKind.ACTIVATE


def _seen(session: Session, added: Activation) -> ActivationView:
    """Show what came into force, with the screenings that its call already has."""
    judged = () if added.call_code is None else screenings_of(session, added.call_code)
    return see_activation(session, added, [screening.screening_id for screening in judged])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
