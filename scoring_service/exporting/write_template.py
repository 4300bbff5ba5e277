"""A rule's sentence as its author wrote it, with the names of what is filled in where the values will stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fill_sentence import MISSING
from scoring_service.domain.sentence_template import Placeholder, parse_sentence
from shared.texts import knows, say

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet, Sentence
    from shared.texts import Language


def write_template(rule_set: RuleSet, sentence: Sentence, language: Language) -> str:
    """Give a sentence with ``‹projektår›`` in the place of ``{project_year}``."""
    text = sentence.en if language == "en" else sentence.sv
    return "".join(
        piece if isinstance(piece, str) else f"‹{_name(rule_set, piece, language)}›"
        for piece in parse_sentence(text)
    )


def _name(rule_set: RuleSet, place: Placeholder, language: Language) -> str:
    if place.name == MISSING:
        return say("sheet.missing-facts", language)
    if place.detail is not None:
        return _detail(place.detail, language)
    constant = rule_set.dated_constants.get(place.name)
    declared = rule_set.facts.get(place.name)
    label = declared.label if declared else constant.label if constant else None
    if label is None:
        return _detail(place.name, language)
    return label.en if language == "en" else label.sv


def _detail(name: str, language: Language) -> str:
    text_id = f"detail.{name}"
    return say(text_id, language) if knows(text_id) else name.replace("_", " ")
