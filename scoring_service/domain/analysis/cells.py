"""The values of a fact cut into cells, in each of which no comparison at hand tells one value from another.

Facts are not all independent: what is read from the grant type follows it, and those that count the years of one project
bound each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Final, TypeVar

from scoring_service.domain.condition import Compare, FactType, IsStated, Scalar, beside
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.rule_set import MAX_INTEGER, FactDeclaration

Near = TypeVar("Near", int, date)
YEARS: Final = ("project_year_at_least", "project_year", "project_year_at_most")
"""Kinds that count the same years: where two of them are stated, the first is never the greater."""
_LEAST_STATED: Final = {"requested_amount": 0}
"""The smallest number that an application can state in a field; answers may be below zero."""


def cells_of(fact: FactDeclaration, leaves: Iterable[Compare | IsStated]) -> tuple[Scalar | None, ...]:
    """Give one value of each cell in rising order, None first for not stated.

    ``leaves`` are all the comparisons at hand with this fact, or with those that it is linked to.
    """
    match fact.type:
        case FactType.BOOLEAN:
            return None, False, True
        case FactType.CHOICE:
            return (None, *fact.choices)
        case FactType.TEXT:
            return None, "text"
        case FactType.DATE:
            return None, *sorted({date.min, date.max, *_near(leaves, date)})
        case FactType.INTEGER | FactType.AMOUNT:
            least = least_of(fact)
            numbers = {least, MAX_INTEGER, *_near(leaves, int)}
            return None, *sorted(number for number in numbers if least <= number <= MAX_INTEGER)


def least_of(fact: FactDeclaration) -> int:
    """Give the smallest number that a fact of a number's type can be."""
    if fact.stated_in is not None:
        return _LEAST_STATED.get(fact.stated_in, -MAX_INTEGER)
    kind = KINDS.get(fact.kind or "")
    return -MAX_INTEGER if kind is None or kind.least is None else kind.least


def grant_type_values(fact: FactDeclaration) -> tuple[str, ...] | None:
    """Give the grant types that a fact tells apart where it is read from the application's grant type, else None."""
    if fact.kind == "grant_type_is":
        return tuple(map(str, fact.settings.get("grant_types") or ()))
    if fact.stated_in == "grant_type" and fact.type is FactType.CHOICE:
        return fact.choices
    return None


def typed_value(fact: FactDeclaration, grant_type: str) -> Scalar | None:
    """Give the value of a fact that is read from the grant type, for an application of one."""
    values = grant_type_values(fact) or ()
    if fact.kind is not None:
        return grant_type in values
    return grant_type if grant_type in values else None


def known_grant_types(
    facts: Mapping[str, FactDeclaration], named: Iterable[Iterable[str]]
) -> tuple[str, ...]:
    """Give every grant type that the rules, the facts or the cases name."""
    of_facts = [grant_type_values(fact) or () for fact in facts.values()]
    of_settings = [
        (str(fact.settings["grant_type"]),) for fact in facts.values() if fact.settings.get("grant_type")
    ]
    return tuple(dict.fromkeys(name for names in (*named, *of_facts, *of_settings) for name in names))


def year_groups(facts: Iterable[FactDeclaration]) -> list[list[FactDeclaration]]:
    """Put facts that count the same project's years together, every other fact by itself."""
    groups: dict[object, list[FactDeclaration]] = {}
    for fact in facts:
        key = _years_counted(fact) if fact.kind in YEARS else fact.name
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


def year_pairs(facts: Iterable[FactDeclaration]) -> list[tuple[FactDeclaration, FactDeclaration]]:
    """Give each two facts that count the same years, the lower bound first."""
    groups = (sorted(group, key=_bound) for group in year_groups(facts) if len(group) > 1)
    return [pair for group in groups for pair in combinations(group, 2)]


def _near(leaves: Iterable[Compare | IsStated], kind: type[Near]) -> Iterator[Near]:
    """Give the limits of one type and what is one beside each."""
    for leaf in leaves:
        for operand in leaf.operands if isinstance(leaf, Compare) else ():
            yield from (each for each in beside(operand) if isinstance(each, kind))


def _bound(fact: FactDeclaration) -> int:
    return YEARS.index(fact.kind or "")


def _years_counted(fact: FactDeclaration) -> tuple[object, ...]:
    given = fact.settings
    return (
        YEARS,
        given.get("grant_type"),
        frozenset(map(str, given.get("sources") or ())),
        given.get("prestudy_counts", True),
    )
