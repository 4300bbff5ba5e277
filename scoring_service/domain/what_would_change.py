"""The smallest change of what an application states after which a ground falls, each verified by evaluating it.

What is tried is every answer to a closed question, and the limits of amounts and times, alone and a few together; free
text of the project itself, the register and the other applications of the call stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import combinations, islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.call import AskedQuestion
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.cases.case import decider_of
from scoring_service.domain.condition import Compare, FactType, beside
from scoring_service.domain.derive.administrations import KIND as ADMINISTRATIONS
from scoring_service.domain.derive.kind import ANSWERS, CallContext
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.evaluate import Referee, Values
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge_application import Evaluation, judge_application
from scoring_service.domain.rule_set import Ground, RuleSet, values_of

_Place = tuple[str, int | None]
MOST_FIELDS: Final = 3
"""No remedy changes more fields than this: nobody would call it a small change."""
MOST_TRIES: Final = 3_000
MOST_REMEDIES: Final = 5
NO: Final = "nej"
"""How an applicant denies what a question asks in free text."""
_QUESTION_TYPES: Final = {
    FactType.BOOLEAN: "boolean",
    FactType.CHOICE: "choice",
    FactType.INTEGER: "integer",
    FactType.AMOUNT: "integer",
    FactType.DATE: "date",
    FactType.TEXT: "text",
}
LAST_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class Question:
    """One application under one rule set, about which it is asked what would change a finding.

    ``context`` is what the call as a whole says of the application; it stays as it is.
    """

    rule_set: RuleSet
    call: CallFacts
    application: Application
    context: CallContext

    def find_remedies(self, rule_id: str) -> Remedies:
        """Find the smallest remedies of a rule that is met or undetermined, nearest first.

        Raises:
            LookupError: the rule set has no such rule.
        """
        rule = next((each for each in self.rule_set.rules if each.id == rule_id), None)
        if rule is None:
            raise LookupError(f"no rule {rule_id}")
        trial = _Trial(self, rule)
        tried = 0
        for size in range(1, MOST_FIELDS + 1):
            groups = list(islice(_groups(trial.relevant, size), MOST_TRIES - tried))
            tried += len(groups)
            falling = [group for group in groups if trial.falls(group)]
            if falling:
                return Remedies(rule_id, tuple(self._remedies(falling)))
        return Remedies(rule_id, (), rule.facts)

    def _remedies(self, falling: Iterable[tuple[FieldChange, ...]]) -> Iterator[Remedy]:
        nearest: dict[tuple[_Place, ...], tuple[FieldChange, ...]] = {}
        for group in sorted(falling, key=lambda group: sum(change.distance for change in group)):
            nearest.setdefault(tuple(map(_place, group)), group)
        for group in islice(nearest.values(), MOST_REMEDIES):
            yield Remedy(group, FindingStatus.NOT_MET, self._outcome(group))

    def _outcome(self, changes: tuple[FieldChange, ...]) -> Outcome:
        application = apply_changes(self.application, changes)
        facts = derive_facts(self.rule_set, self.call, application, self.context)
        values = values_of(self.rule_set, facts)
        answers = self._referee.evaluate(values)
        evaluation = Evaluation(values, answers, answers)
        return judge_application(self.rule_set, application, facts, evaluation, None)[0].outcome

    @cached_property
    def _referee(self) -> Referee:
        return Referee(self.rule_set)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field stated otherwise; None before means that it was not stated.

    ``distance`` tells the nearer of two changes of the same field: whole SEK, or seconds. With ``entry`` only the entry
    at that position of a list changes, and ``before`` and ``after`` are that entry.
    """

    field: str
    before: Any
    after: Any
    distance: int = 1
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes after which a rule is no longer met, all needed; ``outcome`` is then the proposal for the application."""

    changes: tuple[FieldChange, ...]
    status: FindingStatus
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Remedies:
    """The smallest remedies of one rule, each as small as the others.

    Without any, ``rests_on`` names what the rule looks at and no statement changes: fields of free text, the
    register or the other applications of the call, as names of facts.
    """

    rule: str
    remedies: tuple[Remedy, ...]
    rests_on: tuple[str, ...] = ()


def apply_changes(application: Application, changes: Iterable[FieldChange]) -> Application:
    """Give the application as it would stand with the changes."""
    for change in changes:
        if change.field.startswith(ANSWERS):
            key = change.field.removeprefix(ANSWERS)
            application = replace(application, answers={**application.answers, key: change.after})
        else:
            application = replace(application, **{change.field: _value(application, change)})
    return application


class _Trial:
    """One rule tried on the application as it stands and as it could stand, deriving only the facts of that rule."""

    def __init__(self, question: Question, rule: Ground) -> None:
        self._question = question
        self._rule = rule
        wanted = rule.facts
        # The list of who may apply stands in a fact of its own, and other facts recognise names by it.
        facts = {
            name: fact
            for name, fact in question.rule_set.facts.items()
            if name in wanted or fact.kind == ADMINISTRATIONS
        }
        self._rule_set = replace(question.rule_set, facts=facts)
        self._decide = decider_of(rule)
        self._values = self._derive(question.application)

    @cached_property
    def relevant(self) -> list[FieldChange]:
        """The changes of one field that change anything that the rule looks at."""
        question = self._question
        proposed = _propose_changes(question.rule_set, self._rule, question.call, question.application)
        return [change for change in proposed if self._try((change,)) != self._values]

    def falls(self, changes: tuple[FieldChange, ...]) -> bool:
        """Tell whether the rule is not met with the changes."""
        return self._decide(self._try(changes)).status is FindingStatus.NOT_MET

    def _try(self, changes: tuple[FieldChange, ...]) -> Values:
        return self._derive(apply_changes(self._question.application, changes))

    def _derive(self, application: Application) -> Values:
        question = self._question
        facts = derive_facts(self._rule_set, question.call, application, question.context)
        return values_of(self._rule_set, facts)


def _propose_changes(
    rule_set: RuleSet, rule: Ground, call: CallFacts, application: Application
) -> Iterator[FieldChange]:
    """Give every change of one field that is worth trying; free text of the project itself is never changed."""
    for question in _questions(rule_set, call):
        yield from _answers(question, application, _limits(rule_set, rule, ANSWERS + question.key))
    yield from _amounts(rule_set, rule, call, application)
    yield from _earlier_grants(application)
    yield from _arrivals(call, application)


def _questions(rule_set: RuleSet, call: CallFacts) -> Iterable[AskedQuestion]:
    """Give what the call asks, and what the rules take answers to though the call does not list its questions."""
    taken = (
        AskedQuestion(fact.stated_in.removeprefix(ANSWERS), _QUESTION_TYPES[fact.type], fact.choices)
        for fact in rule_set.facts.values()
        if fact.stated_in is not None and fact.stated_in.startswith(ANSWERS)
    )
    return {each.key: each for each in (*taken, *call.questions)}.values()


def _answers(
    question: AskedQuestion, application: Application, limits: Iterable[int]
) -> Iterator[FieldChange]:
    before = application.answers.get(question.key)
    possible: dict[str, Iterable[Any]] = {
        "boolean": (True, False),
        "choice": question.choices,
        "text": (NO,),
        "integer": limits,
        "amount": (limit for limit in limits if limit >= 0),
    }
    for after in possible.get(question.type, ()):
        if after != before:
            yield FieldChange(ANSWERS + question.key, before, after, _distance(before, after))


def _distance(before: Any, after: Any) -> int:
    both_numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in (before, after))
    return abs(after - before) if both_numbers else 1


def _limits(rule_set: RuleSet, rule: Ground, field: str) -> set[int]:
    """Give the numbers that the rule compares a field with, one below each and one above."""
    return {
        near
        for leaf in rule.leaves
        if isinstance(leaf, Compare) and rule_set.facts[leaf.fact].stated_in == field
        for operand in leaf.operands
        for near in beside(operand)
        if isinstance(near, int) and not isinstance(near, bool)
    }


def _amounts(
    rule_set: RuleSet, rule: Ground, call: CallFacts, application: Application
) -> Iterator[FieldChange]:
    before = application.requested_amount
    cap = call.cap_for(application)
    for after in {*_limits(rule_set, rule, "requested_amount"), *(() if cap is None else (cap,)), 1}:
        if after > 0 and after != before:
            yield FieldChange("requested_amount", before, after, _distance(before, after))


def _earlier_grants(application: Application) -> Iterator[FieldChange]:
    """Give one earlier grant to another project, or none at all where nothing is stated."""
    grants = application.earlier_grants
    if grants is None:
        yield FieldChange("earlier_grants", None, ())
        return
    for position, grant in enumerate(grants):
        if grant.same_project is not False:
            yield FieldChange("earlier_grants", grant, replace(grant, same_project=False), entry=position)


def _arrivals(call: CallFacts, application: Application) -> Iterator[FieldChange]:
    """Give an arrival on the first moment of the call and one on its last."""
    zone = ZoneInfo(call.time_zone)
    moments = []
    if call.opens_on is not None:
        moments.append(datetime.combine(call.opens_on, time(), zone))
    if call.closes_at is not None:
        moments.append(call.closes_at - LAST_MOMENT)
    elif call.closes_on is not None:
        moments.append(datetime.combine(call.closes_on + timedelta(days=1), time(), zone) - LAST_MOMENT)
    before: date | datetime | None = application.submitted_at or application.submitted_on
    for after in moments:
        known = before if isinstance(before, datetime) else None
        seconds = 1 if known is None else int(abs((after - known).total_seconds())) + 1
        yield FieldChange("submitted_at", before, after, seconds)


def _groups(changes: list[FieldChange], size: int) -> Iterator[tuple[FieldChange, ...]]:
    """Give every choice of changes to that many different fields, or entries of one field."""
    for group in combinations(changes, size):
        places = {_place(change) for change in group}
        whole = {field for field, entry in places if entry is None}
        if len(places) == size and not any(field in whole for field, entry in places if entry is not None):
            yield group


def _place(change: FieldChange) -> _Place:
    return change.field, change.entry


def _value(application: Application, change: FieldChange) -> Any:
    if change.entry is None:
        return change.after
    entries = getattr(application, change.field)
    return (*entries[: change.entry], change.after, *entries[change.entry + 1 :])
