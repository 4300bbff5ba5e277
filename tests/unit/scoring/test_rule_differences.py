"""Two versions differ in exactly what was changed, and each difference is told as a sentence in both languages."""

from __future__ import annotations

import pytest

from scoring_service.domain.condition import All, Any, Compare, Not, Operator
from scoring_service.domain.differences import compare_conditions, compare_rule_sets
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.sheets.differences import DifferenceWriter

RULES = """
format: 1
name: made-up
version: 1
title: {sv: Påhittad, en: Made up}
constants: {max_years: {label: {sv: högsta antal år, en: most years}, values: [{value: 3}]}}
facts:
  years: {type: integer, stated_in: answers.years, label: {sv: projektår, en: project year}}
  amount: {type: amount, stated_in: requested_amount, label: {sv: sökt belopp, en: amount sought}}
  training: {type: choice, choices: {none: {sv: ingen del, en: none}, main: {sv: huvuddelen, en: the main part}}, stated_in: answers.training, label: {sv: utbildning, en: training}}
  words: {type: boolean, derived: words, fields: [description], words: ["drift", "lön*"], label: {sv: ord om drift, en: words on running}}
rules:
  - id: late
    title: {sv: För sent, en: Too late}
    levels:
      - effect: refuse
        when: {years: {more_than: {constant: max_years}}}
        text: {sv: "Högst {max_years} år.", en: "At most {max_years} years."}
      - effect: refer
        when: {any: [{words: {is: true}}, {training: {is: main}}]}
        text: {sv: "Bedöm.", en: "Judge."}
    text_undetermined: {sv: Okänt., en: Unknown.}
    source: {document: made-up, quote: made up}
    cases:
      - {title: late, facts: {years: 5, words: false, training: none}, status: met, effect: refuse}
      - {title: words, facts: {years: 1, words: true, training: none}, status: met, effect: refer}
      - {title: early, facts: {years: 1, words: false, training: none}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


def edited(*changes: tuple[str, str]):
    """Read the rules with some words put in the place of others."""
    text = RULES
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return read_rule_file(text)


@pytest.fixture(scope="module")
def rules():
    return read_rule_file(RULES)


def told(before, after, language="sv") -> list[str]:
    """Give every difference as ``part: sentence (touches)``."""
    written = DifferenceWriter(before, after, language).write(compare_rule_sets(before, after))
    return [
        f"{each.part}: {each.sentence}" + (f" ({each.touches})" if each.touches else "") for each in written
    ]


def test_a_version_differs_in_nothing_from_itself(rules) -> None:
    assert compare_rule_sets(rules, read_rule_file(RULES)) == ()


def test_a_limit_is_told_once_with_the_rules_that_it_touches(rules) -> None:
    later = edited(("values: [{value: 3}]", "values: [{value: 2}]"))
    assert told(rules, later) == ["Gräns ”högsta antal år”: värde: 3 → 2 (berör: För sent)"]
    assert told(rules, later, "en") == ["Limit “most years”: value: 3 → 2 (touches: Too late)"]


def test_a_limit_with_a_day_of_effect_tells_the_day(rules) -> None:
    later = edited(("values: [{value: 3}]", 'values: [{value: 3}, {from: "2026-01-01", value: 2}]'))
    assert told(rules, later) == [
        "Gräns ”högsta antal år”: värde: 3 → 3; 2 från 1 januari 2026 (berör: För sent)"
    ]


def test_only_the_changed_comparison_of_a_condition_is_told(rules) -> None:
    later = edited(("{training: {is: main}}", "{training: {is_not: none}}"))
    assert told(rules, later) == [
        "Regel ”För sent”: nivå 2, villkor: utbildning: huvuddelen → utbildning: inte ingen del"
    ]


def test_an_added_part_of_a_condition_is_told_by_itself(rules) -> None:
    later = edited(
        ("{training: {is: main}}]", "{training: {is: main}}, {amount: {at_least: 500000}}]"),
        ("training: none}, status: not_met", "training: none, amount: 1}, status: not_met"),
    )
    assert told(rules, later)[0] == (
        "Regel ”För sent”: nivå 2, villkor tillagt: sökt belopp: minst 500\xa0000\xa0kr"
    )


def test_a_sentence_changed_in_the_other_language_alone_is_told_in_that_language(rules) -> None:
    later = edited(('en: "Judge."', 'en: "Assess."'))
    assert told(rules, later) == ["Regel ”För sent”: nivå 2, mening på engelska: ”Judge.” → ”Assess.”"]


def test_a_limit_without_a_label_is_told_by_its_name() -> None:
    short = "constants: {max_years: {label: {sv: högsta antal år, en: most years}, values: [{value: 3}]}}"
    before, after = edited((short, "constants: {max_years: 3}")), edited((short, "constants: {max_years: 2}"))
    assert told(before, after) == ["Gräns ”max_years”: värde: 3 → 2 (berör: För sent)"]


def test_effect_and_sentence_are_told_with_old_and_new(rules) -> None:
    later = edited(
        ("effect: refer\n        when", "effect: note\n        when"),
        ("Bedöm.", "Notera."),
        ("effect: refer}", "effect: note}"),
    )
    assert "Regel ”För sent”: nivå 2, följd: Lämnar att bedöma → Noterar" in told(rules, later)
    assert "Regel ”För sent”: nivå 2, mening: ”Bedöm.” → ”Notera.”" in told(rules, later)


def test_words_of_a_derivation_are_told_one_by_one(rules) -> None:
    later = edited(('["drift", "lön*"]', '["drift", "hyra", "lokal*"]'))
    assert told(rules, later) == [
        "Uppgift ”ord om drift”: words, tillagt: hyra, lokal* (berör: För sent)",
        "Uppgift ”ord om drift”: words, borttaget: lön* (berör: För sent)",
    ]


def test_a_new_rule_and_a_new_order_are_told(rules) -> None:
    second = RULES[RULES.index("  - id: late") :]
    other = second.replace("id: late", "id: other").replace("För sent", "Annan").replace("years", "months")
    months = RULES[RULES.index("  years:") : RULES.index("  amount:")].replace("years", "months")
    both = read_rule_file(
        (RULES.rstrip() + "\n" + other.replace("{months}", "{years}"))
        .replace("  amount:", months + "  amount:", 1)
        .replace("{constant: max_months}", "{constant: max_years}")
        .replace("{max_months}", "{max_years}")
    )
    assert "Regel ”Annan”: ny" in told(rules, both)
    assert "Regel ”Annan”: borttagen" in told(both, rules)


def test_the_order_of_parts_is_no_difference() -> None:
    one, two = Compare("a", Operator.IS, True), Compare("b", Operator.AT_LEAST, 3)
    assert compare_conditions(All((one, two)), All((two, one))) == ()
    assert compare_conditions(Not(Any((one, two))), Not(Any((two, one)))) == ()


def test_the_value_of_a_named_constant_is_no_difference_of_the_condition() -> None:
    before = Compare("a", Operator.AT_MOST, 3, "max_years")
    assert compare_conditions(before, Compare("a", Operator.AT_MOST, 2, "max_years")) == ()
    assert len(compare_conditions(before, Compare("a", Operator.AT_MOST, 2))) == 1
