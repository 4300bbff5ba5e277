"""The worked examples of a rule or criterion: whether each holds, what it is about, and which answers no example shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.analysis.cells import least_of
from scoring_service.domain.analysis.lacking_answers import lacking_answers
from scoring_service.domain.analysis.possible_answers import reachable_levels
from scoring_service.domain.cases.answer import build_answer
from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import Criterion
from scoring_service.domain.try_cases import case_faults
from scoring_service.domain.try_criterion_cases import criterion_case_faults
from scoring_service.domain.walk_condition import facts_of_rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring_service.domain.rule_set import (
        CriterionCase,
        CriterionLevel,
        FactDeclaration,
        Level,
        Rule,
        RuleCase,
    )
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import ProblemList

    Facts = Mapping[str, FactDeclaration]
    Ground = Rule | Criterion
    AnyCase = RuleCase | CriterionCase


def check_cases(
    ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList, *, sound: bool
) -> None:
    """Note what is wrong with the cases; of a rule that is not ``sound`` nothing is said about cases that are lacking."""
    faults = criterion_case_faults(ground) if isinstance(ground, Criterion) else case_faults(ground)
    wrong = {number: fault for number, fault in faults if not places.is_doubtful(ground.cases[number])}
    for number, fault in wrong.items():
        problems.add(places.path_of(ground.cases[number]), fault.sv, fault.en)
    for case in ground.cases:
        _check_facts(case, ground, facts, places, problems)
    _check_repeated([case for case in ground.cases if not places.is_doubtful(case)], places, problems)
    if sound and not places.is_doubtful(ground):
        _check_lacking(ground, facts, places, problems)


def _check_facts(
    case: AnyCase, ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList
) -> None:
    looked_at = {*facts_of_rule(ground), *ground.shows}
    for name, value in case.facts.items():
        path = (*places.path_of(case), "facts", name)
        fact = facts.get(name)
        if fact is None:
            continue
        if name not in looked_at:
            accepted = ", ".join(sorted(looked_at))
            problems.warn(
                path,
                f"{ground.id} ser inte på {name}; det som påverkar svaret är: {accepted}",
                f"{ground.id} does not look at {name}; what affects the answer is: {accepted}",
            )
        elif fact.type in (FactType.INTEGER, FactType.AMOUNT) and isinstance(value, int):
            _check_least(fact, value, path, problems)


def _check_least(
    fact: FactDeclaration, value: int, path: tuple[str | int, ...], problems: ProblemList
) -> None:
    least = least_of(fact)
    if value < least:
        problems.warn(
            path,
            f"{fact.name} kan inte vara {value}; det minsta det kan vara är {least}",
            f"{fact.name} cannot be {value}; the least it can be is {least}",
        )


def _check_repeated(cases: Sequence[AnyCase], places: ConditionPlaces, problems: ProblemList) -> None:
    titles: dict[str, AnyCase] = {}
    given: dict[frozenset[tuple[str, object]], AnyCase] = {}
    for case in cases:
        stated = frozenset(
            (name, (type(value), value)) for name, value in case.facts.items() if value is not None
        )
        if (same := given.setdefault(stated, case)) is not case:
            problems.warn(
                places.path_of(case),
                f"exemplet ”{case.title}” har samma fakta som ”{same.title}”; ta bort det ena eller ändra dess fakta",
                f"the case ”{case.title}” has the same facts as ”{same.title}”; remove one or change its facts",
            )
        elif titles.setdefault(case.title, case) is not case:
            problems.warn(
                (*places.path_of(case), "title"),
                f"två exempel heter ”{case.title}”; säg vad som skiljer dem",
                f"two cases are called ”{case.title}”; say what tells them apart",
            )


def _check_lacking(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> None:
    lacking = lacking_answers(ground, facts)
    for status in lacking:
        problems.add(
            places.path_of(ground),
            f"saknar ett exempel (cases) som är {status}",
            f"has no case that is {status}",
        )
    if not lacking:
        _check_levels(ground, facts, places, problems)


def _check_levels(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> None:
    answer = build_answer(ground)
    shown = {answer(case.facts).level for case in ground.cases if not places.is_doubtful(case)}
    levels: Sequence[Level | CriterionLevel] = ground.levels
    for number, level in enumerate(levels):
        if number not in shown and number in reachable_levels(ground, facts):
            problems.warn(
                places.path_of(level),
                f"inget exempel (cases) prövar nivå {number + 1}; lägg till ett vars svar den ger",
                f"no case tries level {number + 1}; add one whose answer it gives",
            )
