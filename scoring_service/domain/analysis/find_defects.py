"""Every defect of a rule set's conditions, levels and rules, on each day from which its constants have other values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.analysis.defect import Defect, DefectKind
from scoring_service.domain.analysis.find_between_rules import find_between_rules
from scoring_service.domain.analysis.find_constants import find_constants
from scoring_service.domain.analysis.find_needless import find_needless
from scoring_service.domain.analysis.find_unreachable import find_unreachable
from scoring_service.domain.analysis.same_parts import SameParts
from scoring_service.domain.analysis.solve import UndecidedError
from scoring_service.domain.analysis.space import Space
from scoring_service.domain.constant_days import constant_days
from scoring_service.domain.level_keys import grounds_of
from scoring_service.domain.normal_form import TooManyTermsError, false_terms, true_terms
from scoring_service.domain.on_day import on_day
from scoring_service.domain.rule_set import Criterion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from scoring_service.domain.rule_set import Rule, RuleSet

    Ground = Rule | Criterion


@dataclass(frozen=True, slots=True)
class DatedDefect:
    """A defect of one rule or criterion; ``days`` are those from which it is there, None where it always is.

    A day of None among them is the rule set's own first day.
    """

    defect: Defect
    ground: Ground
    days: tuple[date | None, ...] | None


_HARMLESS = frozenset((DefectKind.OF_OWN_TYPE, DefectKind.NEEDLESS))
"""What leaves a rule with a meaning, so that it can be compared with others."""


def find_defects(rule_set: RuleSet) -> list[DatedDefect]:
    """Give each defect once, about the parts of this very rule set. What is too wide to be settled, or for the engine, gives none."""
    days = constant_days(rule_set)
    found: dict[tuple[DefectKind, int], tuple[Defect, Ground]] = {}
    there: dict[tuple[DefectKind, int], list[date | None]] = {}
    for day in days:
        for defect, ground in _on_one_day(rule_set, day):
            key = (defect.kind, id(defect.part))
            found.setdefault(key, (defect, ground))
            there.setdefault(key, []).append(day)
    return [
        DatedDefect(defect, ground, None if len(there[key]) == len(days) else tuple(there[key]))
        for key, (defect, ground) in found.items()
    ]


def _on_one_day(rule_set: RuleSet, day: date | None) -> Iterator[tuple[Defect, Ground]]:
    dated = grounds_of(on_day(rule_set, day))
    of_file, own = SameParts(grounds_of(rule_set), dated), grounds_of(rule_set)
    sound = []
    for ground, owner in zip(dated, own, strict=True):
        if _is_too_wide(ground):
            continue
        defects = _within(ground, rule_set)
        yield from ((of_file.of_defect(defect), owner) for defect in defects)
        if _HARMLESS.issuperset(defect.kind for defect in defects):
            sound.append(ground)
    for grounds in _apart(sound):
        for defect in find_between_rules(grounds, rule_set.facts):
            told = of_file.of_defect(defect)
            yield told, next(owner for owner in own if owner is told.part)


def _is_too_wide(ground: Ground) -> bool:
    """Tell whether the engine could not take the rule anyhow, so that its analysis may be left until it is mended."""
    try:
        for level in ground.levels:
            true_terms(level.when), false_terms(level.when)
    except TooManyTermsError:
        return True
    return False


def _within(ground: Ground, rule_set: RuleSet) -> list[Defect]:
    """Give the defects of one rule or criterion; a level that nobody or everybody meets is not looked at further."""
    try:
        space = Space(rule_set.facts, (level.when for level in ground.levels), ground.grant_types)
    except UndecidedError:
        return []
    found, sound = list[Defect](), []
    for level in ground.levels:
        defects = _settled(find_constants, level.when, space, ground.grant_types)
        found += defects or _settled(find_needless, level.when, space, ground.grant_types)
        if _HARMLESS.issuperset(defect.kind for defect in defects):
            sound.append(level)
    return found + _settled(find_unreachable, sound, space, ground.grant_types)


def _settled(find: Callable[..., list[Defect]], *asked: Any) -> list[Defect]:
    try:
        return find(*asked)
    except UndecidedError:
        return []


def _apart(grounds: Sequence[Ground]) -> tuple[list[Ground], list[Ground]]:
    """Part rules from criteria: one is never a copy of the other."""
    criteria: list[Ground] = [ground for ground in grounds if isinstance(ground, Criterion)]
    return [ground for ground in grounds if not isinstance(ground, Criterion)], criteria
