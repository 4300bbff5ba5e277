"""Promises that what a shipped rule set names has a name for the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

import scoring_service
from prescreen_shared.texts.catalogue import shipped
from scoring_service.rule_files.read_rule_file import read_rule_file

FOLDER = Path(scoring_service.__file__).parent / "rule_sets"
RULE_SETS = sorted(path for path in FOLDER.glob("*.yaml") if "." not in path.stem)


@pytest.mark.parametrize("path", RULE_SETS, ids=lambda path: path.stem)
def test_every_fact_and_every_source_document_has_a_name(path: Path) -> None:
    rule_set = read_rule_file(path)
    sources = [rule.source for rule in (*rule_set.rules, *rule_set.call_rules) if rule.source]
    wanted = {f"fact.{name}" for name in rule_set.facts} | {
        f"document.{source.document}" for source in sources
    }
    assert {text_id for text_id in wanted if not shipped().knows(text_id)} == set()
