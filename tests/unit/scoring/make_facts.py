"""Applications, calls and rule sets with only what a test of derived facts speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.administrations import known_administrations
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import CallContext, Known
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import CallRule, FactDeclaration, RuleSet
from scoring_service.domain.wording.names import AdministrationNames
from scoring_service.rule_files.faults import FaultList, PlacedFault
from scoring_service.rule_files.fields import check_settings

LABEL = Sentence("etikett", "label")


def make_application(reference: str = "A-1", **given: Any) -> Application:
    """Make a project application of Farsta; anything can be given otherwise."""
    fields: dict[str, Any] = {
        "application_id": f"id-{reference}",
        "reference": reference,
        "revision": 1,
        "grant_type": "project",
        "title": f"Titel för {reference}",
        "description": None,
        "applicants": ("Farsta stadsdelsförvaltning",),
        "unit": None,
        "requested_amount": 1000,
        "submitted_at": None,
        "earlier_grants": (),
        "answers": {},
    }
    return Application(**{**fields, **given})


def make_call(**given: Any) -> CallFacts:
    """Make a call for 2018 with a quota of two; anything can be given otherwise."""
    fields: dict[str, Any] = {
        "call_id": "call",
        "code": "call",
        "title": "Utlysning",
        "issuer": None,
        "opens_on": date(2017, 9, 4),
        "closes_on": date(2017, 12, 1),
        "time_zone": "Europe/Stockholm",
        "grant_year": 2018,
        "grant_types": {
            "project": GrantType("Projekt", 5000, 20000),
            "study_visit": GrantType("Studiebesök", None, None),
        },
        "max_applications_per_administration": 2,
        "administrations": None,
    }
    return CallFacts(**{**fields, **given})


def setting_faults(shape: type, settings: dict[str, Any]) -> list[PlacedFault]:
    """The faults of settings held to the shape that a kind declares."""
    faults = FaultList({})
    check_settings(shape, settings, (), faults)
    return faults.sorted()


def declare(kind: str, type_: FactType = FactType.BOOLEAN, /, **settings: Any) -> FactDeclaration:
    """Declare a derived fact called as its kind; the settings must pass the kind's own check."""
    assert setting_faults(KINDS[kind].settings, settings) == []
    assert type_ in KINDS[kind].gives
    return FactDeclaration(kind, type_, LABEL, kind=kind, settings=settings)


def make_rule_set(*facts: FactDeclaration, call_rules: Iterable[CallRule] = ()) -> RuleSet:
    """Make a rule set of facts and call rules, without rules."""
    named = {fact.name: fact for fact in facts}
    return RuleSet("r", 1, "0", LABEL, None, None, {}, named, (), tuple(call_rules))


def derive(
    declaration: FactDeclaration,
    application: Application,
    call: CallFacts | None = None,
    context: CallContext | None = None,
) -> Fact:
    """Derive one fact."""
    call = call or make_call()
    names = known_administrations(make_rule_set(declaration), call)
    names = names if names.known else AdministrationNames.of(("Farsta stadsdelsförvaltning", "Bromma sdf"))
    known = Known(call, application, context or CallContext(), names)
    return KINDS[declaration.kind or ""].derive(declaration, known)


def index_of(call: CallFacts, *applications: Application, rule_set: RuleSet | None = None) -> CallIndex:
    """Index a call."""
    index = CallIndex(rule_set or make_rule_set(), call)
    for application in applications:
        index.add(application)
    return index
