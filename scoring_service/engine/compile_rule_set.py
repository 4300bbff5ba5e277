"""A rule set compiled: every level as terms, every term as parts small enough for the engine, parts in shards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scoring_service.domain.level_keys import conditions_by_level
from scoring_service.domain.normal_form import false_terms, true_terms
from scoring_service.engine.encode import Encoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from scoring_service.domain.normal_form import Term, Test
    from scoring_service.domain.rule_engine import LevelKey
    from scoring_service.domain.rule_set import RuleSet

MAX_TESTS: Final = 12
MAX_PARTS: Final = 60
MAX_FACTS: Final = 60
"""Each fact is two properties, and the engine drops properties silently from about 250 on."""

Part = tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Terms by the names of their parts: a term holds when all its parts do, a side when one of its terms does.

    Most terms are one part and stand in ``single``; the others in ``joint``.
    """

    single: frozenset[str]
    joint: tuple[frozenset[str], ...]

    def holds(self, held: Set[str]) -> bool:
        """Tell whether the side holds when exactly these parts do."""
        return not self.single.isdisjoint(held) or any(term <= held for term in self.joint)


@dataclass(frozen=True, slots=True)
class LevelTerms:
    """The terms of one level: it is true, or false, when that side holds, and unknown when neither does."""

    when_true: Side
    when_false: Side


@dataclass(frozen=True, slots=True)
class Shard:
    """What goes into one ruleset of the engine: parts by name, and the facts that they look at."""

    parts: dict[str, Part]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRuleSet:
    """Everything that the engine needs to know of a rule set."""

    encoder: Encoder
    levels: dict[LevelKey, LevelTerms]
    shards: tuple[Shard, ...]


class _Parts:
    """Names the parts; one that several terms share is evaluated once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.names: dict[Part, str] = {}

    def name_terms(self, terms: Iterable[Term]) -> Side:
        ordered = (tuple(sorted(term, key=self._encoder.order)) for term in terms)
        named = [frozenset(map(self._name, split_term(term))) for term in sorted(ordered, key=self._key)]
        single = frozenset(name for term in named if len(term) == 1 for name in term)
        return Side(single, tuple(term for term in named if len(term) != 1))

    def _name(self, part: Part) -> str:
        return self.names.setdefault(part, f"t{len(self.names)}")

    def _key(self, term: Part) -> list[tuple[int, bool, str, str]]:
        return [self._encoder.order(test) for test in term]


def compile_rule_set(rule_set: RuleSet) -> CompiledRuleSet:
    """Compile every level of every rule and criterion. Raises TooManyTermsError."""
    encoder = Encoder(rule_set.facts)
    parts = _Parts(encoder)
    levels = {
        key: LevelTerms(
            when_true=parts.name_terms(true_terms(when)),
            when_false=parts.name_terms(false_terms(when)),
        )
        for key, when in conditions_by_level(rule_set).items()
    }
    return CompiledRuleSet(encoder, levels, tuple(_shards(parts.names)))


def split_term(term: Part) -> Iterator[Part]:
    """Cut a term that is too long into parts that all must hold; that is what a conjunction means."""
    for start in range(0, len(term), MAX_TESTS):
        yield term[start : start + MAX_TESTS]


def _shards(names: dict[Part, str]) -> Iterator[Shard]:
    parts: dict[str, Part] = {}
    facts: dict[str, None] = {}
    for part, name in names.items():
        wider = facts | dict.fromkeys(test.fact for test in part)
        if len(parts) == MAX_PARTS or len(wider) > MAX_FACTS:
            yield Shard(parts, tuple(facts))
            parts, wider = {}, dict.fromkeys(test.fact for test in part)
        parts[name], facts = part, wider
    yield Shard(parts, tuple(facts))
