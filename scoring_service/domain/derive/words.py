"""Whether declared words stand in the named fields, with the sentences quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, patterns
from scoring_service.domain.derive.text_search import TEXT_SETTINGS, quotes, read_texts
from scoring_service.domain.fact import Fact, FactType
from scoring_service.domain.wording.word_pattern import find_words

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    wanted, exceptions = tuple(settings["words"]), tuple(settings.get("except") or ())
    hits = [hit for passage in reading.passages for hit in find_words(passage, wanted, exceptions)]
    if not hits:
        return reading.not_found()
    found = list(dict.fromkeys(hit.written for hit in hits))
    return Fact(True, quotes([(hit.field, hit.sentence.quote) for hit in hits]), details={"words": found})


WORDS = KindDeclaration(
    "words",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (*TEXT_SETTINGS, Setting("words", patterns, required=True), Setting("except", patterns)),
    details=frozenset(("words",)),
)
