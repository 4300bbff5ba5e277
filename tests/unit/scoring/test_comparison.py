"""Two verdicts on one application: the kind of change, the grounds named, the counts that add up."""

from __future__ import annotations

from typing import Any

import pytest

from scoring_service.domain.compare_verdicts import (
    Change,
    Tally,
    compare_call_findings,
    compare_verdicts,
    first_difference,
)


def finding(rule: str = "dear", status: str = "met", **changes: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "effect": "refuse",
        "status": status,
        "text": {"sv": "För dyrt", "en": "Too dear"},
        "facts": {"amount": 5},
        "missing": [],
        "evidence": [],
        "source": {"document": "d", "quote": "q"},
    } | changes


def criterion(points: int, **changes: Any) -> dict[str, Any]:
    return {
        "criterion": "spread",
        "status": "met" if points else "not_met",
        "points": points,
        "possible_points": points,
        "max_points": 2,
        "text": {"sv": "p", "en": "p"},
        "facts": {},
        "missing": [],
        "source": {"document": "d", "quote": "q"},
    } | changes


def verdict(outcome: str, *findings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "application_id": "a",
        "reference": "T1-1",
        "revision": 1,
        "outcome": outcome,
        "proposed_amount": 100,
        "findings": list(findings),
        "criteria": [],
    } | changes


@pytest.mark.parametrize(
    ("outcome", "change"),
    [
        ("refuse", Change.NEWLY_REFUSED),
        ("set_aside", Change.NEWLY_SET_ASIDE),
        ("refer", Change.NEWLY_REFERRED),
        ("eligible", Change.NEWLY_ELIGIBLE),
    ],
)
def test_another_outcome_is_named_by_what_the_application_has_become(outcome: str, change: Change) -> None:
    before = verdict("refer" if outcome != "refer" else "eligible")
    assert compare_verdicts(before, verdict(outcome)).change is change


@pytest.mark.parametrize(
    ("after", "change", "differs"),
    [
        (verdict("refuse", finding()), Change.UNCHANGED, []),
        (
            verdict("refuse", finding(text={"sv": "Annat", "en": "Other"})),
            Change.CHANGED_TEXT,
            [("dear", ("text",))],
        ),
        (verdict("refuse", finding(facts={"amount": 6})), Change.CHANGED_TEXT, [("dear", ("facts",))]),
        (
            verdict("refuse", finding(source={"document": "e", "quote": "q"})),
            Change.CHANGED_TEXT,
            [("dear", ("source",))],
        ),
        (verdict("refuse", finding(effect="refer")), Change.CHANGED_GROUNDS, [("dear", ("effect",))]),
        (verdict("refuse", finding(status="undetermined")), Change.CHANGED_GROUNDS, [("dear", ("status",))]),
        (
            verdict("refuse", finding("late"), finding()),
            Change.CHANGED_GROUNDS,
            [("late", ("added",))],
        ),
        (
            verdict("refuse", finding("late")),
            Change.CHANGED_GROUNDS,
            [("late", ("added",)), ("dear", ("removed",))],
        ),
        (verdict("refuse", finding(), proposed_amount=90), Change.CHANGED_GROUNDS, []),
        (verdict("refuse", finding(), criteria=[criterion(2)]), Change.POINTS_CHANGED, []),
    ],
)
def test_the_same_outcome_may_stand_on_other_grounds(
    after: dict[str, Any], change: Change, differs: list[tuple[str, tuple[str, ...]]]
) -> None:
    compared = compare_verdicts(verdict("refuse", finding()), after)
    assert compared.change is change
    assert [(each.name, each.differs) for each in compared.rules] == differs


def test_rules_that_are_met_by_nobody_say_nothing_whatever_their_sentence() -> None:
    before = verdict("eligible", finding(status="not_met"), finding("gone", "not_met"))
    after = verdict(
        "eligible",
        finding(status="not_met", text={"sv": "Annan", "en": "Other"}),
        finding("new", "not_met"),
        criteria=[criterion(0)],
    )
    assert compare_verdicts(before, after).change is Change.UNCHANGED


def test_a_sentence_of_a_criterion_is_a_changed_text_and_its_points_are_not() -> None:
    before = verdict("eligible", criteria=[criterion(1)])
    told = verdict("eligible", criteria=[criterion(1, text={"sv": "ny", "en": "new"})])
    assert compare_verdicts(before, told).change is Change.CHANGED_TEXT
    possible = verdict("eligible", criteria=[criterion(1, possible_points=2)])
    assert compare_verdicts(before, possible).change is Change.POINTS_CHANGED


