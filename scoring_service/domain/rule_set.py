"""A rule set: dated, versioned declarations of facts, rules and call rules, each with its sentence and source.

RETELL:
- (constant_days) The days from which the constants of a rule set have other values, one day for each time that they change.
- (fit_values) Whether values fit the types that the rule set declares, before anything evaluates them.
- (on_day) A rule set as it reads on one day: every dated constant with the value then in force.
- (walk_condition) The comparisons and questions that a condition is made of, in the order they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any as Any__typing
from typing import Final

from prescreen_shared.shapes.verdict import Sentence as Sentence
from prescreen_shared.shapes.verdict import Source as Source
from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import All, Any, Compare, Condition, IsStated, Not, map_condition
from scoring_service.domain.fact import Fact, FactType, Scalar
from scoring_service.domain.frozen_call import CallFacts

MAX_INTEGER: Final = 2**53
"""The largest whole number that every part, the engine's doubles too, holds exactly."""


def constant_days(rule_set: RuleSet) -> tuple[date | None, ...]:
    """Give None for the rule set's own first day, then every first day of a dated value, in order."""
    days = {
        value.from_on
        for constant in rule_set.dated_constants.values()
        for value in constant.values
        if value.from_on is not None
    }
    return (None, *sorted(days))


class FactTypeError(ValueError):
    """A fact has a value that is not of its declared type; no rule may be tried on it."""

    def __init__(self, name: str, value: object, expected: FactType) -> None:
        super().__init__(
            f"the fact {name} is {type(value).__name__}, which is no {expected.value} within its limits"
        )
        self.name = name


def values_of(rule_set: RuleSet, facts: Mapping[str, Fact]) -> dict[str, Scalar | None]:
    """Give the value of every declared fact; one that is not there is not stated. Raises FactTypeError."""
    values: dict[str, Scalar | None] = {}
    for name, declared in rule_set.facts.items():
        fact = facts.get(name)
        value = None if fact is None else fact.value
        if value is not None and not fits_type(value, declared):
            raise FactTypeError(name, value, declared.type)
        values[name] = value
    return values


def fits_type(value: object, declared: FactDeclaration) -> bool:
    """Tell whether a value is exactly of the declared type: true is no integer, an integer no text."""
    match declared.type:
        case FactType.BOOLEAN:
            return isinstance(value, bool)
        case FactType.INTEGER | FactType.AMOUNT:
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER
        case FactType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case FactType.CHOICE:
            return isinstance(value, str) and value in declared.choices
        case FactType.TEXT:
            return isinstance(value, str)


def on_day(rule_set: RuleSet, day: date | None) -> RuleSet:
    """Put the values of a day into the constants and into every condition that names one.

    ``day`` None means the rule set's own first day, and where it has none, each constant's first value. The hash
    stays: it is of the rule set with all its values, whatever day it is read for.
    """
    if not rule_set.dated_constants:
        return rule_set
    values = rule_set.constants | values_on(rule_set.dated_constants, day or rule_set.valid_from)

    def dated(condition: Condition) -> Condition:
        return map_condition(condition, lambda compare: _with_value(compare, values, rule_set))

    return replace(
        rule_set,
        constants=values,
        rules=tuple(
            replace(rule, levels=tuple(replace(level, when=dated(level.when)) for level in rule.levels))
            for rule in rule_set.rules
        ),
        criteria=tuple(
            replace(each, levels=tuple(replace(level, when=dated(level.when)) for level in each.levels))
            for each in rule_set.criteria
        ),
    )


def first_day_of(call: CallFacts) -> date | None:
    """Give the day whose constants a call is judged by: the day it opens, else the day it closes, where one is known."""
    return call.opens_on or call.closes_on


def values_on(constants: dict[str, Constant], day: date | None) -> dict[str, Scalar]:
    """Give each constant's value in force on a day; its first one before them all, and where no day is known."""
    return {name: _value_on(constant, day) for name, constant in constants.items()}


def leaves(condition: Condition) -> Iterator[Compare | IsStated]:
    """Give every comparison and every question whether a fact is stated."""
    match condition:
        case Compare() | IsStated():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)


def facts_of_rule(rule: Rule | Criterion) -> tuple[str, ...]:
    """Name the facts that the conditions of a rule or criterion use, each once."""
    return tuple(dict.fromkeys(leaf.fact for level in rule.levels for leaf in leaves(level.when)))


