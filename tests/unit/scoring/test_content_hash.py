"""The hash of a rule set: the same whatever the code calls its parts, another when anything that it says differs.

The sentences of the product itself, which verdicts keep too, are known by the number of the derivation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from inspect import getmembers, getsource, isclass
from pathlib import Path

import pytest

from prescreen_shared.written import canonical_sha256
from scoring_service.domain import condition, finding, rule_set
from scoring_service.domain.derive.kinds import DERIVATION
from scoring_service.rule_files import read_rule_file as reading
from scoring_service.rule_files.read_rule_file import read_rule_file

ROOT = Path(__file__).parents[3]
KEPT = {
    "scoring_service/rule_sets/stockholm-2015.yaml": "355eb22f778979cb6065f23dc61b681979c8ebde52db025c5b5f479488417900",
    "scoring_service/rule_sets/stockholm-2018.yaml": "e0f2bd57e132649153b921ff2eead1d272303d089679db7565f278885f946d9c",
    "scoring_service/rule_sets/stockholm-2020.yaml": "0b5d02933ae597256bd7e45e1dc5f1d4748e1bf3582ecb1e15f9caf237d5b3b2",
    "scoring_service/rule_sets/stockholm-2022.yaml": "235eb50248714ba6049ae12d48211fb67a1b474ec7c23774b826168bacbe3e60",
    "tests/rules/defects/base.yaml": "6affee0adc3087503c1e3a8054488ed444466e94df0b0e0ce90d1d68e6ba0b51",
}
"""Hashes under which databases keep versions and verdicts; a change of the code never changes one."""
OWN_SENTENCES = {3: "636afad36b6b29386b01f7f44c3e52051774753f7cb0524128fbec7efdf1ce86"}
"""What the product's own findings say, by the number of the derivation: verdicts keep these sentences, and replay writes them again."""
PARTS = [
    part
    for module in (condition, rule_set)
    for _, part in getmembers(module, isclass)
    if part.__module__ == module.__name__ and is_dataclass(part) and part is not condition.Fact
]


@pytest.mark.parametrize(("path", "sha256"), KEPT.items())
def test_a_kept_version_is_known_by_its_hash(path: str, sha256: str) -> None:
    assert read_rule_file(ROOT / path).sha256 == sha256


@pytest.fixture
def renamed() -> Iterator[None]:
    """Every class that a rule set is made of under another name."""
    names = {part: (part.__name__, part.__qualname__) for part in PARTS}
    for part in PARTS:
        part.__name__ = part.__qualname__ = f"Renamed{part.__name__}"
    yield
    for part, (name, path) in names.items():
        part.__name__, part.__qualname__ = name, path


@pytest.mark.usefixtures("renamed")
def test_the_hash_stays_when_every_class_is_renamed() -> None:
    assert "RenamedAny" in repr(condition.Any(()))
    assert {path: read_rule_file(ROOT / path).sha256 for path in KEPT} == KEPT


def test_everything_that_a_rule_set_says_is_part_of_its_hash() -> None:
    said = {each.name for part in PARTS for each in fields(part)} - {"sha256"}
    said.remove("level")  # Files of cases name one; a case that stands with its ground does not.
    _, _, hashing = getsource(reading).partition("def _content_hash")
    nodes = list(ast.walk(ast.parse(f"def _content_hash{hashing}")))
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    read |= {node.name for node in nodes if isinstance(node, ast.MatchAs) and node.name}
    assert said <= read


def test_the_products_own_sentences_change_with_the_derivation_only() -> None:
    own = (finding.screening_fault(), finding.incomplete_application(()), finding.engine_difference(("a",)))
    said = canonical_sha256([[each.text.sv, each.text.en, each.source.quote] for each in own])
    assert OWN_SENTENCES.get(DERIVATION) == said, (
        "sentences that verdicts keep have changed: raise DERIVATION"
    )
