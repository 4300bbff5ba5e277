"""Every fact that a rule set declares, stated and derived, for one application of a frozen call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.derive.known import Known
from scoring_service.domain.derive.may_apply import known_administrations
from scoring_service.domain.derive.stated import derive_stated

if TYPE_CHECKING:
    from scoring_service.domain.derive.call_context import CallContext
    from scoring_service.domain.fact import Fact
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet


def derive_facts(
    rule_set: RuleSet, call: CallFacts, application: Application, context: CallContext
) -> dict[str, Fact]:
    """Give every declared fact by name; the same input gives the same facts, whatever else was derived before.

    Raises:
        StatedValueError: a stated value is not of the declared type.
        KeyError: the rule set declares a kind that does not exist; its file was not checked.
    """
    known = Known(call, application, context, known_administrations(rule_set, call))
    return {name: _derive(declaration, known) for name, declaration in rule_set.facts.items()}


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    if declaration.kind is None:
        return derive_stated(declaration, known.application)
    return KINDS[declaration.kind].derive(declaration, known)
