"""A rule set compiled: every level as terms, every term as parts small enough for the engine, parts in shards.

Values go in, Kleene's truth of every level comes out. Before that every name is checked: the engine knows names and texts
by a 32-bit hash alone, and no two of ours may share one.

The worker that uses it should be started with ``MALLOC_TRIM_THRESHOLD_=268435456`` and
``MALLOC_MMAP_THRESHOLD_=67108864``: without them glibc gives memory back and takes it again at every evaluation,
which costs several times the evaluation itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from scoring_service.domain.condition import Truth
from scoring_service.domain.evaluate import EngineFaultError, LevelKey, Values, conditions_by_level
from scoring_service.domain.normal_form import Term, Test, false_terms, true_terms
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.native_ruleset import EVERY_FACT, SENTINEL, Encoder, NativeRuleset

MAX_TESTS: Final = 12
MAX_PARTS: Final = 60
MAX_FACTS: Final = 60
"""Each fact is two properties, and the engine drops properties silently from about 250 on."""
Part = tuple["Test", ...]
ENGINE_WORDS: Final = (
    "id", "sid", "date", "span", "$s", "$m", "$n", "$and", "$or", "$all", "$any", "$not", "$add", "$sub", "$mul", "$div",
    "$lt", "$lte", "$gt", "$gte", "$neq", "$ex", "$nex", "$mt", "$imt", "$iall", "$iany", "$i", "$f",
    "pri", "count", "span", "cap", "all", "any", "run", "0",
)  # fmt: skip
"""What the engine itself gives a meaning."""
_OFFSET: Final = 2166136261
_PRIME: Final = 16777619


class DurableRulesEngine:
    """A compiled rule set; made and used by one thread of one process, closed at the end."""

    name = "durable-rules"
    version = version("durable_rules")

    def __init__(self, rule_set: RuleSet) -> None:
        """Compile and try once.

        Raises TooManyTermsError, NameCollisionError, EngineFaultError.
        """
        compiled = compile_rule_set(rule_set)
        check_names(_names(compiled))
        self._compiled = compiled
        self._rulesets: list[tuple[Shard, NativeRuleset]] = []
        try:
            for number, shard in enumerate(compiled.shards):
                self._rulesets.append((shard, self._load(f"{rule_set.sha256}-{number}", shard)))
        except BaseException:
            self.close()
            raise

    def evaluate(self, values: Values) -> dict[LevelKey, Truth]:
        """Give the truth of every level; values must fit their declared types.

        Raises EngineFaultError when the engine cannot be believed: a fact dropped, a level both true and false.
        """
        held: set[str] = set()
        for shard, ruleset in self._rulesets:
            held |= ruleset.run(self._compiled.encoder.values(shard.facts, values))
        return {key: _truth(key, terms, held) for key, terms in self._compiled.levels.items()}

    def close(self) -> None:
        """Give back the engine's memory; a second call does nothing."""
        for _, ruleset in self._rulesets:
            ruleset.close()

    def _load(self, name: str, shard: Shard) -> NativeRuleset:
        encoder = self._compiled.encoder
        return NativeRuleset(name, {part: encoder.condition(tests) for part, tests in shard.parts.items()})


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


class NameCollisionError(Exception):
    """Two different names are one and the same to the engine."""


def name_hash(name: str) -> int:
    """Give the FNV-1a hash as the engine computes it."""
    found = _OFFSET
    for byte in name.encode():
        found = (found ^ byte) * _PRIME & 0xFFFFFFFF
    return found


def check_names(names: Iterable[str]) -> None:
    """Raise NameCollisionError if two names, or a name and a word of the engine, hash alike."""
    seen: dict[int, str] = {name_hash(word): word for word in ENGINE_WORDS}
    for name in sorted(set(names)):
        other = seen.setdefault(name_hash(name), name)
        if other != name or name in ENGINE_WORDS:
            raise NameCollisionError(f"{name} and {other}")


def _names(compiled: CompiledRuleSet) -> list[str]:
    parts = (part for shard in compiled.shards for part in shard.parts)
    return [*compiled.encoder.names(), *parts, SENTINEL, EVERY_FACT, "m"]


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


def _truth(key: LevelKey, terms: LevelTerms, held: set[str]) -> Truth:
    is_true, is_false = terms.when_true.holds(held), terms.when_false.holds(held)
    if is_true and is_false:
        raise EngineFaultError(f"{key.rule}, level {key.level}: both true and false")
    if is_true:
        return Truth.TRUE
    return Truth.FALSE if is_false else Truth.UNKNOWN


class _Parts:
    """Names the parts; one that several terms share is evaluated once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.names: dict[Part, str] = {}

    def name_terms(self, terms: Iterable[Term]) -> Side:
        ordered = (tuple(sorted(term, key=self._encoder.order)) for term in terms)
        named = [frozenset(map(self._name, _split_term(term))) for term in sorted(ordered, key=self._key)]
        single = frozenset(name for term in named if len(term) == 1 for name in term)
        return Side(single, tuple(term for term in named if len(term) != 1))

    def _name(self, part: Part) -> str:
        return self.names.setdefault(part, f"t{len(self.names)}")

    def _key(self, term: Part) -> list[tuple[int, bool, str, str]]:
        return [self._encoder.order(test) for test in term]


def _split_term(term: Part) -> Iterator[Part]:
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
