"""Bringing an approved version into force, for one call or for calls to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import ActivationKind
from scoring_service.life.require_approved import given, require_approved
from scoring_service.life.require_valid import require_valid
from scoring_service.life.see_version import see_activation
from scoring_service.store.versions.activations import add_activation, hold_activations
from scoring_service.store.versions.find_screenings import known_terms, screenings_of
from scoring_service.store.versions.find_version import find_version

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ActivationView


def activate_version(
    parts: LifeParts, version_id: str, *, by: str, reason: str, call_code: str | None = None
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
        judged = () if call_code is None else screenings_of(session, call_code)
        return see_activation(session, added, [screening.screening_id for screening in judged])
