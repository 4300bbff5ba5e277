"""The defects of conditions and rules in words: what is wrong and what would be accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.analysis.cells import least_of
from scoring_service.domain.analysis.defect import DefectKind
from scoring_service.domain.cases.write_condition import write_condition
from scoring_service.domain.condition import All, Any, Compare, IsStated, Not
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import MAX_INTEGER
from scoring_service.domain.rule_set import Criterion, CriterionLevel, Level, Rule, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scoring_service.domain.analysis.defect import Defect, Part
    from scoring_service.domain.rule_set import FactDeclaration

LONGEST_SHOWN: Final = 120

_TEMPLATES: Final[dict[DefectKind, Sentence]] = {
    DefectKind.NEVER_TRUE: Sentence(
        "{part} kan aldrig vara sant{why_sv}; skriv ett villkor som någon ansökan kan uppfylla, eller ta bort det",
        "{part} can never be true{why_en}; write a condition that some application can fulfil, or remove it",
    ),
    DefectKind.NEVER_FALSE: Sentence(
        "{part} är alltid sant{why_sv}; ändra villkoret, eller skriv is_stated: true om det räcker att uppgiften är angiven",
        "{part} is always true{why_en}; change the condition, or write is_stated: true if it is enough that the fact is stated",
    ),
    DefectKind.OF_OTHER_TYPE: Sentence(
        "{part} kan inte uppfyllas av bidragsformerna {types}, som {ground_sv} gäller; ändra grant_types eller ta bort villkoret",
        "{part} cannot be fulfilled by the grant types {types}, which the {ground_en} is for; change grant_types or remove the condition",
    ),
    DefectKind.OF_OWN_TYPE: Sentence(
        "{part} uppfylls alltid av bidragsformerna {types}, som {ground_sv} gäller; villkoret behövs inte",
        "{part} is always fulfilled by the grant types {types}, which the {ground_en} is for; the condition is not needed",
    ),
    DefectKind.EXCLUDED: Sentence(
        "{part} kan aldrig vara sant samtidigt med {beside}, och båda krävs; ta bort det ena, eller skriv any om det räcker med ett av dem",
        "{part} can never be true together with {beside}, and both are asked for; remove one, or write any if one of them is enough",
    ),
    DefectKind.NEEDLESS: Sentence(
        "{part} ändrar aldrig svaret{beside_sv}; ta bort det eller skriv det som var menat",
        "{part} never changes the answer{beside_en}; remove it or write what was meant",
    ),
    DefectKind.UNREACHABLE: Sentence(
        "nivån används aldrig: när dess villkor är uppfyllt svarar redan {beside_sv} ovanför; ändra villkoret eller ta bort nivån",
        "the level is never used: when its condition is met, {beside_en} above it answers already; change the condition or remove the level",
    ),
    DefectKind.DUPLICATE: Sentence(
        "{part} gäller alltid precis samma ansökningar som {beside}; slå ihop dem till en",
        "{part} is always about exactly the same applications as {beside}; make one of the two",
    ),
    DefectKind.SUBSUMED: Sentence(
        "varje gång {part} är uppfylld är {beside} det också, med minst lika stark verkan; ändra villkoret eller slå ihop dem",
        "whenever {part} is met, so is {beside}, with an effect at least as strong; change the condition or make one of the two",
    ),
}


def write_defect(defect: Defect, ground: Rule | Criterion, facts: Mapping[str, FactDeclaration]) -> Sentence:
    """Give the message about one defect of a rule or criterion."""
    why, beside = _why(defect, facts), _beside(defect, ground)
    parts = {
        "part": _name(defect.part),
        "beside": ", ".join(map(_name, defect.beside)),
        "why_sv": why.sv,
        "why_en": why.en,
        "beside_sv": beside.sv,
        "beside_en": beside.en,
        "types": ", ".join(ground.grant_types),
        "ground_sv": "kriteriet" if isinstance(ground, Criterion) else "regeln",
        "ground_en": "criterion" if isinstance(ground, Criterion) else "rule",
    }
    template = _TEMPLATES[defect.kind]
    return Sentence(template.sv.format(**parts), template.en.format(**parts))


def write_days(days: tuple[date | None, ...] | None) -> Sentence:
    """Say with the constants of which days a defect is there; nothing where it always is."""
    if days is None:
        return Sentence("", "")
    sv = ", ".join("första dagen" if day is None else day.isoformat() for day in days)
    en = ", ".join("the first day" if day is None else day.isoformat() for day in days)
    return Sentence(f" (med konstanternas värden från {sv})", f" (with the constants' values from {en})")


def _name(part: Part) -> str:
    if isinstance(part, Rule | Criterion):
        return part.id
    if isinstance(part, Level | CriterionLevel):
        return _name(part.when)
    text = write_condition(part)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _why(defect: Defect, facts: Mapping[str, FactDeclaration]) -> Sentence:
    """Tell the limits of the fact, where they are what makes a comparison the same for all."""
    part = defect.part
    if not isinstance(part, Compare):
        stated = isinstance(part, IsStated | All | Any | Not) and defect.kind is DefectKind.NEVER_FALSE
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


def _beside(defect: Defect, ground: Rule | Criterion) -> Sentence:
    if defect.kind is DefectKind.UNREACHABLE:
        numbers = [
            number
            for number, level in enumerate(ground.levels, 1)
            if any(level is other for other in defect.beside)
        ]
        named = ", ".join(map(str, numbers))
        return Sentence(f"nivå {named}", f"level {named}")
    if not defect.beside:
        return Sentence("", "")
    named = ", ".join(map(_name, defect.beside))
    return Sentence(f" bredvid {named}", f" beside {named}")
