"""Everything that differs between two versions of a rule set, in the order of their parts.

Differences are facts that a reader's language can be put on: which part, which aspect of it, what it was and is. Two
conditions are compared down to the smallest places in which they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.condition import All, Compare, Condition, IsStated, Not, map_condition
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import Constant, DatedValue, FactDeclaration, Ground, Precedent, RuleSet

_GROUND_ASPECTS = (
    "title",
    "grant_types",
    "text_undetermined",
    "shows",
    "source",
    "note",
    "reads_like",
    "cases",
)
_FACT_ASPECTS = ("type", "label", "choices", "choice_labels", "stated_in", "kind")


def compare_rule_sets(before: RuleSet, after: RuleSet) -> tuple[Difference, ...]:
    """Give all differences; none means that both decide and say the same."""
    return (
        *_head(before, after),
        *_constants(before, after),
        *_grounds(Part.RULE, before.rules, after.rules),
        *_grounds(Part.CRITERION, before.criteria, after.criteria),
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
        *_plain(
            Part.PRECEDENT,
            _by_name(before.precedents),
            _by_name(after.precedents),
            ("outcome", "grant_type", "title", "text", "words"),
        ),
    )


def compare_conditions(before: Condition, after: Condition) -> tuple[ConditionDifference, ...]:
    """Give the places that differ, none when both say the same; a constant's own value is not looked at.

    Parts of an ``all`` or ``any`` that both have are left out, wherever they stand.
    """
    if _without_values(before) == _without_values(after):
        return ()
    if isinstance(before, Not) and isinstance(after, Not):
        return compare_conditions(before.part, after.part)
    if isinstance(before, All | AnyOf) and type(before) is type(after):
        return _compare_parts(before, after)
    return (ConditionDifference(before, after),)


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
    PRECEDENT = "precedent"


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


def _head(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    aspects = ("name", "version", "title", "valid_from", "valid_to", "reads_like_any")
    return _aspects(Part.HEAD, after.name, after.title, before, after, aspects)


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
        yield from _aspects(Part.CONSTANT, name, label, old, new, ("values", "label"), users)


def _all_constants(rule_set: RuleSet) -> dict[str, Constant]:
    """Give every constant, also those that have one value and no day."""
    plain = {name: Constant((DatedValue(value),)) for name, value in rule_set.constants.items()}
    return plain | rule_set.dated_constants


def _names(was: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    """Give the names in the order of the newer version, those that it lacks last."""
    return tuple(dict.fromkeys((*now, *was)))


def _users(rule_set: RuleSet, constant: str) -> tuple[str, ...]:
    return tuple(
        ground.id
        for ground in rule_set.grounds
        if any(isinstance(leaf, Compare) and leaf.constant == constant for leaf in ground.leaves)
    )


def _grounds(part: Part, before: Iterable[Ground], after: Iterable[Ground]) -> Iterator[Difference]:
    was, now = _by_id(before), _by_id(after)
    for name in _names(was, now):
        old, new = was.get(name), now.get(name)
        if old is None or new is None:
            title = next(each.title for each in (new, old) if each is not None)
            yield Difference(part, name, title, "removed" if new is None else "added", old, new)
        else:
            yield from _levels(part, old, new)
            yield from _aspects(part, name, new.title, old, new, _GROUND_ASPECTS)
    kept = [name for name in was if name in now]
    if kept != [name for name in now if name in was]:
        yield Difference(part, "", None, "order", tuple(kept), tuple(name for name in now if name in was))


def _by_id(parts: Iterable[Any]) -> dict[str, Any]:
    return {part.id: part for part in parts}


def _by_name(precedents: Iterable[Precedent]) -> dict[str, Precedent]:
    return {each.name: each for each in precedents}


def _levels(part: Part, before: Ground, after: Ground) -> Iterator[Difference]:
    strength = "points" if after.gives_points else "effect"
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
        for aspect in ("text", "possible_reason"):
            was, now = getattr(old, aspect), getattr(new, aspect)
            if was != now:
                yield Difference(part, after.id, after.title, aspect, was, now, number)


def _aspects(
    part: Part,
    name: str,
    title: Sentence | None,
    old: Any,
    new: Any,
    aspects: Iterable[str],
    used_in: tuple[str, ...] = (),
) -> Iterator[Difference]:
    for aspect in aspects:
        was, now = getattr(old, aspect), getattr(new, aspect)
        if was != now:
            yield Difference(part, name, title, aspect, was, now, used_in=used_in)


def _plain(
    part: Part, was: Mapping[str, Any], now: Mapping[str, Any], aspects: Iterable[str]
) -> Iterator[Difference]:
    for name in _names(was, now):
        old, new = was.get(name), now.get(name)
        if old is None or new is None:
            yield Difference(part, name, None, "removed" if new is None else "added", old, new)
        else:
            yield from _aspects(part, name, None, old, new, aspects)


def _facts(before: RuleSet, after: RuleSet) -> Iterator[Difference]:
    for name in _names(before.facts, after.facts):
        old, new = before.facts.get(name), after.facts.get(name)
        users = tuple(dict.fromkeys((*_looking(before, name), *_looking(after, name))))
        if old is None or new is None:
            aspect = "removed" if new is None else "added"
            yield Difference(Part.FACT, name, _label_of(new or old), aspect, old, new, used_in=users)
            continue
        yield from _aspects(Part.FACT, name, new.label, old, new, _FACT_ASPECTS, users)
        yield from _settings(old, new, users)


def _looking(rule_set: RuleSet, fact: str) -> tuple[str, ...]:
    return tuple(ground.id for ground in rule_set.grounds if fact in (*ground.shows, *ground.facts))


def _label_of(declared: Constant | FactDeclaration | None) -> Sentence | None:
    return None if declared is None else declared.label


def _settings(old: FactDeclaration, new: FactDeclaration, users: tuple[str, ...]) -> Iterator[Difference]:
    for setting in _names(old.settings, new.settings):
        was, now = old.settings.get(setting), new.settings.get(setting)
        if was != now:
            yield Difference(Part.FACT, new.name, new.label, f"setting.{setting}", was, now, used_in=users)


def _without_values(condition: Condition) -> Condition:
    """Give the condition with the value of each named constant taken out."""
    return map_condition(condition, lambda test: replace(test, operand=0) if test.constant else test)


def _compare_parts(before: All | AnyOf, after: Condition) -> tuple[ConditionDifference, ...]:
    assert isinstance(after, All | AnyOf)
    removed, added = _only_in(before.parts, after.parts), _only_in(after.parts, before.parts)
    if len(removed) == len(added):
        pairs = _pair_up(removed, added)
        if pairs is not None:
            return tuple(found for pair in pairs for found in compare_conditions(*pair))
    return (ConditionDifference(before, after, removed, added),)


def _only_in(parts: tuple[Condition, ...], others: tuple[Condition, ...]) -> tuple[Condition, ...]:
    left = [_without_values(other) for other in others]
    found = []
    for part in parts:
        bare = _without_values(part)
        if bare in left:
            left.remove(bare)
        else:
            found.append(part)
    return tuple(found)


def _pair_up(
    removed: tuple[Condition, ...], added: tuple[Condition, ...]
) -> list[tuple[Condition, Condition]] | None:
    """Pair what is the same comparison with another limit, or the same joining of parts; None where that fails."""
    left, pairs = list(added), []
    for part in removed:
        partner = next((other for other in left if _are_alike(part, other)), None)
        if partner is None:
            return None
        left.remove(partner)
        pairs.append((part, partner))
    return pairs


def _are_alike(one: Condition, other: Condition) -> bool:
    if isinstance(one, Compare | IsStated) and isinstance(other, Compare | IsStated):
        return one.fact == other.fact
    return type(one) is type(other)
