"""The reading aid: hints from the rule file's own examples, never a finding, the same in any round."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import Evidence, Finding, Sentence, Source
from prescreen_shared.statuses import Decided, Effect, FindingStatus
from scoring_service.commands.precedents import precedents
from scoring_service.domain.differences import compare_rule_sets
from scoring_service.domain.reading_aid import ReadingAid
from scoring_service.domain.rule_set import Precedent, RuleSet
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.unit.scoring.rule_file_texts import WHOLE_FILE

TRAINING = "    reads_like: ['Alla medarbetare får gå en kurs i metoden.', 'Pengarna går till föreläsare åt personalen.']\n"
LECTURES = "En föreläsare går en kurs i metoden med medarbetarna."
DECIDED = Precedent(
    "T1-5",
    2018,
    Decided.REFUSED,
    "Terapihund",
    "En terapihund besöker äldreboendet och sprider glädje hos de boende.",
    words="Avslag, bör ingå i ordinarie verksamhet.",
)


def rules_with(added: str) -> RuleSet:
    head, mark, tail = WHOLE_FILE.partition("    text_undetermined:")
    return read_rule_file(head + added + mark + tail)


def an_application(description: str, title: str = "Ett projekt", grant_type: str = "project") -> Application:
    content: dict[str, Any] = {
        "application_id": "1",
        "revision": 1,
        "reference": "A1",
        "registration_number": None,
        "submitted_at": None,
        "applicants": ["A"],
        "unit": None,
        "grant_type": grant_type,
        "title": title,
        "description": description,
        "requested_amount": None,
        "earlier_grants": None,
        "answers": {},
    }
    return read(Application, content)


def a_finding(rule: str, status: FindingStatus, *evidence: Evidence) -> Finding:
    said = Sentence("x", "x")
    return Finding(rule, Effect.REFER, status, said, {}, (), evidence, Source("d", "q"))


@pytest.fixture
def rules() -> RuleSet:
    return rules_with(TRAINING)


def test_a_sentence_in_other_words_is_shown_with_its_quote(rules: RuleSet) -> None:
    told = f"Vi har en lokal i Kista. {LECTURES} Därefter äter vi alla middag."
    (hint,) = ReadingAid(rules).hints_for(an_application(told), (), 2018)
    assert (hint.rule, hint.precedent) == (rules.rules[0].id, None)
    assert hint.evidence == (Evidence("description", LECTURES),)
    assert 30 <= hint.likeness <= 100
    assert rules.rules[0].title.sv in hint.text.sv


def test_two_sentences_in_a_row_tell_together_what_neither_tells_alone(rules: RuleSet) -> None:
    aid, halves = ReadingAid(rules), ("Vi bjuder in en föreläsare från Lund.", "Sedan går personalen kurs.")
    (hint,) = aid.hints_for(an_application(" ".join(halves)), (), 2018)
    assert [each.quote for each in hint.evidence] == list(halves)
    apart = aid.hints_for(an_application(f"{halves[0]} Huset är gult. Barnen sjunger. {halves[1]}"), (), 2018)
    assert apart == () or apart[0].likeness < hint.likeness


def test_a_compound_is_read_as_what_it_is_made_of(rules: RuleSet) -> None:
    aid = ReadingAid(rules)
    (made_of,) = aid.hints_for(an_application("En föreläsare ger medarbetarna en metodkurs."), (), 2018)
    for other in aid.hints_for(an_application("En föreläsare ger medarbetarna en frukostbricka."), (), 2018):
        assert other.likeness < made_of.likeness


def test_what_any_application_says_is_no_hint(rules: RuleSet) -> None:
    told = "Alla medarbetare är med och föreläsare berättar om metoden."
    assert ReadingAid(rules).hints_for(an_application(told), (), 2018)
    anybodys = replace(rules, reads_like_any=("Medarbetare och föreläsare berättar om metoden för andra.",))
    assert ReadingAid(anybodys).hints_for(an_application(told), (), 2018) == ()


def test_no_more_than_two_grounds_are_shown_the_likest_first(rules: RuleSet) -> None:
    copies = [replace(rules.rules[0], id=f"r{number}") for number in range(3)]
    found = ReadingAid(replace(rules, rules=tuple(copies))).hints_for(an_application(LECTURES), (), 2018)
    assert [each.rule for each in found] == ["r0", "r1"]


def test_what_shares_no_words_gets_no_hint(rules: RuleSet) -> None:
    aid = ReadingAid(rules)
    assert aid.hints_for(an_application("Barnen odlar tomater på gården."), (), 2018) == ()
    assert aid.hints_for(an_application(""), (), 2018) == ()


def test_a_ground_that_is_raised_with_words_needs_no_hint_and_one_without_does(rules: RuleSet) -> None:
    aid, asked = ReadingAid(rules), an_application(LECTURES)
    rule, quote = rules.rules[0].id, Evidence("description", "x")
    assert not aid.hints_for(asked, (a_finding(rule, FindingStatus.MET),), 2018)
    assert not aid.hints_for(asked, (a_finding(rule, FindingStatus.UNDETERMINED, quote),), 2018)
    assert aid.hints_for(asked, (a_finding(rule, FindingStatus.UNDETERMINED),), 2018)
    assert aid.hints_for(asked, (a_finding(rule, FindingStatus.NOT_MET),), 2018)


def test_another_grant_type_gets_no_hint(rules: RuleSet) -> None:
    only = replace(rules, rules=tuple(replace(rule, grant_types=("project",)) for rule in rules.rules))
    aid, told = ReadingAid(only), LECTURES
    assert aid.hints_for(an_application(told), (), 2018)
    assert not aid.hints_for(an_application(told, grant_type="study_visit"), (), 2018)


def test_the_decided_application_most_like_it_is_told_with_the_boards_words(rules: RuleSet) -> None:
    other = replace(
        DECIDED,
        reference="T1-9",
        outcome=Decided.GRANTED,
        title="Odling",
        text="Barnen odlar tomater.",
        words=None,
    )
    aid = ReadingAid(replace(rules, precedents=(other, DECIDED)))
    asked = an_application("Vi vill låta en hund besöka de boende på ett äldreboende.")
    (hint,) = aid.hints_for(asked, (), 2019)
    assert (hint.rule, hint.precedent) == (None, "T1-5 (2018)")
    assert hint.text.sv == "Liknar T1-5 (2018), som fick avslag: ”Avslag, bör ingå i ordinarie verksamhet.”"
    (hint,) = aid.hints_for(an_application("Barnen odlar gurkor och tomater."), (), 2019)
    assert hint.text.sv == "Liknar T1-9 (2018), som beviljades."


def test_a_decision_of_the_same_round_or_a_later_one_is_never_shown(rules: RuleSet) -> None:
    aid = ReadingAid(replace(rules, precedents=(DECIDED,)))
    asked = an_application(DECIDED.text)
    assert aid.hints_for(asked, (), 2019)
    for year in (2018, 2017, None):
        assert aid.hints_for(asked, (), year) == ()


def test_how_a_text_is_written_changes_no_hint(rules: RuleSet) -> None:
    aid = ReadingAid(rules)
    plain = aid.hints_for(an_application(LECTURES), (), 2018)
    assert plain
    broken = aid.hints_for(
        an_application("En före\u00adläsare går en kurs i\nmetoden med medarbe-\ntarna."), (), 2018
    )
    assert [(each.rule, each.likeness) for each in plain] == [(each.rule, each.likeness) for each in broken]


def test_rules_without_examples_give_none_and_keep_their_hash() -> None:
    plain = read_rule_file(WHOLE_FILE)
    assert ReadingAid(plain).hints_for(an_application("Alla medarbetare får gå en kurs."), (), 2018) == ()
    assert plain.sha256 != rules_with(TRAINING).sha256


@pytest.mark.parametrize("written", ["    reads_like: ['En mening.']\n", "    reads_like: []\n"])
def test_one_sentence_is_too_few(written: str) -> None:
    with pytest.raises(RuleFileError) as refused:
        rules_with(written)
    assert "två till sex exempelmeningar" in refused.value.faults[0].sv


def test_sentences_that_any_application_has_are_part_of_the_hash_and_at_most_twenty() -> None:
    some, many = (f"\nreads_like_any: {['Barnen är med.'] * number}\n" for number in (1, 21))
    assert read_rule_file(WHOLE_FILE + some).reads_like_any == ("Barnen är med.",)
    assert read_rule_file(WHOLE_FILE + some).sha256 != read_rule_file(WHOLE_FILE).sha256
    with pytest.raises(RuleFileError) as refused:
        read_rule_file(WHOLE_FILE + many)
    assert "högst tjugo meningar" in refused.value.faults[0].sv


def test_changed_examples_and_precedents_are_differences(rules: RuleSet) -> None:
    plain = read_rule_file(WHOLE_FILE)
    assert [each.aspect for each in compare_rule_sets(plain, rules)] == ["reads_like"]
    anybodys = replace(plain, reads_like_any=("Barnen är med.",))
    assert [each.aspect for each in compare_rule_sets(plain, anybodys)] == ["reads_like_any"]
    decided = replace(plain, precedents=(DECIDED,))
    assert [each.aspect for each in compare_rule_sets(plain, decided)] == ["added"]
    changed = replace(plain, precedents=(replace(DECIDED, words=None),))
    assert [each.aspect for each in compare_rule_sets(decided, changed)] == ["words"]


def test_a_decided_round_becomes_precedents_that_a_rule_file_takes(tmp_path: Path) -> None:
    applications = [
        {"reference": "B-2", "title": "Hund", "description": "En hund.", "grant_type": "project"},
        {"reference": "B-1", "title": "Odling", "description": None, "grant_type": "project"},
        {"reference": "B-3", "title": "Utan beslut", "description": "x", "grant_type": "project"},
    ]
    decisions = [
        {"reference": "B-2", "outcome": "refused", "text": "Avslag,\nbör ingå i ordinarie verksamhet."},
        {"reference": "B-1", "outcome": "granted", "text": "100 000 kronor"},
    ]
    for name, content in {
        "call": {"grant_year": 2019},
        "applications": applications,
        "decisions": decisions,
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
    written = CliRunner().invoke(precedents, [str(tmp_path)])
    assert written.exit_code == 0, written.output
    found = read_rule_file(WHOLE_FILE + "\n" + written.output).precedents
    assert [(each.name, each.outcome, each.words) for each in found] == [
        ("B-1 (2019)", Decided.GRANTED, None),
        ("B-2 (2019)", Decided.REFUSED, "Avslag, bör ingå i ordinarie verksamhet."),
    ]
    (tmp_path / "call.json").write_text("{}")
    refused = CliRunner().invoke(precedents, [str(tmp_path)])
    assert (refused.exit_code, "B-1: year" in refused.output) == (1, True)
