"""What a finding shows of one application's facts: their values as JSON, the fields missing, the words quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from scoring_service.domain.write_value import clip_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.fact import Evidence, Fact, Scalar
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class ShownFacts:
    """The facts of one application under one rule set; ``values`` are the same facts as the evaluators got them."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]
    values: Values

    def values_of(self, names: Iterable[str]) -> dict[str, Any]:
        """Give the named facts with their details as ``fact.detail``."""
        found: dict[str, Any] = {}
        for name in names:
            found[name] = _as_json(self.values.get(name))
            if fact := self.facts.get(name):
                found.update({f"{name}.{key}": detail for key, detail in fact.details.items()})
        return found

    def fields_of(self, missing: Iterable[str]) -> tuple[str, ...]:
        """Name the application's fields whose statement would give the missing facts a value."""
        return tuple(dict.fromkeys(field for name in missing for field in self._fields_of(name)))

    def evidence_of(self, names: Iterable[str]) -> tuple[Evidence, ...]:
        """Give the words that the named facts rest on, each once."""
        found = (self.facts.get(name) for name in names)
        return tuple(dict.fromkeys(words for fact in found if fact for words in fact.evidence))

    def _fields_of(self, name: str) -> tuple[str, ...]:
        fact = self.facts.get(name)
        if fact is not None and fact.missing:
            return fact.missing
        return (self.rule_set.facts[name].stated_in or name,)


def _as_json(value: Scalar | None) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return clip_text(value) if isinstance(value, str) else value
