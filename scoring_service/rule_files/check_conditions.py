"""Conditions, levels and rules that nobody fulfils, everybody does, or another says already, told where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.defect import DefectKind
from scoring_service.domain.analysis.find_defects import find_defects
from scoring_service.rule_files.defect_messages import write_days, write_defect

if TYPE_CHECKING:
    from scoring_service.domain.analysis.find_defects import DatedDefect
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import ProblemList

_MAY_BE_MEANT: Final = frozenset((DefectKind.OF_OWN_TYPE, DefectKind.NEEDLESS, DefectKind.SUBSUMED))
"""What changes no answer as it stands: a warning."""

_TOLD_OF_SOME_DAYS: Final = frozenset(
    (DefectKind.NEVER_TRUE, DefectKind.NEVER_FALSE, DefectKind.EXCLUDED, DefectKind.UNREACHABLE)
)
"""What is told also where only the constants of some days make it so; the rest may be what those constants are for."""


def check_conditions(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> frozenset[int]:
    """Note every defect; give the identities of the rules and criteria whose conditions have an error."""
    amiss = set()
    for found in find_defects(rule_set):
        defect = found.defect
        if found.days is not None and defect.kind not in _TOLD_OF_SOME_DAYS:
            continue
        message = write_defect(defect, found.ground, rule_set.facts)
        on_days = write_days(found.days)
        path = places.path_of(defect.part)
        if defect.kind is DefectKind.UNREACHABLE:
            path = (*path, "when")
        if _is_warning(found):
            problems.warn(path, f"{message.sv}{on_days.sv}", f"{message.en}{on_days.en}")
        else:
            problems.add(path, f"{message.sv}{on_days.sv}", f"{message.en}{on_days.en}")
            amiss.add(id(found.ground))
    return frozenset(amiss)


def _is_warning(found: DatedDefect) -> bool:
    kind = found.defect.kind
    # A rule that refuses everybody from some day on is an error whatever the days before it.
    return kind in _MAY_BE_MEANT or (found.days is not None and kind is not DefectKind.NEVER_FALSE)
