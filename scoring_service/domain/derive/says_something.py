"""Whether a free-text answer says something, or only that there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, fields, texts
from scoring_service.domain.fact import Evidence, Fact, FactType
from scoring_service.domain.wording.passage import fold

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    stated = [passage for field in settings["fields"] if (passage := known.passage(field)) is not None]
    if not stated:
        return Fact(None, missing=tuple(settings["fields"]))
    said = [
        sentence.quote
        for passage in stated
        for sentence in passage.sentences
        if not _says_nothing(sentence.quote, settings)
    ]
    evidence = tuple(
        Evidence(passage.field, sentence.quote) for passage in stated for sentence in passage.sentences[:1]
    )
    return Fact(bool(said), evidence, details={"answer": " ".join(said)})


def _says_nothing(sentence: str, settings: dict[str, Any]) -> bool:
    """Whether a sentence is a declared way of saying none, or a denial made up of small words only.

    ``Nej, ingen annan finansiering har sökts`` is such a denial; ``Nej, men Arvsfonden bidrar`` holds words that say more.
    """
    folded = fold(sentence)
    if folded in {fold(answer) for answer in settings.get("nothing") or ()} | {""}:
        return True
    words = set(folded.split())
    denials, small = (_words_of(settings, name) for name in ("denials", "small_words"))
    return bool(words & denials) and words <= denials | small


def _words_of(settings: dict[str, Any], name: str) -> set[str]:
    return {word for text in settings.get(name) or () for word in fold(text).split()}


SAYS_SOMETHING = KindDeclaration(
    "says_something",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (
        Setting("fields", fields, required=True),
        Setting("nothing", texts),
        Setting("denials", texts),
        Setting("small_words", texts),
    ),
    details=frozenset(("answer",)),
    from_statement=True,
)