@dataclass(frozen=True, slots=True)
class Document:
    """A document that sources cite: its title, its registration number and its day, where they are known."""

    title: str
    registration_number: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A constant's value from one day on, until the next; ``from_on`` None means from the beginning."""

    value: Scalar
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A named limit with its values in order of their first day; ``label`` is how people speak of it."""

    values: tuple[DatedValue, ...]
    label: Sentence | None = None


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One fact that rules may use.

    ``stated_in`` is the application's field for a stated fact (``requested_amount``, ``answers.it_system``);
    for a derived one it is None and ``kind`` names the derivation, ``settings`` its declared parameters.
    """

    name: str
    type: FactType
    label: Sentence
    choices: tuple[str, ...] = ()
    stated_in: str | None = None
    kind: str | None = None
    settings: dict[str, Any__typing] = field(default_factory=dict)
    choice_labels: dict[str, Sentence] = field(default_factory=dict)
    """How a sentence writes a choice; a choice that is not here is written as it stands."""


@dataclass(frozen=True, slots=True)
class Level:
    """One strength of a rule: when its condition is met the finding has this effect and this sentence."""

    effect: Effect
    when: Condition
    text: Sentence


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A worked example of one rule: facts in, status (and effect when met) out. Facts not named are not stated.

    ``missing``, where it is given, are the names of exactly the facts that could still decide the rule.
    """

    title: str
    facts: dict[str, Scalar | None]
    status: FindingStatus
    effect: Effect | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground. ``levels`` stand strongest first; ``text_undetermined`` says what is missing and why it matters.

    ``grant_types`` empty means all of the call's grant types; to another grant type the rule is not met.
    """

    id: str
    title: Sentence
    grant_types: tuple[str, ...]
    levels: tuple[Level, ...]
    text_undetermined: Sentence
    source: Source
    cases: tuple[RuleCase, ...] = ()
    note: str | Sentence | None = None
    shows: tuple[str, ...] = ()
    """Facts that its sentences may show though no condition of it looks at them."""


@dataclass(frozen=True, slots=True)
class CriterionLevel:
    """How many points a criterion gives when this condition is met, and the sentence that justifies them."""

    points: int
    when: Condition
    text: Sentence


@dataclass(frozen=True, slots=True)
class CriterionCase:
    """A worked example of one criterion; ``points`` are those that are sure, ``possible_points`` those not ruled out."""

    title: str
    facts: dict[str, Scalar | None]
    points: int
    possible_points: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """A ground for putting one eligible application before another; never changes an outcome.

    ``levels`` stand highest points first. Its conditions may look only at what the applicant states, or at what is
    counted from it; what is not stated is shown as unknown and gives no points.
    """

    id: str
    title: Sentence
    grant_types: tuple[str, ...]
    levels: tuple[CriterionLevel, ...]
    text_undetermined: Sentence
    source: Source
    cases: tuple[CriterionCase, ...] = ()
    note: str | Sentence | None = None
    shows: tuple[str, ...] = ()

    @property
    def max_points(self) -> int:
        """The points of its highest level."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True, slots=True)
class ProcessNote:
    """Something that the city wrote for the call and that no rule tries: how it is run, reported or paid back."""

    id: str
    text: Sentence
    source: Source


@dataclass(frozen=True, slots=True)
class CallRule:
    """A rule about the call as a whole: ``kind`` names what is looked for, one finding for each place found."""

    id: str
    kind: str
    text: Sentence
    settings: dict[str, Any__typing]
    source: Source | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules of one call, or of several. ``sha256`` is the hash of the canonical content.

    ``constants`` are the values of ``dated_constants`` in force on one day, the first day of ``valid_from`` unless
    ``on_day`` chose another; the conditions hold the same values.
    """

    name: str
    version: int
    sha256: str
    title: Sentence
    valid_from: date | None
    valid_to: date | None
    constants: dict[str, Scalar]
    facts: dict[str, FactDeclaration]
    rules: tuple[Rule, ...]
    call_rules: tuple[CallRule, ...]
    criteria: tuple[Criterion, ...] = ()
    documents: dict[str, Document] = field(default_factory=dict)
    process: tuple[ProcessNote, ...] = ()
    dated_constants: dict[str, Constant] = field(default_factory=dict)


def _with_value(compare: Compare, values: dict[str, Scalar], rule_set: RuleSet) -> Compare:
    if compare.constant is None or compare.constant not in rule_set.dated_constants:
        return compare
    value = values[compare.constant]
    if rule_set.facts[compare.fact].type is FactType.DATE and isinstance(value, str):
        value = date.fromisoformat(value)
    return replace(compare, operand=value)


def _value_on(constant: Constant, day: date | None) -> Scalar:
    begun = [
        dated.value
        for dated in constant.values
        if dated.from_on is None or (day is not None and dated.from_on <= day)
    ]
    return begun[-1] if begun else constant.values[0].value
