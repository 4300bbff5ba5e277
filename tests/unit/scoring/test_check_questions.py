"""What a call asks is held against what the rules take before any application is judged."""

from __future__ import annotations

import pytest

from prescreen_shared.shapes.call import AskedQuestion
from scoring_service.domain.condition import FactType
from scoring_service.domain.judge import RulesRefusedError
from scoring_service.domain.judge_application import check_questions
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.engine.judge import EngineJudge
from tests.stages.made_rule_sets import made_fact, made_rule_set, same
from tests.unit.scoring.make_facts import make_call

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


def test_no_call_is_looked_at_by_rules_that_cannot_take_its_answers() -> None:
    judge = EngineJudge(made_rule_set([TRAINING], []))
    try:
        with pytest.raises(RulesRefusedError, match=r"staff_training.*\(the call's question"):
            judge.view_call(make_call(questions=(AskedQuestion("staff_training", "text"),)), [])
    finally:
        judge.close()
