"""The sheet of a version says everything that its rules decide, in either language, and shows nothing as markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen_shared.texts.catalogue import shipped
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.sheets.rule_sheet import write_html_sheet, write_markdown_sheet, write_template
from tests.unit.scoring.test_rule_differences import RULES

SHIPPED = sorted((Path(__file__).parents[3] / "scoring_service" / "rule_sets").glob("stockholm-20??.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_rule_sentence_and_source_stands_in_the_sheet(path: Path, language) -> None:
    rules = read_rule_file(path)
    sheet = write_markdown_sheet(rules, language).replace("\\", "")
    for rule in (*rules.rules, *rules.criteria):
        assert getattr(rule.title, language) in sheet
        assert rule.source.quote in sheet
        for level in rule.levels:
            assert write_template(rules, level.text, language) in sheet
    for note in rules.process:
        assert getattr(note.text, language) in sheet
    for fact in rules.facts.values():
        assert getattr(fact.label, language) in sheet


def test_conditions_are_read_as_lines() -> None:
    sheet = write_markdown_sheet(read_rule_file(RULES), "sv")
    assert "- projektår: mer än 3 (högsta antal år)" in sheet
    assert "- Något av detta gäller:\n  - ord om drift: ja\n  - utbildning: huvuddelen" in sheet
    assert "Högst ‹högsta antal år› år." in sheet


def test_what_a_rule_owner_writes_is_never_markup() -> None:
    rules = read_rule_file(RULES.replace("Bedöm.", "Bedöm <b>*nu*</b>."))
    assert "<b>" not in write_html_sheet(rules, "sv")
    assert "&lt;b&gt;*nu*" in write_html_sheet(rules, "sv")
    assert "Bedöm \\<b\\>\\*nu\\*\\</b\\>." in write_markdown_sheet(rules, "sv")


def test_every_way_to_derive_a_fact_is_described() -> None:
    assert [name for name in KINDS if not shipped().knows(f"derivation.{name}")] == []
