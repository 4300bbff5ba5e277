"""The case that would notice a fault which no case notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import key_of, subjects_of
from scoring_service.domain.cases.case import SingleCase, own_cases
from scoring_service.domain.cases.make_case import make_single_case, make_whole_case
from scoring_service.domain.cases.tell_apart import Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring_service.domain.cases.case import Case, CaseFile
    from scoring_service.domain.cases.run_mutants import Survivor
    from scoring_service.domain.rule_set import RuleSet


def propose_killer(survivor: Survivor, rule_set: RuleSet, files: Sequence[CaseFile]) -> Case | None:
    """Make the case, as near to a known one as can be; None where no difference could be found."""
    found = survivor.comparison
    if not isinstance(found, Difference):
        return None
    key = key_of(survivor.mutant.subject)
    subject = subjects_of(rule_set)[key]
    title = f"{subject.title.sv}: {survivor.mutant.text.sv}"
    if found.other_type:
        base = next((file.base for file in files if file.base), {})
        return make_whole_case(rule_set, found.situation, base, title)
    cases: list[Case] = [*own_cases(rule_set), *(case for file in files for case in file.cases)]
    known = [case.facts for case in cases if isinstance(case, SingleCase) and case.subject == key]
    return make_single_case(subject, found.situation.values, title, known)
