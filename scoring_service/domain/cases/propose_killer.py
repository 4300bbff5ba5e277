"""The case that would notice a fault which no case notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import key_of, subjects_of
from scoring_service.domain.cases.case import SingleCase, own_cases
from scoring_service.domain.cases.make_case import make_single_case, make_whole_case
from scoring_service.domain.cases.tell_apart import Difference
from scoring_service.domain.cases.title_case import title_of_facts, title_of_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.cases.run_mutants import Survivor
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet


def propose_killer(
    survivor: Survivor, rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]
) -> Case | None:
    """Make the case, as near to a known one as can be; None where no difference could be found."""
    found = survivor.comparison
    if not isinstance(found, Difference):
        return None
    key = key_of(survivor.mutant.subject)
    subject = subjects_of(rule_set)[key]
    if found.other_type:
        title = title_of_type(subject, found.situation.grant_type)
        return make_whole_case(rule_set, subject, found.situation, base, title)
    known = [
        case.facts
        for case in (*own_cases(rule_set), *cases)
        if isinstance(case, SingleCase) and case.subject == key
    ]
    title = title_of_facts(found.situation.values, known, rule_set.facts)
    return make_single_case(subject, found.situation.values, title, known)
