"""Whether an application came in before, within or after the call's period, by the call's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.frozen_call import CallFacts
    from scoring_service.domain.rule_set import FactDeclaration

BEFORE, WITHIN, AFTER, NOT_RECORDED = "before", "within", "after", "not_recorded"
"""The last one where the call keeps no times of arrival at all: then nothing can be said, and nobody can supply it."""


def _derive(_: FactDeclaration, known: Known) -> Fact:
    arrived = known.application.submitted_at
    if arrived is None:
        recorded = known.context.arrivals_recorded
        return Fact(None, missing=("submitted_at",)) if recorded else Fact(NOT_RECORDED)
    local = (arrived if arrived.tzinfo else arrived.replace(tzinfo=UTC)).astimezone(
        ZoneInfo(known.call.time_zone)
    )
    written = f"{local:%Y-%m-%d %H:%M}"
    details = {
        "arrived": written,
        "opens_on": _iso(known.call.opens_on),
        "closes_on": _iso(known.call.closes_on),
    }
    return Fact(_place(local, known.call), (Evidence("submitted_at", written),), details=details)


def _place(local: datetime, call: CallFacts) -> str:
    """Compare local dates: the last day is open to its end."""
    if call.opens_on is not None and local.date() < call.opens_on:
        return BEFORE
    return AFTER if call.closes_on is not None and local.date() > call.closes_on else WITHIN


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


SUBMISSION_TIME = KindDeclaration(
    "submission_time",
    frozenset((FactType.CHOICE,)),
    _derive,
    needs_call=True,
    details=frozenset(("arrived", "opens_on", "closes_on")),
)
