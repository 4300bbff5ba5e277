"""The conditions of rules and criteria, and the worked examples that stand with them.

Exact reasoning finds conditions, levels and rules that nobody fulfils, everybody does, or another says already. Of each
example is told whether it holds and whether it is about what the rule looks at, and of the rule which outcomes none shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from prescreen_shared.texts.catalogue import LANGUAGES
from scoring_service.domain.analysis.cells import least_of
from scoring_service.domain.analysis.find_faults import DatedFault, find_faults
from scoring_service.domain.analysis.reasoning import UndecidedError
from scoring_service.domain.analysis.weak_conditions import (
    ConditionFault,
    FaultKind,
    Part,
    lacking_cases,
    reachable_levels,
)
from scoring_service.domain.cases.case import decider_of, own_case_faults
from scoring_service.domain.condition import All, Any, Compare, FactType, IsStated, Not, write_condition
from scoring_service.domain.rule_set import MAX_INTEGER, FactDeclaration, Ground, Level, OwnCase, RuleSet
from scoring_service.rule_files.faults import NOTHING, ConditionPlaces, FaultList, Path, Said, after, said

Facts = Mapping[str, FactDeclaration]
_NUMBERS: Final = (FactType.INTEGER, FactType.AMOUNT)
_MAY_BE_MEANT: Final = frozenset((FaultKind.OF_OWN_TYPE, FaultKind.NEEDLESS, FaultKind.SUBSUMED))
"""What changes no answer as it stands: a warning."""
_TOLD_OF_SOME_DAYS: Final = frozenset(
    (FaultKind.NEVER_TRUE, FaultKind.NEVER_FALSE, FaultKind.EXCLUDED, FaultKind.UNREACHABLE)
)
"""What is told also where only the constants of some days make it so; the rest may be what those constants are for."""
LONGEST_SHOWN: Final = 120


def check_cases(
    ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList, *, sound: bool
) -> None:
    """Note what is wrong with the cases.

    Where conditions are not ``sound``, nothing is said that follows from that: what a case answers or looks at.
    """
    _check_repeated(ground.cases, places, faults)
    _check_least(ground, facts, places, faults)
    if not sound:
        return
    all_hold = _check_answers(ground, places, faults)
    _check_looked_at(ground, facts, places, faults)
    if places.is_doubtful(ground):
        return
    doubtful = any(places.is_doubtful(case) for case in ground.cases)
    if doubtful and ground.gives_points:
        return
    if _check_lacking(ground, facts, places, faults) and all_hold and not doubtful:
        _check_levels(ground, facts, places, faults)


def check_conditions(rule_set: RuleSet, places: ConditionPlaces, faults: FaultList) -> frozenset[int]:
    """Note every fault; give the identities of the rules and criteria whose conditions have an error."""
    amiss = set()
    for found in find_faults(rule_set):
        fault = found.fault
        if found.days is not None and fault.kind not in _TOLD_OF_SOME_DAYS:
            continue
        path = places.path_of(fault.part)
        if fault.kind is FaultKind.UNREACHABLE:
            path = (*path, "when")
        told = said(f"rule-file.{fault.kind}", **_values(fault, found.ground, rule_set.facts))
        on_days = _write_days(found.days)
        told = {language: told[language] + on_days[language] for language in told}
        if _is_warning(found):
            faults.tell(path, told, "warning")
        else:
            faults.tell(path, told)
            amiss.add(id(found.ground))
    return frozenset(amiss)


def _check_repeated(cases: Sequence[OwnCase], places: ConditionPlaces, faults: FaultList) -> None:
    titles: dict[str, OwnCase] = {}
    given: dict[frozenset[tuple[str, object]], OwnCase] = {}
    for case in cases:
        stated = frozenset(
            (name, (type(value), value)) for name, value in case.facts.items() if value is not None
        )
        if (same := given.setdefault(stated, case)) is not case:
            faults.warn(places.path_of(case), "rule-file.case-same-facts", title=case.title, other=same.title)
        elif titles.setdefault(case.title, case) is not case:
            faults.warn((*places.path_of(case), "title"), "rule-file.case-same-title", title=case.title)


def _check_least(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> None:
    """Note numbers that the fact can never have."""
    for case in ground.cases:
        for name, value in case.facts.items():
            fact = facts.get(name)
            if fact is None or fact.type not in _NUMBERS or not isinstance(value, int):
                continue
            if value < (least := least_of(fact)):
                faults.warn(
                    (*places.path_of(case), "facts", name),
                    "rule-file.below-least",
                    name=name,
                    value=value,
                    least=least,
                )


def _check_answers(ground: Ground, places: ConditionPlaces, faults: FaultList) -> bool:
    """Note the cases that do not hold; tell whether all do."""
    wrong = own_case_faults(ground)
    for number, fault in wrong:
        if not places.is_doubtful(ground.cases[number]):
            faults.tell(places.path_of(ground.cases[number]), {"sv": fault.sv, "en": fault.en})
    return not wrong


def _check_looked_at(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> None:
    looked_at = {*ground.facts, *ground.shows}
    accepted = ", ".join(sorted(looked_at))
    for name, path in _stated(ground, places):
        if name in facts and name not in looked_at:
            faults.warn(path, "rule-file.not-looked-at", id=ground.id, name=name, accepted=accepted)


def _stated(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[str, Path]]:
    for case in ground.cases:
        yield from ((name, (*places.path_of(case), "facts", name)) for name in case.facts)


def _check_lacking(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> bool:
    """Note the answers that no case shows; tell whether all are shown."""
    lacking = lacking_cases(ground, facts)
    for status in lacking:
        faults.add(places.path_of(ground), "rule-file.case-lacking", status=status)
    return not lacking


def _check_levels(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> None:
    decider = decider_of(ground)
    # An undetermined decision has no sentence: it is no try of the level that could not be settled.
    decided = [found for case in ground.cases if (found := decider(case.facts)).sentence is not None]
    shown = {found.level for found in decided}
    for number in _reachable(ground, facts):
        if number not in shown:
            faults.warn(
                places.path_of(ground.levels[number]), "rule-file.case-lacking-level", level=number + 1
            )


def _reachable(ground: Ground, facts: Facts) -> list[int]:
    try:
        return reachable_levels(ground, facts)
    except UndecidedError:
        return []


def _values(fault: ConditionFault, ground: Ground, facts: Facts) -> dict[str, object]:
    """Give what the texts about faults of conditions tell of one."""
    named = ", ".join(map(_name, fault.beside))
    beside = after(" ", said("rule-file.beside", named=named)) if named else NOTHING
    if fault.kind is FaultKind.UNREACHABLE:
        above = (
            number
            for number, level in enumerate(ground.levels, 1)
            if any(level is each for each in fault.beside)
        )
        beside = said("rule-file.level-above", named=", ".join(map(str, above)))
    is_listed = fault.kind in (FaultKind.NEEDLESS, FaultKind.UNREACHABLE)
    return {
        "part": _name(fault.part),
        "beside": beside if is_listed else named,
        "why": _why(fault, facts),
        "types": ", ".join(ground.grant_types),
        "ground": said("rule-file.the-criterion" if ground.gives_points else "rule-file.the-rule"),
    }


def _why(fault: ConditionFault, facts: Facts) -> Said:
    """Tell the limits of the fact, where they are what makes a comparison the same for all."""
    part = fault.part
    if not isinstance(part, Compare):
        stated = isinstance(part, IsStated | All | Any | Not) and fault.kind is FaultKind.NEVER_FALSE
        return after(" ", said("rule-file.once-stated")) if stated else NOTHING
    fact = facts[part.fact]
    if fact.type in _NUMBERS:
        least = least_of(fact)
        limit = str(least) if least > -MAX_INTEGER else f"−{MAX_INTEGER}"
        return said("rule-file.from-to", fact=part.fact, least=limit, most=MAX_INTEGER)
    if fact.type is FactType.CHOICE:
        return said("rule-file.is-one-of", fact=part.fact, words=", ".join(fact.choices))
    return NOTHING


def _name(part: Part) -> str:
    if isinstance(part, Ground):
        return part.id
    if isinstance(part, Level):
        return _name(part.when)
    text = write_condition(part)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _write_days(days: tuple[date | None, ...] | None) -> Said:
    """Say with the constants of which days a fault is there; nothing where it always is."""
    if days is None:
        return NOTHING
    named = [
        said("rule-file.first-day") if day is None else dict.fromkeys(LANGUAGES, str(day)) for day in days
    ]
    listed = {language: ", ".join(each[language] for each in named) for language in LANGUAGES}
    return after(" ", said("rule-file.with-constants-from", days=listed))


def _is_warning(found: DatedFault) -> bool:
    kind = found.fault.kind
    # A rule that refuses everybody from some day on is an error whatever the days before it.
    return kind in _MAY_BE_MEANT or (found.days is not None and kind is not FaultKind.NEVER_FALSE)
