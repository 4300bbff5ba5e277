"""A call for applications: its terms, and whether it takes applications at a given moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_service.domain.errors import CallClosedError, CallNotDraftError, CallNotOpenError
from shared.statuses import CallState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from intake_service.domain.question import Question


@dataclass(frozen=True, slots=True)
class GrantType:
    """One kind of grant; amounts are whole SEK, None means that the call states none."""

    name: str
    max_amount: int | None = None
    budget: int | None = None
    max_applications_per_administration: int | None = None


@dataclass(frozen=True, slots=True)
class CallTerms:
    """What a call says; dates are local dates of ``time_zone``, ``closes_at`` is a moment in UTC.

    ``administrations`` is None when the call does not list who it knows. ``stated_totals`` are sums per grant
    type that a document states, in whole SEK, for comparison with the sums of what was decided.
    """

    code: str
    title: str
    time_zone: str
    grant_types: Mapping[str, GrantType]
    questions: tuple[Question, ...]
    rule_set: str
    issuer: str | None = None
    registration_number: str | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    closes_at: datetime | None = None
    closes_automatically: bool = True
    grant_year: int | None = None
    max_applications_per_administration: int | None = None
    criteria: tuple[str, ...] = ()
    administrations: tuple[str, ...] | None = None
    stated_totals: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class CallStatus:
    """How a call stands: enough to decide whether an application is on time."""

    code: str
    state: CallState
    closes_at: datetime | None
    closes_automatically: bool
    closed_at: datetime | None = None


def require_open(call: CallStatus, now: datetime) -> None:
    """Let applications of an open call through, up to the closing moment and not a moment later.

    The closing moment decides, also in the second before the scheduler has noticed it.

    Raises:
        CallNotOpenError: the call is a draft.
        CallClosedError: the call is closed, or its closing moment has come.
    """
    if call.state is CallState.DRAFT:
        raise CallNotOpenError(call.code)
    if call.state is not CallState.OPEN:
        raise CallClosedError(call.code, call.closed_at or now)
    if call.closes_automatically and call.closes_at is not None and now >= call.closes_at:
        raise CallClosedError(call.code, call.closes_at)


def require_draft(call: CallStatus) -> None:
    """Let a change of terms through while the call is a draft.

    Raises:
        CallNotDraftError: applicants may already have read the terms.
    """
    if call.state is not CallState.DRAFT:
        raise CallNotDraftError(call.code, call.state.value)
