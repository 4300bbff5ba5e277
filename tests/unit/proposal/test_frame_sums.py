"""Promises of the sums against the frame."""

from __future__ import annotations

import pytest

from intake_service.domain.proposal import frame_sums
from prescreen_shared.statuses import Outcome
from prescreen_shared.texts.catalogue import LANGUAGES, format_sum
from prescreen_shared.written import AmountSum, add_up
from tests.stages.made_proposals import A_CALL, make_application


def test_each_kind_of_grant_is_added_up_by_itself() -> None:
    applications = [
        make_application(outcome=Outcome.ELIGIBLE, requested_amount=800_000, proposed_amount=750_000),
        make_application(outcome=Outcome.REFER, requested_amount=100_000, proposed_amount=100_000),
        make_application(outcome=Outcome.REFUSE, requested_amount=50_000, proposed_amount=50_000),
        make_application(grant_type="study_visit", outcome=Outcome.ELIGIBLE, proposed_amount=25_000),
    ]
    project, visit = frame_sums(A_CALL.grant_types, applications)
    assert project.sought == AmountSum(950_000, 0)
    assert (project.eligible.amount, project.referred.amount) == (750_000, 100_000)
    assert (project.frame, project.left) == (2_705_000, 1_955_000)
    assert project.outcomes == {Outcome.ELIGIBLE: 1, Outcome.REFER: 1, Outcome.REFUSE: 1}
    assert (visit.count, visit.eligible.amount, visit.frame, visit.left) == (1, 25_000, None, None)


def test_an_amount_that_is_not_stated_is_counted_and_not_taken_for_nothing() -> None:
    silent = make_application(outcome=Outcome.ELIGIBLE, requested_amount=None, proposed_amount=None)
    project, visit = frame_sums(A_CALL.grant_types, [silent])
    assert (project.sought, project.eligible, project.count) == (AmountSum(None, 1), AmountSum(None, 1), 1)
    assert project.left is None
    assert (visit.sought, visit.referred) == (AmountSum(0, 0), AmountSum(0, 0))


@pytest.mark.parametrize(
    ("amounts", "sv", "en"),
    [
        ([], "0 kr", "0 kr"),
        (
            [1_250_000, None, None],
            "1 250 000 kr, och 2 ansökningar utan belopp",
            "1 250 000 kr, and 2 applications without an amount",
        ),
        ([None], "1 ansökan utan belopp", "1 application without an amount"),
        ([0, None], "0 kr, och 1 ansökan utan belopp", "0 kr, and 1 application without an amount"),
    ],
)
def test_a_sum_says_how_many_amounts_it_lacks(amounts: list[int | None], sv: str, en: str) -> None:
    told = [format_sum(add_up(amounts), language) for language in LANGUAGES]
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in told] == [sv, en]


def test_more_eligible_than_the_frame_leaves_less_than_nothing() -> None:
    many = [make_application(outcome=Outcome.ELIGIBLE, proposed_amount=700_000)] * 4
    assert frame_sums(A_CALL.grant_types, many)[0].left == -95_000


def test_an_application_without_an_outcome_is_counted_as_such() -> None:
    assert frame_sums(A_CALL.grant_types, [make_application(outcome=None)])[0].outcomes == {None: 1}
