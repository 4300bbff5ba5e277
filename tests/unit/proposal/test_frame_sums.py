"""Promises of the sums against the frame."""

from __future__ import annotations

from intake_service.domain.proposal import frame_sums
from prescreen_shared.statuses import Outcome
from tests.stages.made_proposals import A_CALL, make_application


def test_each_kind_of_grant_is_added_up_by_itself() -> None:
    applications = [
        make_application(outcome=Outcome.ELIGIBLE, requested_amount=800_000, proposed_amount=750_000),
        make_application(outcome=Outcome.REFER, requested_amount=100_000, proposed_amount=100_000),
        make_application(outcome=Outcome.REFUSE, requested_amount=50_000, proposed_amount=50_000),
        make_application(grant_type="study_visit", outcome=Outcome.ELIGIBLE, proposed_amount=25_000),
    ]
    project, visit = frame_sums(A_CALL.grant_types, applications)
    assert (project.sought, project.eligible, project.referred) == (950_000, 750_000, 100_000)
    assert (project.frame, project.left) == (2_705_000, 1_955_000)
    assert project.outcomes == {Outcome.ELIGIBLE: 1, Outcome.REFER: 1, Outcome.REFUSE: 1}
    assert (visit.count, visit.eligible, visit.frame, visit.left) == (1, 25_000, None, None)


def test_an_amount_that_is_not_stated_is_counted_and_not_taken_for_nothing() -> None:
    (project, _) = frame_sums(
        A_CALL.grant_types, [make_application(requested_amount=None, proposed_amount=None)]
    )
    assert (project.unstated, project.sought, project.count) == (1, 0, 1)


def test_more_eligible_than_the_frame_leaves_less_than_nothing() -> None:
    many = [make_application(outcome=Outcome.ELIGIBLE, proposed_amount=700_000)] * 4
    assert frame_sums(A_CALL.grant_types, many)[0].left == -95_000


def test_an_application_without_an_outcome_is_counted_as_such() -> None:
    assert frame_sums(A_CALL.grant_types, [make_application(outcome=None)])[0].outcomes == {None: 1}
