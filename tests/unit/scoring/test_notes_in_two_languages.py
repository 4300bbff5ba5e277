"""A note for whoever reads the rules may stand in both languages, and is then shown in the reader's own."""

from __future__ import annotations

import pytest

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.texts.catalogue import Language
from scoring_service.domain.differences import compare_rule_sets
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.sheets.differences import DifferenceWriter
from scoring_service.sheets.rule_sheet import write_html_sheet, write_markdown_sheet
from tests.unit.scoring.rule_file_texts import WHOLE_FILE

SHOWS = "    shows: [place]\n"
BOTH = '    note: {sv: "Praxis, ingen regel.", en: "Practice, no rule."}\n'


def with_note(line: str) -> str:
    return WHOLE_FILE.replace(SHOWS, SHOWS + line, 1)


def test_a_note_is_kept_as_it_stands_or_in_both_languages() -> None:
    assert read_rule_file(with_note("    note: Praxis\n")).rules[0].note == "Praxis"
    assert read_rule_file(with_note(BOTH)).rules[0].note == Sentence(
        "Praxis, ingen regel.", "Practice, no rule."
    )
    assert read_rule_file(with_note("    note: null\n")).rules[0].note is None


@pytest.mark.parametrize(
    ("language", "shown", "hidden"),
    [
        ("sv", "Praxis, ingen regel.", "Practice, no rule."),
        ("en", "Practice, no rule.", "Praxis, ingen regel."),
    ],
)
def test_the_sheet_shows_the_note_of_its_language(language: Language, shown: str, hidden: str) -> None:
    rules = read_rule_file(with_note(BOTH))
    for sheet in (write_markdown_sheet(rules, language), write_html_sheet(rules, language)):
        assert shown in sheet.replace("\\", "")
        assert hidden not in sheet.replace("\\", "")


def test_a_note_that_is_changed_is_told_in_words() -> None:
    before, after = read_rule_file(with_note("    note: Praxis\n")), read_rule_file(with_note(BOTH))
    found = DifferenceWriter(before, after, "sv").write(compare_rule_sets(before, after))

    assert ["Praxis" in each.sentence and "Praxis, ingen regel." in each.sentence for each in found] == [True]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("    note: {sv: Praxis}\n", "rules[0].note.en"),
        ("    note: {sv: Praxis, en: Practice, de: Praxis}\n", "rules[0].note.de"),
        ("    note: [Praxis]\n", "rules[0].note"),
        ('    note: ""\n', "rules[0].note"),
    ],
)
def test_a_note_that_is_neither_is_told_at_its_place(line: str, path: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        read_rule_file(with_note(line))

    assert [fault.path for fault in caught.value.faults] == [path]
