"""What would change a finding is the smallest change of what is stated, and it holds when it is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prescreen_shared.shapes.application import Application, EarlierGrant
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.condition import Truth
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.evaluate import LevelKey, Referee
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import values_of
from scoring_service.domain.what_would_change import Question, apply_changes
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.unit.scoring.make_facts import make_application, make_call

RULES = """
format: 1
name: made-up
version: 1
title: {sv: Påhittad, en: Made up}
constants: {max_project_years: 3}
facts:
  project_year: {type: integer, derived: project_year, grant_type: project, sources: [applicant], prestudy_counts: true, label: {sv: projektår, en: project year}}
  amount_over_cap: {type: amount, derived: amount_over_cap, label: {sv: över taket, en: above the cap}}
  extends: {type: boolean, stated_in: answers.extends, label: {sv: utökning, en: extension}}
  develops: {type: boolean, stated_in: answers.develops, label: {sv: nytt arbetssätt, en: new way of working}}
  training: {type: choice, choices: [none, part, main], stated_in: answers.training, label: {sv: utbildning, en: training}}
  words: {type: boolean, derived: words, fields: [description], words: ["drift"], label: {sv: ord om drift, en: words on running}}
rules:
  - id: late-year
    title: {sv: Sent år, en: Late year}
    effect: refuse
    when: {project_year: {more_than: {constant: max_project_years}}}
    text: {sv: "År {project_year}.", en: "Year {project_year}."}
    text_undetermined: {sv: Okänt., en: Unknown.}
    source: {document: made-up, quote: made up}
    cases:
      - {title: fourth, facts: {project_year: 4}, status: met, effect: refuse}
      - {title: third, facts: {project_year: 3}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
  - id: above-cap
    title: {sv: Över taket, en: Above the cap}
    effect: note
    when: {amount_over_cap: {more_than: 0}}
    text: {sv: "Över.", en: "Above."}
    text_undetermined: {sv: Okänt., en: Unknown.}
    source: {document: made-up, quote: made up}
    cases:
      - {title: above, facts: {amount_over_cap: 1}, status: met, effect: note}
      - {title: at the cap, facts: {amount_over_cap: 0}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
  - id: running
    title: {sv: Drift, en: Running}
    effect: refuse
    when: {any: [{all: [{extends: {is: true}}, {not: {develops: {is: true}}}]}, {training: {is_one_of: [part, main]}}]}
    text: {sv: "Drift.", en: "Running."}
    text_undetermined: {sv: Okänt., en: Unknown.}
    source: {document: made-up, quote: made up}
    cases:
      - {title: running, facts: {extends: true, develops: false, training: none}, status: met, effect: refuse}
      - {title: new, facts: {extends: false, develops: true, training: none}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
  - id: words
    title: {sv: Ord, en: Words}
    effect: refer
    when: {words: {is: true}}
    text: {sv: "Ord.", en: "Words."}
    text_undetermined: {sv: Okänt., en: Unknown.}
    source: {document: made-up, quote: made up}
    cases:
      - {title: found, facts: {words: true}, status: met, effect: refer}
      - {title: none, facts: {words: false}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


@pytest.fixture(scope="module")
def rule_set():
    return read_rule_file(RULES)


def ask(rule_set, rule: str, call: CallFacts | None = None, **given):
    """Ask what would change a rule's finding on an application that states what is given."""
    application = make_application(**{"description": "En text.", "earlier_grants": (), **given})
    question = Question(rule_set, call or make_call(), application, CallContext())
    return question.find_remedies(rule), question


def test_the_amount_falls_to_the_cap_and_no_lower(rule_set) -> None:
    found, _ = ask(rule_set, "above-cap", requested_amount=7000)
    assert [(change.field, change.before, change.after) for change in found.remedies[0].changes] == [
        ("requested_amount", 7000, 5000)
    ]
    assert len(found.remedies) == 1


def test_one_earlier_grant_to_another_project_is_enough(rule_set) -> None:
    grants = tuple(EarlierGrant(year, "project", False, True) for year in (2015, 2016, 2017))
    answers = {"extends": False, "develops": True, "training": "none"}
    found, _ = ask(rule_set, "late-year", earlier_grants=grants, requested_amount=10, answers=answers)
    assert {remedy.changes[0].entry for remedy in found.remedies} == {0, 1, 2}
    assert all(len(remedy.changes) == 1 for remedy in found.remedies)
    assert {remedy.outcome for remedy in found.remedies} == {Outcome.ELIGIBLE}


def test_two_grants_must_go_where_five_years_are_stated(rule_set) -> None:
    grants = tuple(EarlierGrant(year, "project", False, True) for year in (2013, 2014, 2015, 2016))
    found, _ = ask(rule_set, "late-year", earlier_grants=grants)
    assert {len(remedy.changes) for remedy in found.remedies} == {2}


def test_two_answers_are_changed_only_where_one_is_not_enough(rule_set) -> None:
    answers = {"extends": True, "develops": False, "training": "none"}
    found, _ = ask(rule_set, "running", answers=answers)
    assert [[change.field for change in remedy.changes] for remedy in found.remedies] == [
        ["answers.extends"],
        ["answers.develops"],
    ]
    found, _ = ask(rule_set, "running", answers=answers | {"training": "main"})
    assert all(len(remedy.changes) == 2 for remedy in found.remedies)
    assert all(
        remedy.changes[-1].after == "none" or remedy.changes[0].after == "none" for remedy in found.remedies
    )


def test_what_is_not_stated_can_be_stated(rule_set) -> None:
    found, _ = ask(rule_set, "running", answers={"extends": False})
    assert [(change.field, change.before, change.after) for change in found.remedies[0].changes] == [
        ("answers.training", None, "none")
    ]


def test_words_in_the_text_are_not_to_be_taken_out(rule_set) -> None:
    found, _ = ask(rule_set, "words", description="Pengarna går till drift.")
    assert found.remedies == ()
    assert found.rests_on == ("words",)


def test_an_unknown_rule_is_named(rule_set) -> None:
    with pytest.raises(LookupError, match="no rule nowhere"):
        ask(rule_set, "nowhere")


def test_every_remedy_holds_when_it_is_made_and_no_part_of_it_is_enough(rule_set) -> None:
    answers = {"extends": True, "develops": False, "training": "main"}
    found, question = ask(rule_set, "running", answers=answers)
    assert found.remedies
    for remedy in found.remedies:
        assert remedy.status is FindingStatus.NOT_MET
        assert truth_after(question, remedy.changes) is Truth.FALSE
        for left_out in range(len(remedy.changes)):
            rest = (*remedy.changes[:left_out], *remedy.changes[left_out + 1 :])
            assert truth_after(question, rest) is not Truth.FALSE


def truth_after(question: Question, changes) -> Truth:
    """Judge the rule ``running`` by itself, apart from how remedies are found."""
    application: Application = apply_changes(question.application, changes)
    facts = derive_facts(question.rule_set, question.call, application, question.context)
    return Referee(question.rule_set).evaluate(values_of(question.rule_set, facts))[LevelKey("running", 0)]


def test_the_application_itself_is_never_changed(rule_set) -> None:
    found, question = ask(rule_set, "running", answers={"extends": True})
    before = replace(question.application)
    apply_changes(question.application, found.remedies[0].changes)
    assert question.application == before
