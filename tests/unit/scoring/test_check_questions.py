"""What a call asks is held against what the rules take before any application is judged."""

from __future__ import annotations

from typing import Any

import pytest

from prescreen_shared.shapes.call import AskedQuestion
from scoring_service.domain.call_fit import find_misfits
from scoring_service.domain.condition import Compare, FactType, Operator
from scoring_service.domain.judge import RulesRefusedError
from scoring_service.domain.judge_application import check_questions
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.engine.judge import EngineJudge
from tests.stages.made_rule_sets import made_fact, made_rule, made_rule_set, same
from tests.unit.scoring.make_facts import derive, make_application, make_call

TRAINING = made_fact("staff_training", FactType.CHOICE, choices=("none", "part", "main"))
WORDS = FactDeclaration(
    "words", FactType.BOOLEAN, same("words"), kind="says_something", settings={"fields": ["answers.it"]}
)


@pytest.mark.parametrize(
    ("fact", "question"),
    [
        (TRAINING, AskedQuestion("staff_training", "choice", ("none", "main"))),
        (TRAINING, AskedQuestion("another", "text")),
        (made_fact("n", FactType.AMOUNT), AskedQuestion("n", "integer")),
        (made_fact("t", FactType.TEXT), AskedQuestion("t", "text_list")),
        (WORDS, AskedQuestion("it", "text")),
        (made_fact("title", FactType.TEXT, stated_in="title"), AskedQuestion("title", "boolean")),
    ],
)
def test_a_question_that_fits_its_fact_is_no_problem(fact: FactDeclaration, question: AskedQuestion) -> None:
    assert list(check_questions(made_rule_set([fact], []), make_call(questions=(question,)))) == []


@pytest.mark.parametrize(
    ("fact", "question", "fitting"),
    [
        (TRAINING, AskedQuestion("staff_training", "text"), "choice with choices among: none, part, main"),
        (TRAINING, AskedQuestion("staff_training", "choice", ("none", "all")), "among: none, part, main"),
        (made_fact("n", FactType.INTEGER), AskedQuestion("n", "boolean"), "takes integer"),
        (made_fact("t", FactType.TEXT), AskedQuestion("t", "boolean"), "takes text / choice / text_list"),
        (WORDS, AskedQuestion("it", "integer"), "takes text / choice / text_list"),
    ],
)
def test_a_misfit_names_question_fact_and_what_would_fit(
    fact: FactDeclaration, question: AskedQuestion, fitting: str
) -> None:
    (problem,) = check_questions(made_rule_set([fact], []), make_call(questions=(question,)))

    assert f"question {question.key} is {question.type}" in problem.en
    assert f"fact {fact.name} takes" in problem.en
    assert fitting in problem.en
    assert f"fråga {question.key}" in problem.sv


SEVERAL = FactDeclaration(
    "for_the_young",
    FactType.BOOLEAN,
    same("for the young"),
    kind="answer_has",
    settings={"fields": ["answers.groups"], "any_of": ["children", "youth"]},
)
GROUPS = AskedQuestion("groups", "choices", ("children", "youth", "adults"))


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ((), []),
        ((GROUPS,), []),
        ((AskedQuestion("group", "text"),), [("question_not_asked", "groups", None)]),
        ((AskedQuestion("groups", "choices", ("children",)),), [("choice_not_offered", "groups", "youth")]),
    ],
)
def test_an_answer_that_no_question_gives_is_told(
    questions: tuple[AskedQuestion, ...], told: list[tuple[str, str, str | None]]
) -> None:
    rules = made_rule_set([SEVERAL], [made_rule(Compare("for_the_young", Operator.IS, True))])
    found = find_misfits(rules, make_call(questions=questions))

    assert [
        (each.code, each.values["question"], each.values.get("choice"))
        for each in found
        if "question" in each.values
    ] == told


def test_a_choice_that_a_rule_compares_with_and_no_question_offers_is_told() -> None:
    rules = made_rule_set([TRAINING], [made_rule(Compare("staff_training", Operator.IS, "main"))])
    offered = AskedQuestion("staff_training", "choice", ("none", "part"))
    (found,) = (
        each for each in find_misfits(rules, make_call(questions=(offered,))) if "choice" in each.values
    )

    assert (found.code, found.values["choice"]) == ("choice_not_offered", "main")


def test_several_choices_are_no_text_and_a_text_is_no_choices() -> None:
    (problem,) = check_questions(
        made_rule_set([SEVERAL], []), make_call(questions=(AskedQuestion("groups", "text"),))
    )
    assert "takes choice / choices" in problem.en


@pytest.mark.parametrize(
    ("answer", "value", "quoted"),
    [
        (["adults", "youth"], True, ["youth"]),
        (["adults"], False, ["adults"]),
        ("children", True, ["children"]),
        (None, None, []),
        ([], None, ["–"]),
        ("vet ej", None, ["vet ej"]),
    ],
)
def test_a_rule_can_ask_for_one_of_several_choices(
    answer: Any, value: bool | None, quoted: list[str]
) -> None:
    fact = derive(SEVERAL, make_application(answers={"groups": answer}))

    assert (fact.value, [words.quote for words in fact.evidence]) == (value, quoted)
    assert fact.missing == (() if value is not None else ("answers.groups",))


def test_no_call_is_looked_at_by_rules_that_cannot_take_its_answers() -> None:
    judge = EngineJudge(made_rule_set([TRAINING], []))
    try:
        with pytest.raises(RulesRefusedError, match=r"staff_training.*\(the call's question"):
            judge.view_call(make_call(questions=(AskedQuestion("staff_training", "text"),)), [])
    finally:
        judge.close()
