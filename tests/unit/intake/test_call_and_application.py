"""What may be done with a call and an application, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake_service.domain.application import next_state, require_changeable
from intake_service.domain.call import CallStatus, require_draft, require_open
from intake_service.domain.errors import (
    ApplicationStateError,
    CallClosedError,
    CallNotDraftError,
    CallNotOpenError,
)
from intake_service.domain.resending import ResendPlan
from prescreen_shared.statuses import ApplicationState, CallState

CLOSES = datetime(2017, 12, 1, 23, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


def call(state: CallState, *, automatically: bool = True, closes_at: datetime | None = CLOSES) -> CallStatus:
    """Give a call as it stands."""
    closed_at = CLOSES if state is CallState.CLOSED else None
    return CallStatus("made", state, closes_at, automatically, closed_at)


def test_an_open_call_takes_applications_until_its_closing_moment() -> None:
    require_open(call(CallState.OPEN), CLOSES - A_MOMENT)
    with pytest.raises(CallClosedError):
        require_open(call(CallState.OPEN), CLOSES)


def test_a_call_that_staff_close_takes_applications_after_its_day() -> None:
    require_open(call(CallState.OPEN, automatically=False), CLOSES + A_MOMENT)
    require_open(call(CallState.OPEN, closes_at=None), CLOSES + A_MOMENT)


@pytest.mark.parametrize("state", [CallState.CLOSED, CallState.SCREENED, CallState.PARTIAL])
def test_a_closed_call_takes_nothing(state: CallState) -> None:
    with pytest.raises(CallClosedError) as error:
        require_open(call(state), CLOSES)
    assert error.value.values["code"] == "made"


def test_a_draft_call_takes_nothing_and_may_be_changed() -> None:
    with pytest.raises(CallNotOpenError):
        require_open(call(CallState.DRAFT), CLOSES)
    require_draft(call(CallState.DRAFT))
    with pytest.raises(CallNotDraftError):
        require_draft(call(CallState.OPEN))


FOLLOWS = {
    (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
    (ApplicationState.DRAFT, ApplicationState.WITHDRAWN),
    (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN),
    (ApplicationState.SUBMITTED, ApplicationState.SCREENED),
    (ApplicationState.SCREENED, ApplicationState.SCREENED),
    (ApplicationState.SCREENED, ApplicationState.DECIDED),
}


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("wanted", list(ApplicationState))
def test_an_application_goes_only_forward(state: ApplicationState, wanted: ApplicationState) -> None:
    if (state, wanted) in FOLLOWS:
        assert next_state("A-1", state, wanted) is wanted
        return
    with pytest.raises(ApplicationStateError) as error:
        next_state("A-1", state, wanted)
    assert error.value.values["state"] == state.value


@pytest.mark.parametrize("state", list(ApplicationState))
def test_only_a_draft_or_submitted_application_is_changed(state: ApplicationState) -> None:
    if state in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        require_changeable("A-1", state)
        return
    with pytest.raises(ApplicationStateError):
        require_changeable("A-1", state)


def test_pauses_double_up_to_the_longest() -> None:
    plan = ResendPlan(first_s=30, longest_s=100, most=4, deadline_s=500)
    pauses = [(plan.next_at(CLOSES, sent) - CLOSES).total_seconds() for sent in (0, 1, 2, 3, 1000)]
    assert pauses == [30, 30, 60, 100, 100]


def test_waiting_ends_after_the_last_sending_or_at_the_deadline() -> None:
    plan = ResendPlan(first_s=30, longest_s=100, most=4, deadline_s=500)
    deadline = plan.deadline_at(CLOSES)
    assert not plan.is_over(CLOSES, 3, deadline)
    assert plan.is_over(CLOSES, 4, deadline)
    assert plan.is_over(deadline, 1, deadline)
