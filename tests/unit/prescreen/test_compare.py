"""Proposals are compared with decisions by what the application itself shows."""

from __future__ import annotations

from typing import Any

import pytest

from prescreen.agreement import Agreement, Decision, DeviationKind, Visible, compare
from prescreen.verdicts_file import read_verdicts
from prescreen_shared.statuses import Decided
from tests.unit.prescreen.verdict_documents import content, finding, verdict


def decision(decided: Decided, **grounds: Visible) -> Decision:
    """Make the decision on A-1."""
    return Decision("A-1", decided, {rule.replace("_", "-"): visible for rule, visible in grounds.items()})


def compared(decided: Decision, outcome: str, *findings: dict[str, Any]) -> Agreement:
    """Compare one decision with one proposal."""
    return compare([decided], read_verdicts(content(verdict("A-1", outcome, *findings))))


def kinds(agreement: Agreement) -> list[tuple[DeviationKind, str | None]]:
    """Give kind and rule of each difference."""
    return [(deviation.kind, deviation.rule) for deviation in agreement.deviations]


def test_the_same_outcome_for_the_same_ground_is_agreement() -> None:
    agreement = compared(decision(Decided.REFUSED, year=Visible.DIRECT), "refuse", finding("year", "refuse"))
    assert agreement.holds
    assert kinds(agreement) == []


def test_a_direct_ground_that_is_not_found_breaks_the_promise() -> None:
    agreement = compared(decision(Decided.REFUSED, year=Visible.DIRECT), "refuse", finding("other", "refuse"))
    assert not agreement.holds
    assert kinds(agreement) == [
        (DeviationKind.GROUND_NOT_FOUND, "year"),
        (DeviationKind.GROUND_ADDED, "other"),
    ]


def test_a_direct_ground_that_is_undetermined_is_not_found() -> None:
    found = finding("year", "refuse", "undetermined")
    assert not compared(decision(Decided.REFUSED, year=Visible.DIRECT), "refer", found).holds


def test_a_suggested_ground_may_be_a_question() -> None:
    found = finding("year", "refuse", "undetermined")
    agreement = compared(decision(Decided.REFUSED, year=Visible.SUGGESTIVE), "refer", found)
    assert agreement.holds
    assert kinds(agreement) == [(DeviationKind.OUTCOME, None)]


def test_a_ground_that_is_only_noted_is_not_found() -> None:
    agreement = compared(
        decision(Decided.REFUSED, cap=Visible.SUGGESTIVE), "eligible", finding("cap", "note")
    )
    assert not agreement.holds


def test_a_ground_that_does_not_show_may_be_missed() -> None:
    agreement = compared(decision(Decided.REFUSED, hidden=Visible.NONE), "eligible")
    assert agreement.holds
    assert kinds(agreement) == [(DeviationKind.OUTCOME, None), (DeviationKind.GROUND_NOT_FOUND, "hidden")]


@pytest.mark.parametrize("outcome", ["refuse", "set_aside"])
def test_a_granted_application_may_not_be_turned_down(outcome: str) -> None:
    assert not compared(decision(Decided.GRANTED), outcome, finding("rule", outcome)).holds


def test_two_granted_applications_may_be_referred_and_three_may_not() -> None:
    references = ("A-1", "A-2", "A-3")
    decisions = [Decision(reference, Decided.GRANTED, {}) for reference in references]
    verdicts = read_verdicts(content(*(verdict(r, "refer", finding("rule", "refer")) for r in references)))
    assert compare(decisions[:2], verdicts).holds
    assert not compare(decisions, verdicts).holds


@pytest.mark.parametrize(("outcome", "holds"), [("set_aside", True), ("refuse", False), ("eligible", False)])
def test_what_was_set_aside_must_be_set_aside(outcome: str, holds: bool) -> None:
    agreement = compared(decision(Decided.NOT_PRIORITISED), outcome, finding("quota", "set_aside"))
    assert agreement.holds is holds


def test_a_decided_application_without_a_verdict_breaks_the_promise() -> None:
    assert not compare([decision(Decided.GRANTED)], read_verdicts(content())).holds
