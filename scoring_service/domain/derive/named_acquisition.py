"""Whether an answer is nothing but the name of a thing, and the text says outright that this very thing is got."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, count, fields, patterns, texts
from scoring_service.domain.fact import Evidence, Fact, FactType
from scoring_service.domain.wording.passage import QuotedSentence
from scoring_service.domain.wording.said_to_get import Wording, phrases, tokens, words_got
from scoring_service.domain.wording.word_pattern import read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration
    from scoring_service.domain.wording.passage import Passage

    Settings = dict[str, Any]


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    answers, chosen = settings["answer"], settings["fields"]
    stated = [passage for field in answers if (passage := known.passage(field)) is not None]
    if not stated:
        return Fact(None, missing=tuple(answers))
    named = [passage for passage in stated if _is_name(passage, settings)]
    read = [passage for field in chosen if (passage := known.passage(field)) is not None]
    if named and not read:
        return Fact(None, missing=tuple(chosen))
    for name in named:
        for text in read:
            if (found := _place(name.sentences[0], text, settings)) is not None:
                sentence, words = found
                evidence = (
                    Evidence(name.field, name.sentences[0].quote),
                    Evidence(text.field, sentence.quote),
                )
                return Fact(True, evidence, details={"words": " ".join(words)})
    return Fact(False)


def _is_name(answer: Passage, settings: Settings) -> bool:
    """Whether an answer is one short phrase that holds a word for the kind of thing, and nothing that makes it a statement."""
    if (
        len(answer.sentences) != 1
        or "?" in answer.sentences[0].quote
        or len(tokens(answer.sentences[0].quote)) > settings["longest"]
    ):
        return False
    sentence = answer.sentences[0]
    return _holds(sentence, settings["things"]) and not _holds(sentence, settings.get("not_in_answer") or ())


def _place(
    name: QuotedSentence, text: Passage, settings: Settings
) -> tuple[QuotedSentence, tuple[str, ...]] | None:
    """Give the sentence that says that the thing is got, and its words for it; none where another one contradicts."""
    if any(_contradicts(sentence, settings) for sentence in text.sentences):
        return None
    for place, sentence in enumerate(text.sentences):
        if "?" in sentence.quote:
            continue
        words = words_got(sentence.quote, _words_of(name.quote), _wording(settings))
        near = text.sentences[place : place + 2]
        # The next sentence may take it back without naming the thing again: "Det ingår inte i projektet".
        if _names_all(words, name, settings) and not any(
            _holds(each, _exceptions(settings)) for each in near
        ):
            return sentence, words
    return None


def _contradicts(sentence: QuotedSentence, settings: Settings) -> bool:
    return _holds(sentence, settings["things"]) and _holds(sentence, _exceptions(settings))


def _names_all(words: tuple[str, ...], name: QuotedSentence, settings: Settings) -> bool:
    """Whether words in a text name the thing as the answer does.

    They hold the word for its kind, and what they leave out of the answer says nothing of its own. So an answer that is a
    statement after all is never taken for a name, whatever verb it has.
    """
    if not words or not _holds(QuotedSentence(" ".join(words)), settings["things"]):
        return False
    silent = (*(settings.get("links") or ()), *(settings.get("beside") or ()))
    known = _words_of(" ".join((*words, *silent)))
    rest = (word for word in tokens(name.quote) if word.casefold() not in known)
    return all(_holds(QuotedSentence(word), settings["things"]) for word in rest)


def _wording(settings: Settings) -> Wording:
    return _read_wording(
        *(tuple(settings.get(part) or ()) for part in ("subjects", "auxiliaries", "verbs", "links"))
    )


@lru_cache(maxsize=16)
def _read_wording(
    subjects: tuple[str, ...], auxiliaries: tuple[str, ...], verbs: tuple[str, ...], links: tuple[str, ...]
) -> Wording:
    return Wording(phrases(subjects), phrases(auxiliaries), phrases(verbs), _words_of(" ".join(links)))


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in tokens(text))


def _exceptions(settings: Settings) -> Iterable[str]:
    return settings.get("except") or ()


def _holds(sentence: QuotedSentence, wanted: Iterable[str]) -> bool:
    return any(read_pattern(pattern).find_in(sentence) is not None for pattern in wanted)


NAMED_ACQUISITION = KindDeclaration(
    "named_acquisition",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (
        Setting("answer", fields, required=True),
        Setting("longest", count, required=True),
        Setting("things", patterns, required=True),
        Setting("not_in_answer", patterns),
        Setting("beside", texts),
        Setting("fields", fields, required=True),
        Setting("subjects", texts, required=True),
        Setting("auxiliaries", texts),
        Setting("verbs", texts, required=True),
        Setting("links", texts),
        Setting("except", patterns),
    ),
    details=frozenset(("words",)),
)
