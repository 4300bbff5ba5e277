"""Whether one comparison alone decides what a rule answers, the rest of its conditions being as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from scoring_service.domain.cases.answer import build_answer, levels_of, plainness
from scoring_service.domain.cases.edit_condition import parts_of, with_part
from scoring_service.domain.condition import All, Compare, IsStated
from scoring_service.domain.condition import Any as AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.cases.answer import Answering, Subject
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_engine import Values

_TRUE = All(())
_FALSE = AnyOf(())


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison, or one question whether a fact is stated: its level from 0 and its number in the condition."""

    level: int
    part: int
    test: Compare | IsStated


def leaves_of(subject: Subject) -> Iterator[Leaf]:
    """Give every leaf of every level, in order."""
    for number, level in enumerate(levels_of(subject)):
        for part, condition in enumerate(parts_of(level.when)):
            if isinstance(condition, Compare | IsStated):
                yield Leaf(number, part, condition)


class Decisive:
    """Tells in which values a leaf decides: were it the other way round, the answer would be another."""

    def __init__(self, subject: Subject, leaf: Leaf) -> None:
        self._if_true = _forced(subject, leaf, _TRUE)
        self._if_false = _forced(subject, leaf, _FALSE)

    def decides(self, values: Values) -> tuple[bool, bool] | None:
        """Tell how plainly the leaf decides what the subject answers to these values; None where it does not."""
        if_true, if_false = self._if_true(values), self._if_false(values)
        return None if if_true == if_false else plainness(if_true, if_false)


def _forced(subject: Subject, leaf: Leaf, constant: Condition) -> Answering:
    levels = list(levels_of(subject))
    when = with_part(levels[leaf.level].when, leaf.part, constant)
    levels[leaf.level] = replace(levels[leaf.level], when=when)
    return build_answer(replace(cast("Any", subject), levels=tuple(levels)))
