"""The two descriptions of the rule language name everything that the code has, in tables of its own words, and their examples hold."""

from __future__ import annotations

import re

import pytest

from prescreen.commands.rules import FILE_VERBS
from prescreen_shared.shapes.declaring import Words
from prescreen_shared.statuses import Effect, FindingStatus
from prescreen_shared.texts.catalogue import Language
from scoring_service.domain.condition import OPERATORS_OF, FactType
from scoring_service.domain.derive.administrations import ADMINISTRATION_STANDING
from scoring_service.domain.derive.kind import FIELDS, settings_of
from scoring_service.domain.derive.plain_facts import AFTER, BEFORE, NOT_RECORDED, WITHIN
from scoring_service.domain.derive.register import SECTIONS
from scoring_service.domain.sentence import Format
from scoring_service.domain.wording.patterns import GAP, SHORTEST_STUB, WIDEST_GAP
from scoring_service.rule_files.parse_facts import RESERVED
from scoring_service.rule_files.read_rule_file import check_rule_file
from scoring_service.rule_files.read_yaml import read_yaml
from tests.stages.rule_language_tables import DOCUMENTS, HEADS, SHAPES, TABLE, fill

YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
LANGUAGES = pytest.mark.parametrize("language", sorted(DOCUMENTS))
WAYS = settings_of(ADMINISTRATION_STANDING.settings)["way"].kind.mark(Words)
assert WAYS is not None


def read(language: Language) -> str:
    """The description in one language."""
    return DOCUMENTS[language].read_text(encoding="utf-8")


@LANGUAGES
def test_the_tables_are_as_the_code_has_them(language: Language) -> None:
    assert fill(read(language), language) == read(language), (
        "run: python -m tests.stages.rule_language_tables"
    )


@LANGUAGES
def test_no_table_is_left_out(language: Language) -> None:
    expected = {f"keys:{part}" for part in SHAPES} | (set(HEADS[language]) - {"keys"})
    assert set(TABLE.findall(read(language))) == expected


@LANGUAGES
@pytest.mark.parametrize(
    "words",
    [
        [kind.value for kind in FactType],
        [f"`{operator}`" for operators in OPERATORS_OF.values() for operator in operators],
        [f"| `{written}" for written in Format],
        [f"| `{effect.value}` |" for effect in Effect],
        [f"(`{status.value}`)" for status in FindingStatus],
        [f"`{field}`" for field in (*FIELDS, "answers.")],
        [f"`{name}`" for name in sorted(RESERVED)],
        [f"`{section}`" for section in SECTIONS],
        [f"`{way}`" for way in WAYS.words],
        [f"`{word}`" for word in (BEFORE, WITHIN, AFTER, NOT_RECORDED)],
        [f"prescreen rules {verb} " for verb in FILE_VERBS],
        [f" {GAP} ", f" {SHORTEST_STUB} ", f" {WIDEST_GAP} "],
    ],
    ids=lambda words: words[0],
)
def test_every_word_of_the_language_is_described(language: Language, words: list[str]) -> None:
    text = read(language)
    assert [word for word in words if word not in text] == []


@LANGUAGES
def test_each_type_is_listed_with_its_operators(language: Language) -> None:
    rows: dict[str, str] = {}
    for row in read(language).splitlines():
        if row.startswith("| `"):
            rows.setdefault(row.split("`")[1], row)
    for kind, operators in OPERATORS_OF.items():
        if kind is not FactType.AMOUNT:
            assert re.findall(r"`(\w+)`", rows[kind.value].rsplit("|", 2)[1]) == [*operators] or not operators


@LANGUAGES
def test_its_whole_rule_set_passes_every_check(language: Language) -> None:
    whole = [text for text in YAML.findall(read(language)) if text.startswith("format:")]
    assert len(whole) == 1
    assert check_rule_file(whole[0]) == []


@LANGUAGES
def test_its_pieces_fit_into_that_rule_set(language: Language) -> None:
    whole, *pieces = YAML.findall(read(language))
    assert pieces
    when = next(line for line in whole.splitlines() if line.strip().startswith("when:"))
    for piece in pieces:
        text = whole.replace(when, f"    {piece.strip()}", 1)
        assert [problem for problem in check_rule_file(text) if ".when" in problem.path] == []


def test_both_languages_show_the_same_examples_under_the_same_headings() -> None:
    sv, en = read("sv"), read("en")
    assert [read_yaml(text).content for text in YAML.findall(sv)] == [
        read_yaml(text).content for text in YAML.findall(en)
    ]
    assert HEADING.findall(sv) == HEADING.findall(en)
    assert TABLE.findall(sv) == TABLE.findall(en)
