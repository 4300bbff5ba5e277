"""What is said to an officer asks or tells what to do, and what the board could be told stands apart."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from typing import Final

import pytest

from prescreen_shared.shapes.verdict import Evidence, Finding
from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import Compare, Fact, FactType, Operator
from scoring_service.domain.evaluate import Decision
from scoring_service.domain.finding import FindingWriter
from scoring_service.domain.rule_set import Level, RuleSet
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set, same

ASKS: Final = {
    "sv": re.compile(r"(^|[.;\]] )(bedöm|kontrollera|fråga|begär)\b|\?", re.IGNORECASE),
    "en": re.compile(r"(^|[.;\]] )(assess|check|ask)\b|\?", re.IGNORECASE),
}
LEAD_INS: Final = re.compile(
    "motivering|statement of reasons|till handläggare|to a case officer", re.IGNORECASE
)
SHIPPED: Final = [
    read_rule_file(resources.files("scoring_service") / "rule_sets" / f"stockholm-{year}.yaml")
    for year in (2015, 2018, 2020, 2022)
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("rule_set", SHIPPED, ids=lambda each: each.name)
def test_what_is_left_to_assess_asks_or_tells_what_to_do(rule_set: RuleSet, language: str) -> None:
    referring = [level for rule in rule_set.rules for level in rule.levels if level.effect is Effect.REFER]
    assert referring
    said = [level.text.said(language) for level in referring]
    assert [text for text in said if not ASKS[language].search(text) or LEAD_INS.search(text)] == []
    reasons = [level.possible_reason.said(language) for level in referring if level.possible_reason]
    assert [text for text in reasons if not text.startswith(("Avslag", "Refusal"))] == []


def _found(status: FindingStatus) -> Finding:
    level = Level(
        Effect.REFER,
        Compare("told", Operator.IS, True),
        same("Bedöm det."),
        possible_reason=same("Avslag, {told.words:quote}."),
    )
    rule = made_rule(level)
    rule_set = made_rule_set([made_fact("told", FactType.BOOLEAN)], [rule])
    facts = {"told": Fact(True, details={"words": ["vi kör på."]})}
    decision = Decision(status, Effect.REFER, 0, (), level.text, 0, 0)
    return FindingWriter(rule_set, facts, {"told": True}).write(rule, decision)


def test_a_met_ground_gives_its_possible_reason_filled_in() -> None:
    assert _found(FindingStatus.MET).possible_reason == same("Avslag, ”vi kör på.”")
    assert _found(FindingStatus.MET).text == same("Bedöm det.")


def test_a_ground_that_cannot_be_decided_gives_none() -> None:
    assert _found(FindingStatus.UNDETERMINED).possible_reason is None


@pytest.mark.parametrize(
    ("effect", "told", "quotes"),
    [
        (Effect.REFUSE, True, ["ja", "vi kör på som förut"]),
        (Effect.REFUSE, False, ["ja"]),
        (Effect.REFER, True, ["ja"]),
    ],
)
def test_a_refusal_by_an_answer_shows_the_words_of_the_text_that_confirm_it(
    effect: Effect, told: bool, quotes: list[str]
) -> None:
    by_answer = Level(effect, Compare("answered", Operator.IS, True), same("Avslag."))
    by_text = Level(Effect.NOTE, Compare("told", Operator.IS, True), same("Texten säger det."))
    rule = made_rule(by_answer, by_text)
    reads_text = replace(made_fact("told", FactType.BOOLEAN), settings={"fields": ["description"]})
    rule_set = made_rule_set([made_fact("answered", FactType.BOOLEAN), reads_text], [rule])
    facts = {
        "answered": Fact(True, (Evidence("answers.extends", "ja"),)),
        "told": Fact(told, (Evidence("description", "vi kör på som förut"),)),
    }
    decision = Decision(FindingStatus.MET, effect, 0, (), by_answer.text, 0, 0)
    found = FindingWriter(rule_set, facts, {"answered": True, "told": told}).write(rule, decision)
    assert [words.quote for words in found.evidence] == quotes
