"""Bringing an approved version into force, for one call or for calls to come, and rolling back to what was so before.

Calls to come are those that have not opened: what comes into force for them moves no call that is open, and the answer names
the open calls of these rules. The rules must hold on every day of the call that is known.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from prescreen_shared.errors import nearest
from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.texts.catalogue import text
from scoring_service.domain.call_fit import days_outside
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
    has_own,
    hold_activations,
    known_call,
    known_calls,
    known_terms,
    screenings_of,
    standing,
    unscreened_calls,
    version_as_of,
    version_for_all,
    version_for_call,
)
from scoring_service.versions.views import ActivationView, OpenCallView, see_activation


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
            details=_moved(session, call_code),
        )
        return _seen(session, added)


def activate_version(
    parts: ScoringParts, version_id: str, *, by: str, reason: str, call_code: str | None = None
) -> ActivationView:
    """Bring a version into force from the next preparation on; without ``call_code`` for all calls that have not opened.

    A call that is open is moved by its code alone. Nothing that is already judged changes: ``screenings`` of the answer
    names what the call has, ``open_calls`` what calls of these rules are open, and ``hint`` that no call with the code is known.

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
            details=_moved(session, call_code),
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
    if days_outside(rules, opens_on, closes_on):
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
        known = known_call(session, call_code)
        opened_at = None if known is None else known.rules_as_of
        name = own.name if known is None or opened_at is None else known.rule_set_name
        left_to = version_for_all(session, name)
        if opened_at is not None:
            left_to = version_as_of(session, name, opened_at)
        if left_to is not None:
            return left_to, True
    raise NothingBeforeError(call_code or name or "")


def _covered_all(steps: list[Step]) -> bool:
    # A call that was judged keeps what it was judged by; one that a person gave a version first may have it taken back.
    return steps[-1].version_id is not None and steps[-1].kind is ActivationKind.ACTIVATE


def _moved(session: Session, call_code: str | None) -> dict[str, Any]:
    """Give what the log says beside: that a call is open, and which version it had until now."""
    known = None if call_code is None else known_call(session, call_code)
    if known is None or known.rules_as_of is None or screenings_of(session, known.code):
        return {}
    before = version_for_call(session, known.rule_set_name, known.code)
    return {"open": True, "before": None if before is None else f"{before.name}@{before.version}"}


def _seen(session: Session, added: Activation) -> ActivationView:
    """Show what came into force, with the screenings that its call already has, or the open calls of its rules."""
    if added.call_code is None:
        return see_activation(session, added, open_calls=tuple(_open_calls(session, added)))
    judged = [screening.screening_id for screening in screenings_of(session, added.call_code)]
    hint = None
    if known_terms(session, added.call_code) is None:
        codes = [*known_calls(session), *(call.code for call in unscreened_calls(session))]
        near = nearest(added.call_code, codes) or "–"
        hint = Sentence(**text("versions.call-not-known", call=added.call_code, known=near))
    return see_activation(session, added, judged, hint=hint)


def _open_calls(session: Session, added: Activation) -> Iterator[OpenCallView]:
    for call in unscreened_calls(session, name=added.name):
        # An intake that gives no number tells of a call only when it opens, and of no moment.
        if call.rules_as_of is None and call.number is not None:
            continue
        kept = version_for_call(session, call.rule_set_name, call.code)
        is_touched = not has_own(session, call.code) and (
            call.rules_as_of is None or (kept is not None and kept.version_id == added.version_id)
        )
        version = None if kept is None else f"{kept.name}@{kept.version}"
        yield OpenCallView(call.code, call.call["title"], version, is_touched)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
