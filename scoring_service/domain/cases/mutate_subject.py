"""Every rule or criterion that is one deliberate fault away from a given one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from scoring_service.domain.cases.answer import levels_of
from scoring_service.domain.cases.mutate_condition import mutate_condition
from scoring_service.domain.effect_order import EFFECT_ORDER
from scoring_service.domain.rule_set import Rule, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring_service.domain.cases.answer import Subject
    from scoring_service.domain.rule_set import FactDeclaration


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule or criterion with one fault put in.

    ``level`` counts from 0 and ``part`` is the number of the condition's part; None where the fault stands above them.
    """

    subject: Subject
    kind: str
    text: Sentence
    level: int | None = None
    part: int | None = None


def mutate_subject(
    subject: Subject, facts: Mapping[str, FactDeclaration], grant_types: Sequence[str]
) -> Iterator[Mutant]:
    """Give every mutant; ``grant_types`` are all that are known, of which the subject may name some."""
    yield from _of_grant_types(subject, grant_types)
    for number, level in enumerate(levels_of(subject)):
        for changed in mutate_condition(level.when, facts):
            new = _with_level(subject, number, when=changed.condition)
            yield Mutant(new, changed.kind, changed.text, number, changed.part)
        yield from _of_level(subject, number)


def _of_grant_types(subject: Subject, known: Sequence[str]) -> Iterator[Mutant]:
    now = subject.grant_types
    accepted = now or tuple(known)
    others = tuple(each for each in known if each not in accepted)
    changes = [
        tuple(each for each in accepted if each != dropped) for dropped in accepted if len(accepted) > 1
    ]
    changes += [(*now, added) for added in others] if now else []
    changes += [(other,) for other in others] if len(now) == 1 else []
    for new in dict.fromkeys(changes):
        words = f"grant_types: [{', '.join(now)}]", f"grant_types: [{', '.join(new)}]"
        text = Sentence(f"{words[0]} blev {words[1]}", f"{words[0]} became {words[1]}")
        yield Mutant(replace(subject, grant_types=new), "grant_types", text)


def _of_level(subject: Subject, number: int) -> Iterator[Mutant]:
    levels = subject.levels
    if isinstance(subject, Rule):
        effect = subject.levels[number].effect
        for other in EFFECT_ORDER:
            if other is not effect:
                text = Sentence(f"effect: {effect} blev {other}", f"effect: {effect} became {other}")
                yield Mutant(_with_level(subject, number, effect=other), "effect", text, number)
    else:
        points = subject.levels[number].points
        for new in (points - 1, points + 1):
            text = Sentence(f"points: {points} blev {new}", f"points: {points} became {new}")
            yield Mutant(_with_level(subject, number, points=new), "points", text, number)
    if len(levels) > 1:
        text = Sentence(f"nivå {number + 1} togs bort", f"level {number + 1} was removed")
        yield Mutant(_with_levels(subject, (*levels[:number], *levels[number + 1 :])), "level", text, number)
    if number + 1 < len(levels):
        swapped = (*levels[:number], levels[number + 1], levels[number], *levels[number + 2 :])
        text = Sentence(
            f"nivåerna {number + 1} och {number + 2} bytte plats",
            f"levels {number + 1} and {number + 2} changed places",
        )
        yield Mutant(_with_levels(subject, swapped), "level", text, number)


def _with_level(subject: Subject, number: int, **changes: Any) -> Subject:
    levels = [
        replace(level, **changes) if at == number else level for at, level in enumerate(levels_of(subject))
    ]
    return _with_levels(subject, tuple(levels))


def _with_levels(subject: Subject, levels: tuple[Any, ...]) -> Subject:
    changed: Subject = replace(cast("Any", subject), levels=levels)
    return changed
