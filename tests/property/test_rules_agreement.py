"""Engine and referee agree on many random applications, under random rule sets and the shipped ones.

A run prints the seed that it was made of; ``AGREEMENT_SEED=<seed>`` makes the same run again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random, randrange

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

import scoring_service
from scoring_service.domain.condition import Compare, Operator
from scoring_service.domain.evaluate import Referee, Values
from scoring_service.domain.normal_form import TooManyTermsError
from scoring_service.domain.rule_set import RuleSet, constant_days, on_day
from scoring_service.engine.durable_rules import DurableRulesEngine
from scoring_service.engine.gate_trial import ValueSampler
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.stages.made_rule_sets import made_criterion, made_fact, made_rule, made_rule_set
from tests.stages.rule_strategies import whole_rule_sets

SEED = int(os.environ.get("AGREEMENT_SEED") or randrange(2**32))
ROUND = 10
"""How many random rule sets are drawn before it is looked whether there are enough; drawing one takes long."""
APPLICATIONS = 150
"""How many made-up applications each random rule set is tried on, for each day of its constants."""
SHIPPED_SHARE = 0.4
"""The share of all evaluations that is of the shipped rule sets."""


@dataclass
class Run:
    """What a run has done: evaluations, random rule sets, and the places where the two differed."""

    evaluations: int = 0
    rule_sets: int = 0
    differences: int = 0


def compare(rule_set: RuleSet, random: Random, applications: int, *, judged_by: RuleSet | None = None) -> Run:
    """Evaluate made-up applications by the engine under one rule set and by the referee, mostly under the same."""
    run = Run(rule_sets=1)
    referee, sampler = Referee(judged_by or rule_set), ValueSampler(rule_set.facts, rule_set.grounds)
    with closing(DurableRulesEngine(rule_set)) as engine:
        for values in islice(_draws(sampler, random), applications):
            run.evaluations += 1
            run.differences += engine.evaluate(values) != referee.evaluate(values)
    return run


def _draws(sampler: ValueSampler, random: Random) -> Iterator[Values]:
    while True:
        yield sampler.draw(random)


def compare_random(seed: int, wanted: int) -> Run:
    """Make random rule sets from a seed until so many evaluations are done; none may differ."""
    total, random, rounds = Run(), Random(seed), 0
    while total.evaluations < wanted:
        for rule_set in _drawn(seed + rounds):
            _try(rule_set, random, total, seed)
        rounds += 1
    return total


def _drawn(seed: int) -> list[RuleSet]:
    found: list[RuleSet] = []

    @seeded(seed)
    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(whole_rule_sets())
    def draw(rule_set: RuleSet) -> None:
        found.append(rule_set)

    draw()
    return found


def _try(rule_set: RuleSet, random: Random, total: Run, seed: int) -> None:
    for day in constant_days(rule_set):
        try:
            run = compare(on_day(rule_set, day), random, APPLICATIONS)
        except TooManyTermsError:
            return
        assert run.differences == 0, f"seed {seed}, day {day}: {rule_set}"
        total.evaluations += run.evaluations
    total.rule_sets += 1


def compare_shipped(seed: int, wanted: int) -> Run:
    """Try every shipped rule set, for each day of its constants, on made-up applications; none may differ."""
    total, random = Run(), Random(seed)
    dated = [(shipped, day) for shipped in shipped_rule_sets() for day in constant_days(shipped)]
    for rule_set, day in dated:
        run = compare(on_day(rule_set, day), random, -(-wanted // len(dated)))
        assert run.differences == 0, f"seed {seed}, {rule_set.name}, day {day}"
        total.evaluations += run.evaluations
    return total


def shipped_rule_sets() -> list[RuleSet]:
    """Read the rule sets that the product ships; a point in the stem is of a file beside one."""
    folder = Path(scoring_service.__file__).with_name("rule_sets")
    files = (path for path in sorted(folder.glob("*.yaml")) if "." not in path.stem)
    return [read_rule_file(path.read_text("utf-8")) for path in files]


@pytest.mark.parametrize("evaluations", [pytest.param(4_000), pytest.param(100_000, marks=pytest.mark.long)])
def test_engine_and_referee_agree(evaluations: int, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = compare_shipped(SEED, round(evaluations * SHIPPED_SHARE))
    made = compare_random(SEED, evaluations - shipped.evaluations)
    assert shipped.evaluations + made.evaluations >= evaluations
    with capsys.disabled():
        print(
            f"\nengine and referee alike on {shipped.evaluations:,} evaluations of shipped rule sets and "
            f"{made.evaluations:,} of {made.rule_sets:,} random ones; AGREEMENT_SEED={SEED}"
        )


@pytest.mark.parametrize("of_criterion", [False, True])
def test_a_limit_that_is_one_off_would_be_found(of_criterion: bool) -> None:
    def with_limit(limit: int) -> RuleSet:
        condition = Compare("year", Operator.AT_LEAST, limit)
        sound = made_rule_set([made_fact("year")], [made_rule(Compare("year", Operator.IS, 0))])
        if of_criterion:
            return replace(sound, criteria=(made_criterion((1, condition)),))
        return replace(sound, rules=(made_rule(condition),))

    assert compare(with_limit(3), Random(SEED), 200).differences == 0
    assert compare(with_limit(3), Random(SEED), 200, judged_by=with_limit(4)).differences > 0


def test_a_seed_gives_the_same_rule_sets_again() -> None:
    first, second = compare_random(SEED, 1), compare_random(SEED, 1)
    assert first == second
