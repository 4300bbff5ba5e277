"""Fixing a call to the version that it is judged by first, so that what comes into force later never moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.versions.person import SUPPLIER
from scoring_service.domain.versions.states import ActivationKind
from scoring_service.store.versions.activations import add_activation, has_own, hold_activations
from scoring_service.store.versions.find_version import approved_by_hash

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.store.tables import Screening


def fix_for_call(session: Session, screening: Screening, now: datetime) -> None:
    """Give the screening's call its version for its own, unless it has one already."""
    if has_own(session, screening.call_code):
        return
    hold_activations(session)
    version = approved_by_hash(session, screening.rule_set_sha256 or "")
    if version is None or has_own(session, screening.call_code):
        return
    add_activation(
        session,
        ActivationKind.FIXED,
        version,
        call_code=screening.call_code,
        by=SUPPLIER,
        at=now,
        reason=None,
    )
