"""Rolling back: what was in force before is in force again, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.errors import NothingBeforeError, RollBackOfNeitherError
from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import ActivationKind
from scoring_service.life.require_approved import given, require_approved
from scoring_service.life.see_version import see_activation
from scoring_service.store.tables import ManagedVersion
from scoring_service.store.versions.activations import (
    add_activation,
    hold_activations,
    standing,
    version_for_all,
)
from scoring_service.store.versions.find_screenings import screenings_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scoring_service.domain.versions.in_force import Step
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ActivationView


def roll_back(
    parts: LifeParts, *, by: str, reason: str, name: str | None = None, call_code: str | None = None
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
        judged = () if call_code is None else screenings_of(session, call_code)
        return see_activation(session, added, [screening.screening_id for screening in judged])


def _before(session: Session, name: str | None, call_code: str | None) -> tuple[ManagedVersion, bool]:
    """Give what to bring into force, and whether the call is to follow what is in force for all."""
    steps = standing(session, name=name, call_code=call_code)
    if len(steps) > 1 and steps[-2].version_id is not None:
        before = session.get_one(ManagedVersion, steps[-2].version_id)
        require_approved(before)
        return before, False
    if call_code is not None and steps and _covered_all(steps):
        own = session.get_one(ManagedVersion, steps[-1].version_id)
        for_all = version_for_all(session, own.name)
        if for_all is not None:
            return for_all, True
    raise NothingBeforeError(call_code or name or "")


def _covered_all(steps: list[Step]) -> bool:
    # A call that was judged keeps what it was judged by; one that a person gave a version first may have it taken back.
    return steps[-1].version_id is not None and steps[-1].kind is ActivationKind.ACTIVATE
