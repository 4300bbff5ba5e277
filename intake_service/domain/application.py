"""The states of an application, and what may be done with it in each."""

from __future__ import annotations

from typing import Final

from intake_service.domain.errors import ApplicationStateError
from shared.statuses import ApplicationState

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
