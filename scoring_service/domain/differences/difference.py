"""One difference between two versions of a rule set: which part, which aspect of it, and what it was and is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_set import Sentence


class Part(StrEnum):
    """The parts of a rule set, in the order in which differences are told."""

    HEAD = "head"
    CONSTANT = "constant"
    RULE = "rule"
    CRITERION = "criterion"
    CALL_RULE = "call_rule"
    FACT = "fact"
    DOCUMENT = "document"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect of one part that differs.

    ``aspect`` is a word such as ``added``, ``removed``, ``effect``, ``when``, ``text``, ``value``; ``level`` counts
    the levels of a rule from 0; ``before`` and ``after`` are the values of the domain, None where there is none.
    ``used_in`` are ids of rules and criteria that a changed constant or fact touches.
    """

    part: Part
    name: str
    title: Sentence | None
    aspect: str
    before: Any = None
    after: Any = None
    level: int | None = None
    used_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionDifference:
    """A condition that differs: the parts that only one of both has, or the two as a whole.

    With ``removed`` and ``added`` the rest of the two conditions is the same.
    """

    before: Condition
    after: Condition
    removed: tuple[Condition, ...] = ()
    added: tuple[Condition, ...] = ()
