"""The worked examples of a rule or criterion: whether each holds, what it is about, and which answers no example shows.

RETELL:
- (check_conditions) Conditions, levels and rules that nobody fulfils, everybody does, or another says already, told where they stand.
- (defect_messages) The faults of conditions and rules in words: what is wrong and what would be accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from scoring_service.domain.analysis.find_faults import DatedFault, find_faults
from scoring_service.domain.analysis.reasoning import UndecidedError, least_of
from scoring_service.domain.analysis.weak_conditions import (
    ConditionFault,
    FaultKind,
    Part,
    lacking_answers,
    reachable_levels,
)
from scoring_service.domain.cases.case import decider_of
from scoring_service.domain.cases.try_case import own_case_faults
from scoring_service.domain.condition import All, Any, Compare, IsStated, Not, write_condition
from scoring_service.domain.fact import FactType
from scoring_service.domain.rule_set import (
    MAX_INTEGER,
    FactDeclaration,
    Ground,
    Level,
    OwnCase,
    RuleSet,
    Sentence,
)
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, Path

Facts = Mapping[str, FactDeclaration]
_NUMBERS: Final = (FactType.INTEGER, FactType.AMOUNT)
_MAY_BE_MEANT: Final = frozenset((FaultKind.OF_OWN_TYPE, FaultKind.NEEDLESS, FaultKind.SUBSUMED))
"""What changes no answer as it stands: a warning."""
_TOLD_OF_SOME_DAYS: Final = frozenset(
    (FaultKind.NEVER_TRUE, FaultKind.NEVER_FALSE, FaultKind.EXCLUDED, FaultKind.UNREACHABLE)
)
"""What is told also where only the constants of some days make it so; the rest may be what those constants are for."""
LONGEST_SHOWN: Final = 120
_TEMPLATES: Final[dict[FaultKind, Sentence]] = {
    FaultKind.NEVER_TRUE: Sentence(
        "{part} kan aldrig vara sant{why_sv}; skriv ett villkor som någon ansökan kan uppfylla, eller ta bort det",
        "{part} can never be true{why_en}; write a condition that some application can fulfil, or remove it",
    ),
    FaultKind.NEVER_FALSE: Sentence(
        "{part} är alltid sant{why_sv}; ändra villkoret, eller skriv is_stated: true om det räcker att uppgiften är angiven",
        "{part} is always true{why_en}; change the condition, or write is_stated: true if it is enough that the fact is stated",
    ),
    FaultKind.OF_OTHER_TYPE: Sentence(
        "{part} kan inte uppfyllas av bidragsformerna {types}, som {ground_sv} gäller; ändra grant_types eller ta bort villkoret",
        "{part} cannot be fulfilled by the grant types {types}, which the {ground_en} is for; change grant_types or remove the condition",
    ),
    FaultKind.OF_OWN_TYPE: Sentence(
        "{part} uppfylls alltid av bidragsformerna {types}, som {ground_sv} gäller; villkoret behövs inte",
        "{part} is always fulfilled by the grant types {types}, which the {ground_en} is for; the condition is not needed",
    ),
    FaultKind.EXCLUDED: Sentence(
        "{part} kan aldrig vara sant samtidigt med {beside}, och båda krävs; ta bort det ena, eller skriv any om det räcker med ett av dem",
        "{part} can never be true together with {beside}, and both are asked for; remove one, or write any if one of them is enough",
    ),
    FaultKind.NEEDLESS: Sentence(
        "{part} ändrar aldrig svaret{beside_sv}; ta bort det eller skriv det som var menat",
        "{part} never changes the answer{beside_en}; remove it or write what was meant",
    ),
    FaultKind.UNREACHABLE: Sentence(
        "nivån används aldrig: när dess villkor är uppfyllt svarar redan {beside_sv} ovanför; ändra villkoret eller ta bort nivån",
        "the level is never used: when its condition is met, {beside_en} above it answers already; change the condition or remove the level",
    ),
    FaultKind.DUPLICATE: Sentence(
        "{part} gäller alltid precis samma ansökningar som {beside}; slå ihop dem till en",
        "{part} is always about exactly the same applications as {beside}; make one of the two",
    ),
    FaultKind.SUBSUMED: Sentence(
        "varje gång {part} är uppfylld är {beside} det också, med minst lika stark verkan; ändra villkoret eller slå ihop dem",
        "whenever {part} is met, so is {beside}, with an effect at least as strong; change the condition or make one of the two",
    ),
}


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
        message = _write_fault(fault, found.ground, rule_set.facts)
        on_days = _write_days(found.days)
        path = places.path_of(fault.part)
        if fault.kind is FaultKind.UNREACHABLE:
            path = (*path, "when")
        if _is_warning(found):
            faults.warn(path, f"{message.sv}{on_days.sv}", f"{message.en}{on_days.en}")
        else:
            faults.add(path, f"{message.sv}{on_days.sv}", f"{message.en}{on_days.en}")
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
            faults.warn(
                places.path_of(case),
                f"exemplet ”{case.title}” har samma fakta som ”{same.title}”; ta bort det ena eller ändra dess fakta",
                f"the case ”{case.title}” has the same facts as ”{same.title}”; remove one or change its facts",
            )
        elif titles.setdefault(case.title, case) is not case:
            faults.warn(
                (*places.path_of(case), "title"),
                f"två exempel heter ”{case.title}”; säg vad som skiljer dem",
                f"two cases are called ”{case.title}”; say what tells them apart",
            )


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
                    f"{name} kan inte vara {value}; det minsta det kan vara är {least}",
                    f"{name} cannot be {value}; the least it can be is {least}",
                )


def _check_answers(ground: Ground, places: ConditionPlaces, faults: FaultList) -> bool:
    """Note the cases that do not hold; tell whether all do."""
    wrong = own_case_faults(ground)
    for number, fault in wrong:
        if not places.is_doubtful(ground.cases[number]):
            faults.add(places.path_of(ground.cases[number]), fault.sv, fault.en)
    return not wrong


def _check_looked_at(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> None:
    looked_at = {*ground.facts, *ground.shows}
    accepted = ", ".join(sorted(looked_at))
    for name, path in _stated(ground, places):
        if name in facts and name not in looked_at:
            faults.warn(
                path,
                f"{ground.id} ser inte på {name}; det som påverkar svaret är: {accepted}",
                f"{ground.id} does not look at {name}; what affects the answer is: {accepted}",
            )


def _stated(ground: Ground, places: ConditionPlaces) -> Iterator[tuple[str, Path]]:
    for case in ground.cases:
        yield from ((name, (*places.path_of(case), "facts", name)) for name in case.facts)


def _check_lacking(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> bool:
    """Note the answers that no case shows; tell whether all are shown."""
    lacking = lacking_answers(ground, facts)
    for status in lacking:
        faults.add(
            places.path_of(ground),
            f"saknar ett exempel (cases) som är {status}",
            f"has no case that is {status}",
        )
    return not lacking


def _check_levels(ground: Ground, facts: Facts, places: ConditionPlaces, faults: FaultList) -> None:
    decider = decider_of(ground)
    # An undetermined decision has no sentence: it is no try of the level that could not be settled.
    decided = [found for case in ground.cases if (found := decider(case.facts)).sentence is not None]
    shown = {found.level for found in decided}
    for number in _reachable(ground, facts):
        if number not in shown:
            faults.warn(
                places.path_of(ground.levels[number]),
                f"inget exempel (cases) prövar nivå {number + 1}; lägg till ett vars svar den ger",
                f"no case tries level {number + 1}; add one whose answer it gives",
            )


def _reachable(ground: Ground, facts: Facts) -> list[int]:
    try:
        return reachable_levels(ground, facts)
    except UndecidedError:
        return []


def _write_fault(fault: ConditionFault, ground: Ground, facts: Mapping[str, FactDeclaration]) -> Sentence:
    """Give the message about one fault of a rule or criterion."""
    why, beside = _why(fault, facts), _beside(fault, ground)
    parts = {
        "part": _name(fault.part),
        "beside": ", ".join(map(_name, fault.beside)),
        "why_sv": why.sv,
        "why_en": why.en,
        "beside_sv": beside.sv,
        "beside_en": beside.en,
        "types": ", ".join(ground.grant_types),
        "ground_sv": "kriteriet" if ground.gives_points else "regeln",
        "ground_en": "criterion" if ground.gives_points else "rule",
    }
    template = _TEMPLATES[fault.kind]
    return Sentence(template.sv.format(**parts), template.en.format(**parts))


def _why(fault: ConditionFault, facts: Mapping[str, FactDeclaration]) -> Sentence:
    """Tell the limits of the fact, where they are what makes a comparison the same for all."""
    part = fault.part
    if not isinstance(part, Compare):
        stated = isinstance(part, IsStated | All | Any | Not) and fault.kind is FaultKind.NEVER_FALSE
        return (
            Sentence(" när uppgifterna är angivna", " once the facts are stated")
            if stated
            else Sentence("", "")
        )
    fact = facts[part.fact]
    if fact.type in (FactType.INTEGER, FactType.AMOUNT):
        least = least_of(fact)
        limits = str(least) if least > -MAX_INTEGER else f"−{MAX_INTEGER}"
        return Sentence(
            f": {part.fact} är från {limits} till {MAX_INTEGER}",
            f": {part.fact} is from {limits} to {MAX_INTEGER}",
        )
    if fact.type is FactType.CHOICE:
        words = ", ".join(fact.choices)
        return Sentence(f": {part.fact} är något av {words}", f": {part.fact} is one of {words}")
    return Sentence("", "")


def _beside(fault: ConditionFault, ground: Ground) -> Sentence:
    if fault.kind is FaultKind.UNREACHABLE:
        numbers = [
            number
            for number, level in enumerate(ground.levels, 1)
            if any(level is other for other in fault.beside)
        ]
        named = ", ".join(map(str, numbers))
        return Sentence(f"nivå {named}", f"level {named}")
    if not fault.beside:
        return Sentence("", "")
    named = ", ".join(map(_name, fault.beside))
    return Sentence(f" bredvid {named}", f" beside {named}")


def _name(part: Part) -> str:
    if isinstance(part, Ground):
        return part.id
    if isinstance(part, Level):
        return _name(part.when)
    text = write_condition(part)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _write_days(days: tuple[date | None, ...] | None) -> Sentence:
    """Say with the constants of which days a fault is there; nothing where it always is."""
    if days is None:
        return Sentence("", "")
    sv = ", ".join("första dagen" if day is None else day.isoformat() for day in days)
    en = ", ".join("the first day" if day is None else day.isoformat() for day in days)
    return Sentence(f" (med konstanternas värden från {sv})", f" (with the constants' values from {en})")


def _is_warning(found: DatedFault) -> bool:
    kind = found.fault.kind
    # A rule that refuses everybody from some day on is an error whatever the days before it.
    return kind in _MAY_BE_MEANT or (found.days is not None and kind is not FaultKind.NEVER_FALSE)
