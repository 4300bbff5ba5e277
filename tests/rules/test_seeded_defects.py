"""Every seeded defect of a rule file is found on its line, alone and beside others; sound files give no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring_service.rule_files.faults import PlacedFault
from scoring_service.rule_files.read_rule_file import check_rule_file, read_rule_file
from tests.rules.seeded_defects import BASE, Defect, Expected, all_defects
from tests.stages.plain_words import unplain_words

DEFECTS = {defect.title: defect for defect in all_defects()}
SOUND = BASE.read_text("utf-8")
SHIPPED = sorted(
    path
    for path in (Path(__file__).parents[2] / "scoring_service" / "rule_sets").glob("*.yaml")
    if not path.stem.endswith(".cases")
)
FEWEST = 100
TEN = (
    "a version that is no whole number",
    "a value like the one before",
    "a class of letters",
    "a placeholder in a title",
    "a source without its wording",
    "two parts that exclude each other",
    "no undetermined case",
    "a case with the wrong effect",
    "a word that the choice does not have",
    "a criterion's case that gives other points",
)


def is_told(expected: Expected, line: int, fault: PlacedFault) -> bool:
    """Whether a fault is the expected one, on its line and in both languages."""
    return (
        fault.line == line
        and fault.severity == expected.severity
        and expected.sv in fault.sv
        and expected.en in fault.en
    )


def left_over(defect: Defect, text: str, faults: list[PlacedFault]) -> list[PlacedFault]:
    """The faults beyond those expected, each of which is found once."""
    left = list(faults)
    for line, expected in zip(defect.lines(text), defect.expected, strict=True):
        found = next((fault for fault in left if is_told(expected, line, fault)), None)
        assert found is not None, (line, expected, faults)
        left.remove(found)
    return left


def test_the_corpus_is_large() -> None:
    assert len(DEFECTS) == len(all_defects()) >= FEWEST


@pytest.mark.parametrize("title", DEFECTS)
def test_a_defect_is_found_on_its_line_and_nothing_else(title: str) -> None:
    defect = DEFECTS[title]
    text = defect.text(SOUND)
    faults = check_rule_file(text)
    assert left_over(defect, text, faults) == []
    assert [
        words for fault in faults for told in (fault.sv, fault.en) for words in unplain_words(told, text)
    ] == []


def test_ten_defects_at_once_are_all_found_and_nothing_else() -> None:
    text = SOUND
    for title in TEN:
        text = DEFECTS[title].text(text)
    left = check_rule_file(text)
    for title in TEN:
        left = left_over(DEFECTS[title], text, left)
    assert left == []


def test_problems_stand_in_the_files_order() -> None:
    text = SOUND
    for title in TEN:
        text = DEFECTS[title].text(text)
    lines = [fault.line for fault in check_rule_file(text)]
    assert lines == sorted(lines)


@pytest.mark.parametrize("path", [BASE, *SHIPPED], ids=lambda path: path.stem)
def test_a_sound_rule_file_gives_neither_error_nor_warning(path: Path) -> None:
    assert check_rule_file(path) == []


@pytest.mark.parametrize(
    "title",
    [title for title, defect in DEFECTS.items() if all(e.severity == "warning" for e in defect.expected)],
)
def test_warnings_alone_refuse_no_file(title: str) -> None:
    assert read_rule_file(DEFECTS[title].text(SOUND)).name == "made-2025"
