"""The translation to zen-engine means the same as the rules do, or the comparison would compare nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import pytest

from benchmarks.zen_evaluator import ZenEvaluator
from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.statuses import Effect
from scoring_service.domain.condition import (
    All,
    Any,
    Compare,
    Condition,
    FactType,
    IsStated,
    Not,
    Operator,
    Scalar,
)
from scoring_service.domain.evaluate import Referee
from scoring_service.domain.rule_set import FactDeclaration, Ground, Level, RuleSet
from scoring_service.engine.gate_trial import ValueSampler

_TEXT = Sentence("text", "text")
_FACTS = {
    "answered": FactDeclaration("answered", FactType.BOOLEAN, _TEXT),
    "years": FactDeclaration("years", FactType.INTEGER, _TEXT),
    "sent_on": FactDeclaration("sent_on", FactType.DATE, _TEXT),
    "share": FactDeclaration("share", FactType.CHOICE, _TEXT, choices=("none", "part", "main")),
    "wording": FactDeclaration("wording", FactType.TEXT, _TEXT),
}
_ORDERED = [word for word in Operator if not word.value.startswith("is")]


@pytest.mark.parametrize("seed", range(40))
def test_zen_gives_every_condition_the_referees_truth(seed: int) -> None:
    chance = Random(seed)
    rules = _rule_set([_condition(chance, depth=3) for _ in range(10)])
    zen, referee, sampler = ZenEvaluator(rules), Referee(rules), ValueSampler(rules.facts, rules.rules)
    for _ in range(50):
        values = sampler.draw(chance)
        assert zen.evaluate(values) == referee.evaluate(values), values


def _rule_set(conditions: Sequence[Condition]) -> RuleSet:
    rules = tuple(
        Ground(f"rule-{at}", _TEXT, (), (Level(Effect.REFER, when, _TEXT),), _TEXT, Source("made-up", "…"))
        for at, when in enumerate(conditions)
    )
    return RuleSet("made-up", 1, "", _TEXT, None, None, {}, _FACTS, rules, ())


def _condition(chance: Random, depth: int) -> Condition:
    kind = chance.choice(
        ("compare", "compare", "stated", "all", "any", "not") if depth else ("compare", "stated")
    )
    if kind == "compare":
        return _compare(chance)
    if kind == "stated":
        return IsStated(chance.choice(list(_FACTS)), chance.random() < 0.5)
    if kind == "not":
        return Not(_condition(chance, depth - 1))
    parts = tuple(_condition(chance, depth - 1) for _ in range(chance.randrange(1, 4)))
    return All(parts) if kind == "all" else Any(parts)


def _compare(chance: Random) -> Compare:
    name = chance.choice(["answered", "years", "sent_on", "share"])
    if name == "answered":
        return Compare(name, chance.choice((Operator.IS, Operator.IS_NOT)), chance.random() < 0.5)
    if name == "share":
        several = tuple(chance.sample(("none", "part", "main"), chance.randrange(1, 3)))
        return Compare(name, chance.choice((Operator.IS_ONE_OF, Operator.IS_NONE_OF)), several)
    limits: dict[str, Scalar] = {"years": chance.randrange(-1, 5), "sent_on": date(2017, 11, 30)}
    return Compare(name, chance.choice(_ORDERED), limits[name])
