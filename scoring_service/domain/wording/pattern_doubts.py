"""What is doubtful about a word pattern that can be read: that it finds nothing, something else than was meant, or everything."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scoring_service.domain.rule_set import Sentence
from scoring_service.domain.wording.known_name import FILLERS
from scoring_service.domain.wording.passage import fold
from scoring_service.domain.wording.word_pattern import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_ACRONYM: Final = 6
SHORTEST_WORD: Final = 3
_EXPRESSION: Final = re.compile(
    r"\\[a-zA-Z.]|\.\*|\.\+|\[.*\]|\(.*\||\|.*\)|^\^|\$$|\(\?|\)\?|[a-zåäö]\?|\+|\{\d"
)
"""What stands in a regular expression and in no word."""


@dataclass(frozen=True, slots=True)
class PatternDoubt:
    """One doubt; ``is_fatal`` where the pattern can never find what it was written for."""

    text: Sentence
    is_fatal: bool


def pattern_doubts(pattern: str) -> Iterator[PatternDoubt]:
    """Give the first thing that is doubtful about a pattern that ``read_pattern`` takes."""
    if found := _EXPRESSION.search(pattern):
        yield PatternDoubt(_expression(pattern, found.group()), is_fatal=True)
        return
    parts = [part for run in pattern.split(GAP) for part in run.replace("-", " ").split()]
    doubt = next((doubt for part in parts if (doubt := _doubt_of(part, pattern)) is not None), None)
    if doubt is not None:
        yield doubt


def phrase_doubt(phrase: str) -> Sentence | None:
    """Give what is wrong with a plain phrase, in which no character but letters means anything."""
    found = "*" if "*" in phrase else GAP if GAP in phrase else None
    if found is None and (match := _EXPRESSION.search(phrase)):
        found = match.group()
    if found is None:
        return None
    return Sentence(
        f"”{phrase}”: {found} betyder inget här; skriv hela ord som de står i texten",
        f"”{phrase}”: {found} means nothing here; write whole words as they stand in the text",
    )


def is_too_broad(pattern: str) -> bool:
    """Tell whether a pattern is found in nearly every text: nothing but words as short or common as ``i`` and ``och``."""
    words = [word for part in pattern.split(GAP) for word in part.replace("-", " ").split()]
    return all("*" not in word and not _is_acronym(word) and _is_common(fold(word)) for word in words)


def _doubt_of(part: str, pattern: str) -> PatternDoubt | None:
    core = part.strip("*")
    if "*" in core:
        return PatternDoubt(
            Sentence(
                f"”{pattern}”: * står mitt i ett ord; den får stå först eller sist i ordet",
                f"”{pattern}”: a * stands inside a word; it may stand first or last in the word",
            ),
            is_fatal=True,
        )
    folded = fold(core)
    if " " in folded:
        return PatternDoubt(
            Sentence(
                f"”{pattern}” hittas aldrig: ”{core}” är flera ord för den som söker; skriv ”{folded}”",
                f"”{pattern}” is never found: ”{core}” is several words to the search; write ”{folded}”",
            ),
            is_fatal=True,
        )
    return _doubt_of_acronym(part, core, pattern) if _is_acronym(part) else None


def _doubt_of_acronym(part: str, core: str, pattern: str) -> PatternDoubt | None:
    plain = unicodedata.normalize("NFC", "".join(re.findall(r"\w+", core)))
    if plain != part:
        return PatternDoubt(
            Sentence(
                f"”{pattern}” hittas aldrig: ”{part}” i versaler måste stå precis så i texten; skriv ”{plain}”",
                f"”{pattern}” is never found: ”{part}” in capitals has to stand in the text exactly so; write ”{plain}”",
            ),
            is_fatal=True,
        )
    if len(part) > LONGEST_ACRONYM:
        return PatternDoubt(
            Sentence(
                f"”{pattern}”: {part} hittas bara där det står i versaler, som en förkortning; skriv ”{part.lower()}”",
                f"”{pattern}”: {part} is found only where it stands in capitals, as an acronym; write ”{part.lower()}”",
            ),
            is_fatal=False,
        )
    return None


def _is_acronym(part: str) -> bool:
    return part.isupper() and len(part) > 1 and "*" not in part


def _is_common(word: str) -> bool:
    return len(word) < SHORTEST_WORD or word in FILLERS


def _expression(pattern: str, found: str) -> Sentence:
    return Sentence(
        f"”{pattern}” ser ut som ett reguljärt uttryck ({found}); skriv ord, med * först eller sist i ett ord och {GAP} för några ord emellan",
        f"”{pattern}” looks like a regular expression ({found}); write words, with * first or last in a word and {GAP} for a few words between",
    )