def test_a_side_without_a_verdict_is_said_to_be_without_one() -> None:
    compared = compare_verdicts(verdict("eligible"), None, "ZeroDivisionError: x")
    assert (compared.change, compared.why) == (Change.NOT_JUDGED, "ZeroDivisionError: x")
    assert compared.old is not None
    assert compared.to_json()["new"] is None


def test_both_sides_are_given_whole() -> None:
    compared = compare_verdicts(
        verdict("eligible", finding(status="not_met")), verdict("refuse", finding())
    ).to_json()
    (rule,) = compared["rules"]
    assert (rule["old"]["status"], rule["new"]["status"]) == ("not_met", "met")
    assert (compared["old"]["outcome"], compared["new"]["outcome"]) == ("eligible", "refuse")


def test_counts_add_up_and_name_the_rules_and_the_ways() -> None:
    tally = Tally()
    tally.add(compare_verdicts(verdict("eligible", finding(status="not_met")), verdict("refuse", finding())))
    tally.add(compare_verdicts(verdict("eligible"), verdict("refer", finding(status="undetermined"))))
    tally.add(compare_verdicts(verdict("refuse", finding()), verdict("eligible")))
    tally.add(compare_verdicts(verdict("refuse", finding()), verdict("refuse", finding())))
    tally.add(compare_verdicts(verdict("refuse", finding()), None))
    assert sum(tally.counts().values()) == 5
    assert tally.counts()["newly_refused"] == tally.counts()["not_judged"] == 1
    assert tally.outcomes() == [
        {"old": "refuse", "new": "eligible", "count": 1},
        {"old": "eligible", "new": "refuse", "count": 1},
        {"old": "eligible", "new": "refer", "count": 1},
    ]
    assert tally.rules() == [
        {
            "rule": "dear",
            "newly_met": 1,
            "newly_undetermined": 1,
            "no_longer_met": 1,
            "no_longer_undetermined": 0,
            "told_differently": 0,
        }
    ]


def call_finding(rule: str, **facts: Any) -> dict[str, Any]:
    return {"rule": rule, "text": {"sv": str(facts), "en": str(facts)}, "facts": facts, "source": None}


def test_call_findings_of_one_place_are_paired_and_repeated_ones_counted() -> None:
    kept = call_finding("quota", administration="A", quota=3)
    twice = call_finding("sum", total=1)
    old = [kept, call_finding("quota", administration="B", quota=3), call_finding("gone", n=1), twice, twice]
    new = [call_finding("quota", administration="B", quota=2), kept, call_finding("late", n=1), twice, twice]
    found = compare_call_findings(old, new)
    assert [finding["rule"] for finding in found.added] == ["late"]
    assert [finding["rule"] for finding in found.removed] == ["gone"]
    assert [(before["facts"]["quota"], after["facts"]["quota"]) for before, after in found.changed] == [
        (3, 2)
    ]
    assert found.unchanged == 3
    assert set(found.to_json()) == {"added", "removed", "changed", "unchanged"}


def test_a_call_finding_without_an_equal_fact_is_a_new_one() -> None:
    found = compare_call_findings([call_finding("sum", total=1)], [call_finding("sum", total=2)])
    assert (len(found.added), len(found.removed), found.changed) == (1, 1, ())


@pytest.mark.parametrize(
    ("old", "new", "path", "values"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}, "a[1].b", ('"x"', '"y"')),
        ({"a": 1}, {"a": 1, "b": None}, "b", (None, "null")),
        ([1, 2], [1], "[1]", ("2", None)),
        ({"a": {"b": 1}}, {"a": []}, "a", ('{"b":1}', "[]")),
        ({"a": 1}, {"a": True}, "a", ("1", "true")),
    ],
)
def test_the_first_difference_is_given_with_its_path(
    old: Any, new: Any, path: str, values: tuple[str | None, str | None]
) -> None:
    found = first_difference(old, new)
    assert found is not None
    assert (found.path, (found.old, found.new)) == (path, values)


def test_equal_values_have_no_difference_and_long_ones_are_cut() -> None:
    assert first_difference({"a": [1, None]}, {"a": [1, None]}) is None
    found = first_difference("x" * 500, "y")
    assert found is not None
    assert found.old is not None
    assert len(found.old) == 200
