"""Words of several kinds that stand together: who is trained beside a word of training, a funder beside a word of paying.

What applicants only tell has no word of its own. It is said by two or three ordinary words in one sentence, each of which alone
says nothing, so a rule names the kinds of word and the fact is true where one of each stands in the same sentence, in two in a
row, or in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from prescreen_shared.shapes.declaring import Words
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import KindDeclaration, Known, Patterns
from scoring_service.domain.derive.register_topic import SENTENCE, TEXT
from scoring_service.domain.derive.words import ReadTexts, quotes, read_texts
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.passage import Passage, QuotedSentence
from scoring_service.domain.wording.patterns import places_of_any, written_at
from scoring_service.domain.wording.said import Sense, counts
from scoring_service.domain.wording.said_of import is_said_of_others

NEAR = "near"
_MEANT = frozenset((Sense.MEANT,))
_GROUPS = ("words", "together_with", "and_with")
_SAID = _GROUPS.index("together_with")


@dataclass(frozen=True, kw_only=True)
class TogetherWords(ReadTexts):
    """Two or three lists of which one word each must stand together, and the words beside which they do not count.

    ``others`` are people other than those of ``words``. Where a word of ``together_with`` is said of them, it does not count.
    """

    words: Patterns
    together_with: Patterns
    and_with: Patterns | None = None
    within: Annotated[str, Words((SENTENCE, NEAR, TEXT))] | None = None
    others: Patterns | None = None
    except_: Patterns | None = None


def _stand_together(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    groups = [settings[name] for name in _GROUPS if settings.get(name)]
    exceptions = tuple(settings.get("except") or ())
    people = settings["words"], tuple(settings.get("others") or ())
    for passage in reading.passages:
        for sentences in _units(passage, settings):
            found = _one_of_each(sentences, groups, exceptions, people)
            if found:
                words = list(dict.fromkeys(word for word, _ in found))
                shown = [(passage.field, each.quote) for _, each in found]
                return Fact(True, quotes(shown), details={"words": words})
    return reading.not_found()


def _units(passage: Passage, settings: dict[str, Any]) -> Iterator[tuple[QuotedSentence, ...]]:
    """Give the sentences of a text that are read together: each alone, then any two in a row, or all of them."""
    within = settings.get("within", SENTENCE)
    if within == TEXT:
        yield passage.sentences
        return
    yield from ((each,) for each in passage.sentences)
    if within == NEAR:
        yield from pairwise(passage.sentences)


def _one_of_each(
    sentences: tuple[QuotedSentence, ...],
    groups: Iterable[Iterable[str]],
    exceptions: tuple[str, ...],
    people: tuple[Iterable[str], tuple[str, ...]],
) -> list[tuple[str, QuotedSentence]] | None:
    """Give the first word found of each list that is meant, as written, with its sentence; None where a list has none."""
    found = []
    for number, patterns in enumerate(groups):
        hits = (
            (written_at(each, place), each)
            for each in sentences
            for place in places_of_any(patterns, each)
            if counts(each, place, exceptions, _MEANT)
            and not (number == _SAID and is_said_of_others(each, place, *people))
        )
        hit = next(hits, None)
        if hit is None:
            return None
        found.append(hit)
    return found


WORDS_TOGETHER = KindDeclaration(
    "words_together",
    frozenset((FactType.BOOLEAN,)),
    _stand_together,
    TogetherWords,
    details=frozenset(("words",)),
)
