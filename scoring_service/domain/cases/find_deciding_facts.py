"""Which facts made a rule or criterion answer as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import levels_of
from scoring_service.domain.find_deciding import find_deciding

if TYPE_CHECKING:
    from scoring_service.domain.cases.answer import Answer, Subject
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_engine import Values


def find_deciding_facts(subject: Subject, answer: Answer, values: Values) -> dict[str, Scalar | None]:
    """Give the facts and their values: those of the level that is met, else those of every level."""
    levels = levels_of(subject)
    if answer.level is not None and answer.sentence is not None:
        levels = levels[answer.level : answer.level + 1]
    names = (name for level in levels for name in find_deciding(level.when, values))
    return {name: values.get(name) for name in names}
