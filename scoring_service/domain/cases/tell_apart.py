"""Whether a faulty rule can ever answer otherwise than the right one, decided by trying every situation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scoring_service.domain.cases.answer import build_answer, is_for, levels_of, plainness, silent_answer
from scoring_service.domain.cases.situations import Situations, TooManySituationsError
from scoring_service.domain.fact import FactType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scoring_service.domain.cases.answer import Answer, Answering, Subject
    from scoring_service.domain.cases.situations import Situation
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration


_GOOD_ENOUGH: Final = (False, False, 0, 1, 100)
"""As plain as can be, nothing odd, and one fact from a known case."""


class Proof(StrEnum):
    """How it is known that no case can tell two rules apart."""

    EVERY_SITUATION = "every_situation"
    """All values that any comparison tells apart, stated and not stated, were tried in every combination."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """No situation tells them apart; ``tried`` of them were tried."""

    tried: int
    proof: Proof = Proof.EVERY_SITUATION


@dataclass(frozen=True, slots=True)
class Difference:
    """A situation that tells them apart, as near to a known case as there is one, and the right answer in it."""

    situation: Situation
    answer: Answer
    other_type: bool
    """Whether it lies in the grant type, so that only a case of a whole application can show it."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """There are too many situations to try them all."""


Comparison = Equivalent | Difference | Undecided


def tell_apart(
    right: Subject,
    faulty: Subject,
    facts: Mapping[str, FactDeclaration],
    grant_types: Sequence[str],
    known: Iterable[Mapping[str, Scalar | None]],
) -> Comparison:
    """Find a situation in which the two differ; ``known`` are the facts of cases that it should be near to."""
    conditions = [level.when for subject in (right, faulty) for level in levels_of(subject)]
    accepted = [name for name in grant_types if is_for(right, name) or is_for(faulty, name)]
    situations = Situations(facts, conditions, accepted or [""])
    answering, faulty_answering = build_answer(right), build_answer(faulty)
    known = list(known)
    best: tuple[tuple[int, ...], Difference] | None = None
    tried = 0
    try:
        for situation in situations:
            tried += 1
            answer = _answer(right, answering, situation)
            faulty_answer = _answer(faulty, faulty_answering, situation)
            if answer == faulty_answer:
                continue
            likeness = (*plainness(answer, faulty_answer), *unlikeness(situation.values, known, facts))
            if best is None or likeness < best[0]:
                other = right.grant_types != faulty.grant_types
                best = (likeness, Difference(situation, answer, other))
            if best[0] <= _GOOD_ENOUGH:
                break
    except TooManySituationsError:
        return Undecided()
    return Equivalent(tried) if best is None else best[1]


def unlikeness(
    values: Mapping[str, Scalar | None],
    known: Iterable[Mapping[str, Scalar | None]],
    facts: Mapping[str, FactDeclaration],
) -> tuple[int, ...]:
    """Tell how far values are from the nearest known case, and how odd they are; smaller is better for people."""
    nearest = min(
        (sum(case.get(name) != value for name, value in values.items()) for case in known),
        default=len(values),
    )
    odd = sum(_is_odd(value, facts[name]) for name, value in values.items())
    return odd, nearest, sum(value is not None for value in values.values())


def _is_odd(value: Scalar | None, fact: FactDeclaration) -> bool:
    """Tell whether a value is one that no application has, such as the last day that there is."""
    if value is None or isinstance(value, bool | str):
        return False
    if isinstance(value, int):
        return abs(value) > 1_000_000_000 or (value < 0 and fact.type is FactType.AMOUNT)
    return not 1900 <= value.year <= 2200


def _answer(subject: Subject, answering: Answering, situation: Situation) -> Answer:
    return answering(situation.values) if is_for(subject, situation.grant_type) else silent_answer(subject)
