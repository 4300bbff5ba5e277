"""An application: what the applicant wrote, and what may be done with it in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from intake_service.domain.errors import ApplicationStateError
from shared.statuses import ApplicationState

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class EarlierGrant:
    """One earlier grant as stated; ``year`` is the year that the money was for. None means not stated."""

    year: int | None
    grant_type: str | None
    prestudy: bool | None
    same_project: bool | None


@dataclass(frozen=True, slots=True)
class ApplicationContent:
    """What the applicant wrote; None means not stated. ``requested_amount`` is whole SEK."""

    grant_type: str
    title: str
    applicants: tuple[str, ...]
    description: str | None = None
    unit: str | None = None
    requested_amount: int | None = None
    earlier_grants: tuple[EarlierGrant, ...] | None = None
    answers: Mapping[str, Any] | None = None


CHANGEABLE: Final = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
_BEFORE: Final[dict[ApplicationState, tuple[ApplicationState, ...]]] = {
    ApplicationState.SUBMITTED: (ApplicationState.DRAFT,),
    ApplicationState.WITHDRAWN: (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
    ApplicationState.SCREENED: (ApplicationState.SUBMITTED, ApplicationState.SCREENED),
    ApplicationState.DECIDED: (ApplicationState.SCREENED,),
}


def require_changeable(reference: str, state: ApplicationState) -> None:
    """Let a change of content through while the application is a draft or submitted.

    Raises:
        ApplicationStateError: the application is withdrawn, screened or decided.
    """
    _require(reference, state, CHANGEABLE)


def next_state(reference: str, state: ApplicationState, wanted: ApplicationState) -> ApplicationState:
    """Give ``wanted`` where it may follow ``state``.

    Raises:
        ApplicationStateError: it may not.
    """
    _require(reference, state, _BEFORE.get(wanted, ()))
    return wanted


def _require(reference: str, state: ApplicationState, accepted: tuple[ApplicationState, ...]) -> None:
    if state not in accepted:
        raise ApplicationStateError(reference, state.value, ", ".join(word.value for word in accepted))
