"""What the rules and facts of a comparison are called, so that a reader of the result need not have the rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet, Sentence

Names = dict[str, dict[str, Any]]


def names_of(rule_set: RuleSet) -> Names:
    """Give titles of rules and criteria, labels of facts, labels of choices by fact, and titles of documents."""
    return {
        "rules": {rule.id: _text(rule.title) for rule in rule_set.rules},
        "criteria": {criterion.id: _text(criterion.title) for criterion in rule_set.criteria},
        "facts": {fact.name: _text(fact.label) for fact in rule_set.facts.values()},
        "choices": {
            fact.name: {choice: _text(label) for choice, label in fact.choice_labels.items()}
            for fact in rule_set.facts.values()
            if fact.choice_labels
        },
        "documents": {key: document.title for key, document in rule_set.documents.items()},
    }


def join_names(old: Names, new: Names) -> Names:
    """Join the names of both sides; where they differ, the new ones stand."""
    return {part: old.get(part, {}) | new.get(part, {}) for part in {**old, **new}}


def _text(sentence: Sentence) -> dict[str, str]:
    return {"sv": sentence.sv, "en": sentence.en}
