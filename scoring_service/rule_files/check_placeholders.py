"""The placeholders of a rule's or criterion's sentences against what it looks at, and the two languages against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fill_sentence import MISSING
from scoring_service.domain.sentence_template import SentenceError, placeholders
from scoring_service.domain.walk_condition import facts_of_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.rule_set import Criterion, Rule, Sentence
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import Path, ProblemList

    Ground = Rule | Criterion


def check_placeholders(
    ground: Ground, places: ConditionPlaces, vocabulary: Vocabulary, problems: ProblemList
) -> None:
    """Note facts that a sentence shows though the rule does not look at them, and ``shows`` that nothing needs."""
    looked_at, used = facts_of_rule(ground), set[str]()
    for sentence, path, is_undetermined in _sentences(ground, places):
        for name, language in _names(sentence).items():
            used.add(name)
            if name == MISSING and not is_undetermined:
                problems.add(
                    (*path, language),
                    "{missing} hör bara hemma i text_undetermined: här är villkoret uppfyllt och inget saknas",
                    "{missing} belongs in text_undetermined alone: here the condition is met and nothing is missing",
                )
            elif (
                name in vocabulary.facts
                and name not in (*looked_at, *ground.shows)
                and not places.is_doubtful(ground)
            ):
                problems.add(
                    (*path, language),
                    f"{name} är inget som {ground.id} ser på; ta bort det ur meningen, eller skriv shows: [{name}]",
                    f"{name} is nothing that {ground.id} looks at; remove it from the sentence, or write shows: [{name}]",
                )
    _check_shows(ground, looked_at, used, places.path_of(ground), problems)


def _check_shows(
    ground: Ground, looked_at: tuple[str, ...], used: set[str], path: Path, problems: ProblemList
) -> None:
    for number, name in enumerate(ground.shows):
        if name in looked_at:
            problems.warn(
                (*path, "shows", number),
                f"{name} behöver inte stå i shows: villkoren ser redan på det",
                f"{name} need not stand in shows: the conditions look at it already",
            )
        elif name not in used:
            problems.warn(
                (*path, "shows", number),
                f"ingen mening använder {name}; skriv {{{name}}} i en mening eller ta bort det",
                f"no sentence uses {name}; write {{{name}}} in a sentence or remove it",
            )


def _sentences(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[Sentence, Path, bool]]:
    for level in ground.levels:
        yield level.text, (*places.path_of(level), "text"), False
    yield ground.text_undetermined, (*places.path_of(ground), "text_undetermined"), True


def _names(sentence: Sentence) -> dict[str, str]:
    """Give each name with the first language that has it; a sentence that cannot be read has been told already."""
    found: dict[str, str] = {}
    for language, text in (("sv", sentence.sv), ("en", sentence.en)):
        try:
            for place in placeholders(text):
                found.setdefault(place.name, language)
        except SentenceError:
            continue
    return found
