"""Rule sets within the limits of the language never meet a limit of the engine."""

from __future__ import annotations

from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.condition import Compare, Operator
from scoring_service.engine.durable_rules import MAX_TESTS, DurableRulesEngine, check_names
from scoring_service.engine.native_ruleset import EVERY_FACT, SENTINEL, Encoder
from scoring_service.rule_files.check_rules import MOST_PARTS, TESTS_IN_A_PART, check_size
from scoring_service.rule_files.faults import ConditionPlaces, FaultList
from scoring_service.rule_files.parse_facts import MAX_CHOICES, MAX_FACTS
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set


def problems_of(alternatives: int, rules: int) -> list[str]:
    """What is said of so many rules, each of so many alternatives of its own."""
    made = [
        made_rule(
            AnyOf(tuple(Compare(f"f{rule}", Operator.IS, number) for number in range(alternatives))),
            rule_id=f"rule-{rule}",
        )
        for rule in range(rules)
    ]
    rule_set = made_rule_set([made_fact(f"f{rule}") for rule in range(rules)], made)
    places, faults = ConditionPlaces(), FaultList({})
    for rule in made:
        places.note(rule.levels[0], ("rules", rule.id))
    check_size(rule_set, places, faults)
    return [f"{fault.path}: {fault.en}" for fault in faults.sorted()]


def test_no_two_names_within_the_limits_are_one_to_the_engine() -> None:
    facts = {
        f"fact_{number}": made_fact(f"fact_{number}", choices=tuple(map(str, range(MAX_CHOICES))))
        for number in range(MAX_FACTS)
    }
    parts = (f"t{number}" for number in range(MOST_PARTS))
    check_names([*Encoder(facts).names(), *parts, SENTINEL, EVERY_FACT, "m"])


def test_the_engine_and_the_checks_cut_terms_alike() -> None:
    assert TESTS_IN_A_PART == MAX_TESTS


def test_rules_that_are_too_wide_together_are_refused() -> None:
    assert problems_of(100, 20) == []
    (fault,) = problems_of(300, 20)
    assert fault.startswith("rules: all conditions together give 65")
    assert fault.endswith("simplify conditions with many any")


def test_a_rule_that_is_too_wide_alone_is_told_where_it_stands() -> None:
    (fault,) = problems_of(401, 1)
    assert fault.startswith("rules.rule-0.when: the condition gives more than 400 terms")


def test_the_widest_rule_set_can_be_loaded() -> None:
    made = [
        made_rule(
            AnyOf(tuple(Compare(f"f{rule}", Operator.IS, number) for number in range(290))),
            rule_id=f"rule-{rule}",
        )
        for rule in range(19)
    ]
    engine = DurableRulesEngine(made_rule_set([made_fact(f"f{rule}") for rule in range(19)], made))
    engine.close()
