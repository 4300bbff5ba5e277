"""The worked examples of a rule or criterion: whether each holds, what it is about, and which answers no example shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.cells import least_of
from scoring_service.domain.analysis.lacking_answers import lacking_answers
from scoring_service.domain.analysis.possible_answers import reachable_levels
from scoring_service.domain.analysis.solve import UndecidedError
from scoring_service.domain.cases.answer import build_answer
from scoring_service.domain.cases.own_case_faults import own_case_faults
from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import Criterion
from scoring_service.domain.walk_condition import facts_of_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring_service.domain.rule_set import (
        CriterionCase,
        FactDeclaration,
        Rule,
        RuleCase,
    )
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import Path, ProblemList

    Facts = Mapping[str, FactDeclaration]
    Ground = Rule | Criterion
    AnyCase = RuleCase | CriterionCase


_NUMBERS: Final = (FactType.INTEGER, FactType.AMOUNT)


def check_cases(
    ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList, *, sound: bool
) -> None:
    """Note what is wrong with the cases.

    Where conditions are not ``sound``, nothing is said that follows from that: what a case answers or looks at.
    """
    _check_repeated(ground.cases, places, problems)
    _check_least(ground, facts, places, problems)
    if not sound:
        return
    all_hold = _check_answers(ground, places, problems)
    _check_looked_at(ground, facts, places, problems)
    if places.is_doubtful(ground):
        return
    doubtful = any(places.is_doubtful(case) for case in ground.cases)
    if doubtful and isinstance(ground, Criterion):
        return
    if _check_lacking(ground, facts, places, problems) and all_hold and not doubtful:
        _check_levels(ground, facts, places, problems)


def _check_answers(ground: Ground, places: ConditionPlaces, problems: ProblemList) -> bool:
    """Note the cases that do not hold; tell whether all do."""
    faults = own_case_faults(ground)
    for number, fault in faults:
        if not places.is_doubtful(ground.cases[number]):
            problems.add(places.path_of(ground.cases[number]), fault.sv, fault.en)
    return not faults


def _check_looked_at(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> None:
    looked_at = {*facts_of_rule(ground), *ground.shows}
    accepted = ", ".join(sorted(looked_at))
    for name, path in _stated(ground, places):
        if name in facts and name not in looked_at:
            problems.warn(
                path,
                f"{ground.id} ser inte på {name}; det som påverkar svaret är: {accepted}",
                f"{ground.id} does not look at {name}; what affects the answer is: {accepted}",
            )


def _check_least(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note numbers that the fact can never have."""
    for case in ground.cases:
        for name, value in case.facts.items():
            fact = facts.get(name)
            if fact is None or fact.type not in _NUMBERS or not isinstance(value, int):
                continue
            if value < (least := least_of(fact)):
                problems.warn(
                    (*places.path_of(case), "facts", name),
                    f"{name} kan inte vara {value}; det minsta det kan vara är {least}",
                    f"{name} cannot be {value}; the least it can be is {least}",
                )


def _stated(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[str, Path]]:
    for case in ground.cases:
        yield from ((name, (*places.path_of(case), "facts", name)) for name in case.facts)


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


def _check_lacking(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> bool:
    """Note the answers that no case shows; tell whether all are shown."""
    lacking = lacking_answers(ground, facts)
    for status in lacking:
        problems.add(
            places.path_of(ground),
            f"saknar ett exempel (cases) som är {status}",
            f"has no case that is {status}",
        )
    return not lacking


def _check_levels(ground: Ground, facts: Facts, places: ConditionPlaces, problems: ProblemList) -> None:
    answer = build_answer(ground)
    # An undetermined answer has no sentence: it is no try of the level that could not be settled.
    answered = [found for case in ground.cases if (found := answer(case.facts)).sentence is not None]
    shown = {found.level for found in answered}
    for number in _reachable(ground, facts):
        if number not in shown:
            problems.warn(
                places.path_of(ground.levels[number]),
                f"inget exempel (cases) prövar nivå {number + 1}; lägg till ett vars svar den ger",
                f"no case tries level {number + 1}; add one whose answer it gives",
            )


def _reachable(ground: Ground, facts: Facts) -> list[int]:
    try:
        return reachable_levels(ground, facts)
    except UndecidedError:
        return []
