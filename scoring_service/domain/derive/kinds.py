"""Every kind of derived fact that a rule file can declare, by name, and the facts of one application derived by them.

A kind is what stands as a ``KindDeclaration`` in one of the group's files: to add one touches that file alone.
"""

import json
from dataclasses import replace
from typing import Final

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact
from scoring_service.domain.derive import (
    administrations,
    plain_facts,
    project_years,
    register,
    register_topic,
    similar,
    told_years,
    words,
    words_together,
)
from scoring_service.domain.derive.kind import (
    CallContext,
    KindDeclaration,
    Known,
    StatedValueError,
    derive_stated,
)
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import FactDeclaration, Ground, RuleSet

_GROUPS: Final = (
    project_years,
    told_years,
    plain_facts,
    administrations,
    similar,
    register,
    register_topic,
    words,
    words_together,
)
KINDS: Final[dict[str, KindDeclaration]] = {
    kind.name: kind for group in _GROUPS for kind in vars(group).values() if isinstance(kind, KindDeclaration)
}

DERIVATION: Final = 3
"""Goes up whenever what is derived, how a sentence is written, or a hint, changes for rules and applications that are kept."""


def derive_facts(
    rule_set: RuleSet, call: CallFacts, application: Application, context: CallContext
) -> dict[str, Fact]:
    """Give every declared fact by name; the same input gives the same facts, whatever else was derived before.

    A stated value that is not of the declared type makes that one fact unclear, with the value as its evidence.

    Raises:
        KeyError: the rule set declares a kind that does not exist; its file was not checked.
    """
    known = Known(call, application, context, administrations.known_administrations(rule_set, call))
    return {name: _derive(declaration, known) for name, declaration in rule_set.facts.items()}


def sections_read(rule_set: RuleSet) -> tuple[str, ...]:
    """Give the sections of the register that some rule or criterion reads, in the register's order."""
    read = {section for ground in rule_set.grounds for section in sections_of(rule_set, ground)}
    return tuple(section for section in SECTIONS if section in read)


def sections_of(rule_set: RuleSet, ground: Ground) -> frozenset[str]:
    """Give the sections of the register that the conditions of one ground read."""
    return frozenset(section for name in ground.facts for section in _sections_of(rule_set.facts[name]))


def absent_sections(rule_set: RuleSet, call: CallFacts) -> tuple[str, ...]:
    """Give the sections that the rules read and the register of the call does not have."""
    register = call.register or {}
    return tuple(section for section in sections_read(rule_set) if register.get(section) is None)


def _sections_of(declaration: FactDeclaration) -> tuple[str, ...]:
    return () if declaration.kind is None else KINDS[declaration.kind].sections(declaration.settings)


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    try:
        return _derive_read(declaration, known)
    except StatedValueError as error:
        written = (
            error.value
            if isinstance(error.value, str)
            else json.dumps(error.value, ensure_ascii=False, default=str)
        )
        return Fact(None, (Evidence(error.path, written),), (error.path,), is_unclear=True)


def _derive_read(declaration: FactDeclaration, known: Known) -> Fact:
    if declaration.stated_in == plain_facts.ARRIVAL:
        return plain_facts.day_of_arrival(known)
    if declaration.kind is None:
        return derive_stated(declaration, known.application)
    fact = KINDS[declaration.kind].derive(declaration, known)
    absent = tuple(section for section in _sections_of(declaration) if not known.has_section(section))
    if not absent:
        return fact
    # What the city may know and has not told can make the fact anything, also where the rest of it seems to settle it.
    missing = dict.fromkeys((*fact.missing, *(f"register.{section}" for section in absent)))
    return replace(fact, value=None, missing=tuple(missing), absent=absent)
