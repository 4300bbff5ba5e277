"""Every text of the catalogue and of the rule sets, with 0, 1 and 2 in its places: number and noun agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Final

import pytest
from ruamel.yaml import YAML

from prescreen_shared.template import LANGUAGES, Language, Place, fill, is_plural, parse_template, plural_word
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.sentence import Sentence
from scoring_service.domain.wording.inflection import is_plural_form
from scoring_service.rule_files.read_rule_file import read_rule_file

NUMBERS: Final = (0, 1, 2)
NO_NOUNS: Final = frozenset(
    "stands holds exists lacks comes means gives lies runs reads looks needs differs rests follows wants belongs names agrees "
    "anger states its never changes twice always already perhaps sections men faller stycken er".split()
)
"""What stands after a value and is no noun in the plural."""
_LINKS: Final = frozenset("på med av i till om för of for in to with by on and but".split())
SUBJUNCTIVE: Final = frozenset(("remedy.change", "remedy.other-project"))
"""What would have to be otherwise: in English that is told in the plural."""
_NOUN: Final = re.compile(r"\b([012]) ([^\W\d_]+)(?: ([^\W\d_]+))?")
_DIFFERING: Final = frozenset("are were have do differ rest come".split())
"""English verbs of several, which do not go with one."""


def disagreements(template: str, language: Language) -> Iterator[str]:
    """Give each number with the word that does not agree with it, where every place of the text holds that number."""
    for number in NUMBERS:
        told = fill(parse_template(template), lambda place, number=number: _written(place, number))  # type: ignore[misc]
        for found in _NOUN.finditer(told):
            words = [word for word in found.groups()[1:] if word and word not in NO_NOUNS]
            words = words[:1] if found[2] in _LINKS or found[2] in NO_NOUNS else words
            if found[1] == "1":
                yield from (
                    found.group()
                    for word in words
                    if is_plural_form(word, language) or (word == found[2] and word in _DIFFERING)
                )


def _written(place: Place, number: int) -> str:
    if (place.format or "").startswith("answer|"):
        return ""
    return plural_word(place.format or "", number) if is_plural(place.format) else str(number)


def _catalogue() -> dict[str, dict[Language, str]]:
    files = [
        each for each in resources.files("prescreen_shared.texts").iterdir() if each.name.endswith(".yaml")
    ]
    return {
        text_id: told for file in files for text_id, told in YAML(typ="safe").load(file.read_text()).items()
    }


def _sentences(rule_set: RuleSet) -> Iterator[Sentence]:
    for ground in rule_set.grounds:
        yield from (level.text for level in ground.levels)
        yield ground.text_undetermined
    yield from (rule.text for rule in rule_set.call_rules)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_nouns_of_the_catalogue_agree(language: Language) -> None:
    texts = {text_id: told[language] for text_id, told in _catalogue().items()}
    wrong = {text_id: list(disagreements(told, language)) for text_id, told in texts.items()}
    assert {text_id: found for text_id, found in wrong.items() if found and text_id not in SUBJUNCTIVE} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", [2015, 2018, 2020, 2022])
def test_numbers_and_nouns_of_the_rule_sets_agree(year: int, language: Language) -> None:
    path = resources.files("scoring_service") / "rule_sets" / f"stockholm-{year}.yaml"
    texts = [sentence.said(language) for sentence in _sentences(read_rule_file(path))]
    assert [wrong for told in texts for wrong in disagreements(told, language)] == []


@pytest.mark.parametrize(
    ("template", "language"),
    [
        ("{n} ansökningar", "sv"),
        ("{n:number} nya rader", "sv"),
        ("{n} applications", "en"),
        ("{n} are left", "en"),
    ],
)
def test_a_noun_that_does_not_agree_is_found(template: str, language: Language) -> None:
    assert list(disagreements(template, language))
