"""Everything that differs between two versions of a rule set, in the order of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.condition import Compare
from scoring_service.domain.differences.compare_conditions import compare_conditions
from scoring_service.domain.differences.difference import Difference, Part
from scoring_service.domain.rule_set import Constant, DatedValue
from scoring_service.domain.walk_condition import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scoring_service.domain.rule_set import Criterion, FactDeclaration, Rule, RuleSet, Sentence

_RULE_ASPECTS = ("title", "grant_types", "text_undetermined", "shows", "source", "note", "cases")
_FACT_ASPECTS = ("type", "label", "choices", "choice_labels", "stated_in", "kind")


def compare_rule_sets(before: RuleSet, after: RuleSet) -> tuple[Difference, ...]:
    """Give all differences; none means that both decide and say the same."""
    return (
        *_head(before, after),
        *_constants(before, after),
        *_rules(Part.RULE, before.rules, after.rules),
        *_rules(Part.CRITERION, before.criteria, after.criteria),
        *_plain(
            Part.CALL_RULE,
            _by_id(before.call_rules),
            _by_id(after.call_rules),
            ("kind", "text", "settings", "source"),
        ),
        *_facts(before, after),
        *_plain(
            Part.DOCUMENT, before.documents, after.documents, ("title", "registration_number", "dated_on")
        ),
        *_plain(Part.PROCESS, _by_id(before.process), _by_id(after.process), ("text", "source")),
    )


def _head(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for aspect in ("name", "version", "title", "valid_from", "valid_to"):
        was, now = getattr(before, aspect), getattr(after, aspect)
        if was != now:
            yield Difference(Part.HEAD, after.name, after.title, aspect, was, now)


def _constants(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    was, now = _all_constants(before), _all_constants(after)
    for name in _names(was, now):
        old, new = was.get(name), now.get(name)
        if old == new:
            continue
        users = tuple(dict.fromkeys((*_users(before, name), *_users(after, name))))
        label = _label_of(new or old)
        if old is None or new is None:
            aspect = "removed" if new is None else "added"
            yield Difference(Part.CONSTANT, name, label, aspect, old, new, used_in=users)
            continue
        for aspect in ("values", "label"):
            if getattr(old, aspect) != getattr(new, aspect):
                yield Difference(
                    Part.CONSTANT,
                    name,
                    label,
                    aspect,
                    getattr(old, aspect),
                    getattr(new, aspect),
                    used_in=users,
                )


def _all_constants(rule_set: RuleSet) -> dict[str, Constant]:
    """Give every constant, also those that have one value and no day."""
    plain = {name: Constant((DatedValue(value),)) for name, value in rule_set.constants.items()}
    return plain | rule_set.dated_constants


def _label_of(constant: Constant | None) -> Sentence | None:
    return None if constant is None else constant.label


def _grounds(rule_set: RuleSet) -> tuple[Rule | Criterion, ...]:
    return (*rule_set.rules, *rule_set.criteria)


def _users(rule_set: RuleSet, constant: str) -> tuple[str, ...]:
    return tuple(
        rule.id
        for rule in _grounds(rule_set)
        if any(
            isinstance(leaf, Compare) and leaf.constant == constant
            for level in rule.levels
            for leaf in leaves(level.when)
        )
    )


def _rules(part: Part, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Difference]:
    was, now = _by_id(before), _by_id(after)
    for name in _names(was, now):
        old, new = was.get(name), now.get(name)
        if old is None or new is None:
            title = next(each.title for each in (new, old) if each is not None)
            yield Difference(part, name, title, "removed" if new is None else "added", old, new)
        else:
            yield from _levels(part, old, new)
            yield from _aspects(part, name, new.title, old, new, _RULE_ASPECTS)
    kept = [name for name in was if name in now]
    if kept != [name for name in now if name in was]:
        yield Difference(part, "", None, "order", tuple(kept), tuple(name for name in now if name in was))


def _levels(part: Part, before: Any, after: Any) -> Iterator[Difference]:
    strength = "effect" if part is Part.RULE else "points"
    for number in range(max(len(before.levels), len(after.levels))):
        old = before.levels[number] if number < len(before.levels) else None
        new = after.levels[number] if number < len(after.levels) else None
        if old is None or new is None:
            aspect = "level_removed" if new is None else "level_added"
            yield Difference(part, after.id, after.title, aspect, old, new, number)
            continue
        if getattr(old, strength) != getattr(new, strength):
            yield Difference(
                part, after.id, after.title, strength, getattr(old, strength), getattr(new, strength), number
            )
        for found in compare_conditions(old.when, new.when):
            yield Difference(part, after.id, after.title, "when", None, found, number)
        if old.text != new.text:
            yield Difference(part, after.id, after.title, "text", old.text, new.text, number)


def _facts(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for name in _names(before.facts, after.facts):
        old, new = before.facts.get(name), after.facts.get(name)
        users = tuple(dict.fromkeys((*_looking(before, name), *_looking(after, name))))
        if old is None or new is None:
            aspect = "removed" if new is None else "added"
            yield Difference(Part.FACT, name, _fact_label(new or old), aspect, old, new, used_in=users)
            continue
        for aspect in _FACT_ASPECTS:
            if getattr(old, aspect) != getattr(new, aspect):
                yield Difference(
                    Part.FACT,
                    name,
                    new.label,
                    aspect,
                    getattr(old, aspect),
                    getattr(new, aspect),
                    used_in=users,
                )
        yield from _settings(old, new, users)


def _fact_label(fact: FactDeclaration | None) -> Sentence | None:
    return None if fact is None else fact.label


def _settings(old: FactDeclaration, new: FactDeclaration, users: tuple[str, ...]) -> Iterator[Difference]:
    for setting in _names(old.settings, new.settings):
        was, now = old.settings.get(setting), new.settings.get(setting)
        if was != now:
            yield Difference(Part.FACT, new.name, new.label, f"setting.{setting}", was, now, used_in=users)


def _looking(rule_set: RuleSet, fact: str) -> tuple[str, ...]:
    return tuple(
        rule.id
        for rule in _grounds(rule_set)
        if fact in rule.shows
        or any(leaf.fact == fact for level in rule.levels for leaf in leaves(level.when))
    )


def _plain(
    part: Part, was: Mapping[str, Any], now: Mapping[str, Any], aspects: Iterable[str]
) -> Iterator[Difference]:
    for name in _names(was, now):
        old, new = was.get(name), now.get(name)
        if old is None or new is None:
            yield Difference(part, name, None, "removed" if new is None else "added", old, new)
        else:
            yield from _aspects(part, name, None, old, new, aspects)


def _aspects(
    part: Part, name: str, title: Sentence | None, old: Any, new: Any, aspects: Iterable[str]
) -> Iterator[Difference]:
    for aspect in aspects:
        was, now = getattr(old, aspect), getattr(new, aspect)
        if was != now:
            yield Difference(part, name, title, aspect, was, now)


def _by_id(parts: Iterable[Any]) -> dict[str, Any]:
    return {part.id: part for part in parts}


def _names(was: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    """Give the names in the order of the newer version, those that it lacks last."""
    return tuple(dict.fromkeys((*now, *was)))
