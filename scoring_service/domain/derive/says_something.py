"""Whether a free-text answer says something, or only that there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    nothing = {fold(answer) for answer in settings.get("nothing") or ()} | {""}
    said = [
        sentence.quote
        for passage in stated
        for sentence in passage.sentences
        if fold(sentence.quote) not in nothing
    ]
    evidence = tuple(
        Evidence(passage.field, sentence.quote) for passage in stated for sentence in passage.sentences[:1]
    )
    return Fact(bool(said), evidence, details={"answer": " ".join(said)})


SAYS_SOMETHING = KindDeclaration(
    "says_something",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("fields", fields, required=True), Setting("nothing", texts)),
    details=frozenset(("answer",)),
)
