"""The hash of a rule set: the same whatever the code calls its parts, another when anything that it says differs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from inspect import getmembers, getsource, isclass
from pathlib import Path

import pytest

from scoring_service.domain import condition, rule_set
from scoring_service.rule_files import read_rule_file as reading
from scoring_service.rule_files.read_rule_file import read_rule_file

ROOT = Path(__file__).parents[3]
KEPT = {
    "scoring_service/rule_sets/stockholm-2015.yaml": "5d13e26247bf149589a06bf69b22fce79088b82c864268c440bb63d387bd321b",
    "scoring_service/rule_sets/stockholm-2018.yaml": "bcd8ddde4e858f9318209be56b77f509178a21dc0d6cff6c1b34b9dd2dabdec2",
    "scoring_service/rule_sets/stockholm-2020.yaml": "65a5e28d262c8cf392bd1dbbb3968f410bbae970e97bb158a8272f22b1803c45",
    "scoring_service/rule_sets/stockholm-2022.yaml": "2de1784302e539ed3092e659158a147641a88345f99d1d3bc8c4be3a9b0f4394",
    "tests/rules/defects/base.yaml": "6affee0adc3087503c1e3a8054488ed444466e94df0b0e0ce90d1d68e6ba0b51",
}
"""Hashes under which databases keep versions and verdicts; a change of the code never changes one."""
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
