"""A rule declares which answer and which telling contradict each other; where both hold, a person is to look at both."""

from __future__ import annotations

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.rule_set import RuleSet
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.rules.screen_bundle import screen
from tests.unit.scoring.make_facts import make_application, make_call

FILE = """\
format: 1
name: made-2018
version: 1
title: {sv: Påhittad, en: Made}
facts:
  training: {type: boolean, stated_in: answers.training, label: {sv: utbildning, en: training}}
  other: {type: boolean, stated_in: answers.other, label: {sv: annat, en: other}}
  told: {type: boolean, derived: words, label: {sv: ord, en: words}, fields: [description], words: ["kurs"]}
rules:
  - id: training
    title: {sv: Utbildning, en: Training}
    levels:
      - {effect: refuse, when: {training: {is: true}}, text: {sv: Avslag., en: Refusal.}}
      - {effect: note, when: {other: {is_stated: true, is: true}, training: {is: false}}, text: {sv: Not., en: Note.}}
    disagreements:
      - answer: {training: {is: false}}
        told: {told: {is: true}}
    text_undetermined: {sv: Saknas., en: Missing.}
    source: {document: d, quote: q}
    cases:
      - {title: yes, facts: {training: true}, status: met, effect: refuse}
      - {title: both, facts: {training: false, told: true}, status: met, effect: refer}
      - {title: other, facts: {training: false, other: true, told: false}, status: met, effect: note}
      - {title: "no", facts: {training: false, told: false}, status: not_met}
      - {title: silent, facts: {told: false}, status: undetermined}
"""


def read(text: str = FILE) -> RuleSet:
    """Read the file."""
    return read_rule_file(text)


def test_an_answer_no_and_a_text_yes_are_referred_with_both_quoted() -> None:
    application = make_application(answers={"training": False}, description="Alla går en kurs.")
    verdict = screen(read(), make_call(), [application]).verdicts[application.reference]
    (finding,) = verdict.findings
    assert (finding.status, finding.effect) == (FindingStatus.MET, Effect.REFER)
    assert finding.text.sv == (
        "Svar och text säger olika. Svar: utbildning: nej. Text: ”kurs”. Fråga sökanden vad som gäller."
    )
    assert [(each.field, each.quote) for each in finding.evidence] == [
        ("answers.training", "nej"),
        ("description", "Alla går en kurs."),
    ]


def test_it_stands_after_what_refuses_and_before_what_notes() -> None:
    (rule,) = read().rules
    assert [level.effect for level in rule.levels] == [Effect.REFUSE, Effect.REFER, Effect.NOTE]


def test_levels_in_the_wrong_order_are_all_kept_so_that_only_their_order_is_at_fault() -> None:
    refuse, note = (line for line in FILE.splitlines(True) if "- {effect: " in line)
    assert refuse + note in FILE
    assert codes(FILE.replace(refuse + note, note + refuse)) == {"rules[0].levels"}


def test_an_answer_that_agrees_or_is_not_given_is_no_disagreement() -> None:
    for answers in ({"training": True}, {}):
        application = make_application(answers=answers, description="Alla går en kurs.")
        (finding,) = screen(read(), make_call(), [application]).verdicts[application.reference].findings
        assert not finding.text.sv.startswith("Svar och text")


def codes(text: str) -> set[str]:
    """Give the codes of what is wrong in a file."""
    try:
        read(text)
    except RuleFileError as error:
        return {each.path for each in error.faults}
    return set()


def test_an_answer_is_answered_and_a_telling_is_read() -> None:
    swapped = FILE.replace("answer: {training: {is: false}}", "answer: {told: {is: false}}")
    assert any(path.endswith("disagreements[0].answer") for path in codes(swapped))
    swapped = FILE.replace("told: {told: {is: true}}\n    text", "told: {training: {is: true}}\n    text")
    assert any(path.endswith("disagreements[0].told") for path in codes(swapped))
