"""The rule set in durable-rules: values in, Kleene's truth of every level out.

The worker that uses it should be started with ``MALLOC_TRIM_THRESHOLD_=268435456`` and
``MALLOC_MMAP_THRESHOLD_=67108864``: without them glibc gives memory back and takes it again at every evaluation,
which costs several times the evaluation itself.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from scoring_service.domain.rule_engine import EngineFaultError
from scoring_service.domain.truth import Truth
from scoring_service.engine.compile_rule_set import compile_rule_set
from scoring_service.engine.name_hash import check_names
from scoring_service.engine.native_ruleset import EVERY_FACT, SENTINEL, NativeRuleset

if TYPE_CHECKING:
    from scoring_service.domain.rule_engine import LevelKey, Values
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.engine.compile_rule_set import CompiledRuleSet, LevelTerms, Shard


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


def _names(compiled: CompiledRuleSet) -> list[str]:
    parts = (part for shard in compiled.shards for part in shard.parts)
    return [*compiled.encoder.names(), *parts, SENTINEL, EVERY_FACT, "m"]


def _truth(key: LevelKey, terms: LevelTerms, held: set[str]) -> Truth:
    is_true, is_false = terms.when_true.holds(held), terms.when_false.holds(held)
    if is_true and is_false:
        raise EngineFaultError(f"{key.rule}, level {key.level}: both true and false")
    if is_true:
        return Truth.TRUE
    return Truth.FALSE if is_false else Truth.UNKNOWN
