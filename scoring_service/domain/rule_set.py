"""A rule set: dated, versioned declarations of facts, rules and call rules, each with its sentence and source.

A version holds several values of some constants, each from a day on; ``on_day`` reads the whole set as it stands on one
day, which is what everything else works with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, Final

from prescreen_shared.shapes.declaring import Least, Whole, Year
from prescreen_shared.shapes.verdict import Sentence as Sentence
from prescreen_shared.shapes.verdict import Source as Source
from prescreen_shared.shapes.verdict import SourceKind
from prescreen_shared.statuses import Decided, Effect, FindingStatus
from scoring_service.domain.condition import (
    UNCLEAR,
    Compare,
    Condition,
    Fact,
    FactType,
    IsStated,
    Scalar,
    Unclear,
    leaves,
    map_condition,
)
from scoring_service.domain.frozen_call import CallFacts

MAX_INTEGER: Final = 2**53
"""The largest whole number that every part, the engine's doubles too, holds exactly."""
Points = Annotated[int, Whole(0, 1_000_000)]


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


def values_of(rule_set: RuleSet, facts: Mapping[str, Fact]) -> dict[str, Scalar | Unclear | None]:
    """Give the value of every declared fact; one that is not there is not stated. Raises FactTypeError."""
    values: dict[str, Scalar | Unclear | None] = {}
    for name, declared in rule_set.facts.items():
        fact = facts.get(name)
        value = None if fact is None else fact.value
        if value is not None and not fits_type(value, declared):
            raise FactTypeError(name, value, declared.type)
        # What is unclear, or what the register has no section for, is neither stated nor not stated.
        is_open = fact is not None and (fact.is_unclear or bool(fact.absent))
        values[name] = UNCLEAR if is_open else value
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

    def dated(level: Level) -> Level:
        when = map_condition(level.when, lambda compare: _with_value(compare, values, rule_set))
        return replace(level, when=when)

    def all_dated(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
        return tuple(replace(each, levels=tuple(map(dated, each.levels))) for each in grounds)

    rules, criteria = all_dated(rule_set.rules), all_dated(rule_set.criteria)
    return replace(rule_set, constants=values, rules=rules, criteria=criteria)


def first_day_of(call: CallFacts) -> date | None:
    """Give the day whose constants a call is judged by: the day it opens, else the day it closes, where one is known."""
    return call.opens_on or call.closes_on


def values_on(constants: dict[str, Constant], day: date | None) -> dict[str, Scalar]:
    """Give each constant's value in force on a day; its first one before them all, and where no day is known."""
    return {name: _value_on(constant, day) for name, constant in constants.items()}


@dataclass(frozen=True, slots=True)
class Document:
    """A document that sources cite: its title, its registration number and its day, where they are known.

    ``kind`` is what it is to the rules that cite it and say nothing else, None for a rule written beforehand; ``year`` is when
    its decisions were made, or when it was written where no day is known.
    """

    title: str
    registration_number: str | None = None
    dated_on: date | None = None
    kind: SourceKind | None = None
    year: Year | None = None

    @property
    def decided_in(self) -> int | None:
        """The year of its decisions, or in which it was written."""
        return self.year or (None if self.dated_on is None else self.dated_on.year)

    def is_after(self, day: date | None) -> bool:
        """Tell whether it was surely written after a day; never where one of the two is not known."""
        if day is None:
            return False
        if self.dated_on is not None:
            return self.dated_on > day
        return self.year is not None and self.year > day.year


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
    settings: dict[str, Any] = field(default_factory=dict)
    choice_labels: dict[str, Sentence] = field(default_factory=dict)
    """How a sentence writes a choice; a choice that is not here is written as it stands."""


@dataclass(frozen=True, slots=True)
class Level:
    """One strength of a ground: when its condition is met the finding has this sentence, and this effect or these points.

    A criterion's levels only note, for it never changes an outcome; a rule's give no points. ``possible_reason`` is what the
    board could be told, where the sentence is to the officer who decides.
    """

    effect: Effect
    when: Condition
    text: Sentence
    points: int = 0
    possible_reason: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """What a ground is to come to; ``level`` counts from 1, and what is None may be anything.

    ``missing`` are names of exactly the facts that could still decide it. Of a criterion ``points`` are expected to be
    sure, and ``possible_points`` not to be ruled out.
    """

    status: FindingStatus
    effect: Effect | None = None
    level: Annotated[int, Whole(1, 100)] | None = None
    missing: tuple[str, ...] | None = None
    points: Points | None = None
    possible_points: Points | None = None


def expect_points(points: int, possible_points: int) -> ExpectedDecision:
    """Expect points of a criterion."""
    status = status_of_points(points, possible_points)
    return ExpectedDecision(status, points=points, possible_points=possible_points)


def status_of_points(points: int, possible_points: int) -> FindingStatus:
    """Give met with the highest possible points, not met with none possible, else undetermined."""
    if points < possible_points:
        return FindingStatus.UNDETERMINED
    return FindingStatus.MET if points else FindingStatus.NOT_MET


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A worked example that stands with its ground: facts in, decision out. Facts not named are not stated."""

    title: str
    facts: dict[str, Scalar | None]
    expected: ExpectedDecision


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule or a criterion.

    A rule's levels stand strongest first. A criterion ``gives_points``: it puts one eligible application before
    another, its levels stand highest points first, and its conditions look only at what the applicant states, or at
    what is counted from it. ``text_undetermined`` says what is missing and why it matters. ``grant_types`` empty means
    all of the call's grant types; to another grant type the ground is not met. ``shows`` are facts that its sentences
    may show though no condition of it looks at them. ``reads_like`` are sentences such as applicants write where the
    ground holds; they are for the reading aid alone.
    """

    id: str
    title: Sentence
    grant_types: tuple[str, ...]
    levels: tuple[Level, ...]
    text_undetermined: Sentence
    source: Source
    cases: tuple[OwnCase, ...] = ()
    note: str | Sentence | None = None
    shows: tuple[str, ...] = ()
    gives_points: bool = False
    reads_like: tuple[str, ...] = ()

    @property
    def max_points(self) -> int:
        """The points of its highest level."""
        return max(level.points for level in self.levels)

    @property
    def key(self) -> str:
        """A rule's id, or a criterion's with a word before it: the two may share an id."""
        return criterion_key(self.id) if self.gives_points else self.id

    @property
    def leaves(self) -> Iterator[Compare | IsStated]:
        """Every comparison and every question whether a fact is stated, level by level."""
        return (leaf for level in self.levels for leaf in leaves(level.when))

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that its conditions use, each once."""
        return tuple(dict.fromkeys(leaf.fact for leaf in self.leaves))

    def is_for(self, grant_type: str) -> bool:
        """Tell whether it is tried on applications of a grant type."""
        return not self.grant_types or grant_type in self.grant_types


def criterion_key(criterion: str) -> str:
    """Give the key of the criterion with this id."""
    return f"criterion:{criterion}"


@dataclass(frozen=True, slots=True)
class ProcessNote:
    """Something that the city wrote for the call and that no rule tries: how it is run, reported or paid back."""

    id: str
    text: Sentence
    source: Source


@dataclass(frozen=True, slots=True)
class Precedent:
    """An application of an earlier round and what was decided about it; ``words`` are the board's own, where there are any."""

    reference: str
    year: Annotated[int, Whole(1990, 2100)]
    outcome: Decided
    title: str
    text: str
    grant_type: str | None = None
    words: str | None = None

    @property
    def name(self) -> str:
        """How people speak of it: ``T1-5 (2018)``."""
        return f"{self.reference} ({self.year})"


@dataclass(frozen=True, slots=True)
class CallRule:
    """A rule about the call as a whole: ``kind`` names what is looked for, one finding for each place found."""

    id: str
    kind: str
    text: Sentence
    settings: dict[str, Any]
    source: Source | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules of one call, or of several. ``sha256`` is the hash of the canonical content.

    ``constants`` are the values of ``dated_constants`` in force on one day, the first day of ``valid_from`` unless
    ``on_day`` chose another; the conditions hold the same values. ``reads_like_any`` are sentences such as any application
    has, that read like no ground.
    """

    name: str
    version: Annotated[int, Whole(1, 1_000_000)]
    sha256: str
    title: Sentence
    valid_from: date | None
    valid_to: date | None
    constants: dict[str, Scalar]
    facts: dict[str, FactDeclaration]
    rules: Annotated[tuple[Ground, ...], Least(1)]
    call_rules: tuple[CallRule, ...]
    criteria: tuple[Ground, ...] = ()
    documents: dict[str, Document] = field(default_factory=dict)
    process: tuple[ProcessNote, ...] = ()
    dated_constants: dict[str, Constant] = field(default_factory=dict)
    precedents: tuple[Precedent, ...] = ()
    reads_like_any: tuple[str, ...] = ()

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The rules, then the criteria."""
        return (*self.rules, *self.criteria)


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
