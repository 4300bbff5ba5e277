"""The place of each part of a condition in its file: what is said to stand there does stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

import scoring_service
from prescreen_shared.shapes.verdict import Sentence
from scoring_service.case_files.columns import RulePlaces
from scoring_service.domain.cases.case import grounds_by_key
from scoring_service.domain.cases.mutants import Mutant
from scoring_service.domain.condition import All, Any, Compare, IsStated, Not, parts_of
from scoring_service.rule_files.read_rule_file import read_rule_file

FOLDER = Path(scoring_service.__file__).parent / "rule_sets"
RULE_FILES = sorted(path for path in FOLDER.glob("*.yaml") if "." not in path.stem)


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_every_part_of_every_condition_is_found_where_it_stands(path: Path) -> None:
    text = path.read_text("utf-8")
    lines, places, found = text.splitlines(), RulePlaces(text), 0
    for subject in grounds_by_key(read_rule_file(path)).values():
        for level, content in enumerate(subject.levels):
            for number, part in enumerate(parts_of(content.when)):
                mutant = Mutant(subject, "part", Sentence("", ""), level, number)
                line, column, _ = places.of_mutant(mutant)
                there = lines[line - 1][column - 1 :]
                found += 1
                if there.startswith(("answer:", "- answer:")):
                    # What a declared disagreement adds by itself is written nowhere: it stands with the whole.
                    assert isinstance(part, All | IsStated)
                    continue
                match part:
                    case Compare():
                        assert there.startswith(f"{part.operator.value}:")
                    case IsStated():
                        assert there.startswith(f"is_stated: {str(part.expected).lower()}")
                    case Not():
                        assert there.startswith("not:")
                    case Any():
                        assert there.startswith("any:")
                    case All():
                        # Several keys of one mapping are an ``all`` that is written nowhere: it stands where they begin.
                        assert there.startswith(("all:", "when:", "told:", "{", *subject_facts(part)))
    assert found > 20


def subject_facts(whole: All) -> tuple[str, ...]:
    """Name the facts of the parts, one of which stands first."""
    return tuple(f"{part.fact}:" for part in parts_of(whole) if isinstance(part, Compare | IsStated))
