"""Every kind of derived fact that a rule file can declare, by name.

RETELL:
- (derive_facts) Every fact that a rule set declares, stated and derived, for one application of a frozen call.
"""

from __future__ import annotations

from typing import Final

from prescreen_shared.shapes.application import Application
from scoring_service.domain.derive.administrations import (
    ADMINISTRATION_STANDING,
    APPLICANT_COUNT,
    APPLICANTS_MAY_APPLY,
    APPLICATIONS_OF_ADMINISTRATION,
    RANK_IN_ADMINISTRATION,
    known_administrations,
)
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.known import CallContext, Known, derive_stated
from scoring_service.domain.derive.plain_facts import AMOUNT_OVER_CAP, GRANT_TYPE_IS, SUBMISSION_TIME
from scoring_service.domain.derive.project_years import (
    CONTINUES_PROJECT,
    PROJECT_YEAR,
    PROJECT_YEAR_AT_LEAST,
    PROJECT_YEAR_AT_MOST,
    STATED_GRANT,
)
from scoring_service.domain.derive.register import OWN_PROJECT_ENTRY, REGISTER_HAS, REGISTER_MATCH
from scoring_service.domain.derive.register_topic import REGISTER_TOPIC
from scoring_service.domain.derive.similar import SIMILAR_APPLICATION
from scoring_service.domain.derive.words import NAMED_ACQUISITION, SAYS_SOMETHING, WORDS
from scoring_service.domain.fact import Fact
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import FactDeclaration, RuleSet

KINDS: Final[dict[str, KindDeclaration]] = {
    kind.name: kind
    for kind in (
        PROJECT_YEAR,
        PROJECT_YEAR_AT_LEAST,
        PROJECT_YEAR_AT_MOST,
        CONTINUES_PROJECT,
        STATED_GRANT,
        AMOUNT_OVER_CAP,
        ADMINISTRATION_STANDING,
        APPLICATIONS_OF_ADMINISTRATION,
        RANK_IN_ADMINISTRATION,
        APPLICANTS_MAY_APPLY,
        APPLICANT_COUNT,
        SIMILAR_APPLICATION,
        SUBMISSION_TIME,
        GRANT_TYPE_IS,
        REGISTER_MATCH,
        REGISTER_TOPIC,
        REGISTER_HAS,
        OWN_PROJECT_ENTRY,
        WORDS,
        SAYS_SOMETHING,
        NAMED_ACQUISITION,
    )
}


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
