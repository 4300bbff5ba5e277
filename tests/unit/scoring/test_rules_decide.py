"""What a rule says of the truths of its levels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import All, Compare, IsStated, Not, Operator
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.evaluate import Decision, compile_condition, decide, find_deciding, find_missing
from tests.stages.made_rule_sets import made_level, made_rule

A, B, C = (Compare(name, Operator.IS, True) for name in "abc")


def decided(effects: str, **values: bool | None) -> Decision:
    """The decision of a rule whose levels ask for a, b and c."""
    kinds = {"refuse": Effect.REFUSE, "refer": Effect.REFER, "note": Effect.NOTE, "aside": Effect.SET_ASIDE}
    levels = [
        made_level(when, kinds[effect]) for when, effect in zip((A, B, C), effects.split(), strict=False)
    ]
    rule = made_rule(*levels)
    found = decide(rule, [compile_condition(level.when)(values) for level in rule.levels], values)
    return replace(found, sentence=None)


def test_the_strongest_true_level_is_met() -> None:
    assert decided("refuse refer", a=True, b=True) == Decision(FindingStatus.MET, Effect.REFUSE, 0)


def test_a_weaker_level_counts_where_the_stronger_is_false() -> None:
    assert decided("refuse refer", a=False, b=True) == Decision(FindingStatus.MET, Effect.REFER, 1)


def test_a_weaker_level_names_what_could_strengthen_it() -> None:
    assert decided("refuse refer", b=True) == Decision(FindingStatus.MET, Effect.REFER, 1, ("a",))


def test_a_note_does_not_settle_what_could_still_refuse() -> None:
    assert decided("refuse note", b=True) == Decision(FindingStatus.UNDETERMINED, Effect.REFUSE, 0, ("a",))


def test_a_note_settles_what_could_only_be_another_note() -> None:
    assert decided("note note", b=True) == Decision(FindingStatus.MET, Effect.NOTE, 1, ("a",))


def test_an_unknown_weaker_level_does_not_matter_to_a_true_stronger_one() -> None:
    assert decided("refuse refer", a=True) == Decision(FindingStatus.MET, Effect.REFUSE, 0)


def test_undetermined_has_the_effect_of_the_strongest_unknown_level() -> None:
    found = decided("refuse refer note", a=False)
    assert found == Decision(FindingStatus.UNDETERMINED, Effect.REFER, 1, ("b", "c"))


def test_no_level_true_or_unknown_is_not_met() -> None:
    assert decided("refuse refer", a=False, b=False) == Decision(FindingStatus.NOT_MET, Effect.REFUSE)


@pytest.mark.parametrize(
    ("condition", "values", "missing"),
    [
        (All((A, B)), {"a": True}, ("b",)),
        (All((A, B)), {"a": False}, ()),
        (AnyOf((A, B)), {"a": False}, ("b",)),
        (AnyOf((A, B)), {"a": True}, ()),
        (Not(All((A, AnyOf((B, C))))), {"a": True, "b": True}, ()),
        (AnyOf((All((A, B)), C)), {"a": False}, ("c",)),
        (AnyOf((IsStated("a"), B)), {}, ("a", "b")),
        (All((A, A)), {}, ("a",)),
    ],
)
def test_missing_are_only_the_facts_that_could_still_decide(
    condition: Any, values: dict[str, bool], missing: tuple[str, ...]
) -> None:
    assert find_missing(condition, values) == missing


@pytest.mark.parametrize(
    ("condition", "values", "deciding"),
    [
        (All((A, B)), {"a": True, "b": True}, ("a", "b")),
        (All((A, B)), {"a": True, "b": False}, ("b",)),
        (AnyOf((A, B)), {"a": True, "b": False}, ("a",)),
        (AnyOf((A, B)), {"a": False, "b": False}, ("a", "b")),
        (Not(AnyOf((A, B))), {"a": True, "b": False}, ("a",)),
        (All((A, B)), {"a": True}, ("a",)),
        (IsStated("a"), {}, ()),
        (IsStated("a"), {"a": True}, ("a",)),
    ],
)
def test_deciding_are_only_the_facts_that_made_it_so(
    condition: Any, values: dict[str, bool], deciding: tuple[str, ...]
) -> None:
    assert find_deciding(condition, values) == deciding
