"""What an application could state otherwise: every answer to a closed question, and the limits of amounts and times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from scoring_service.domain.condition import Compare
from scoring_service.domain.derive.field_text import ANSWERS
from scoring_service.domain.fact import FactType
from scoring_service.domain.frozen_call import AskedQuestion
from scoring_service.domain.walk_condition import leaves
from scoring_service.domain.what_would_change.field_change import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_set import Rule, RuleSet

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


def propose_changes(
    rule_set: RuleSet, rule: Rule, call: CallFacts, application: Application
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
    }
    for after in possible.get(question.type, ()):
        if after != before:
            yield FieldChange(ANSWERS + question.key, before, after, _distance(before, after))


def _amounts(
    rule_set: RuleSet, rule: Rule, call: CallFacts, application: Application
) -> Iterator[FieldChange]:
    before = application.requested_amount
    grant_type = call.grant_types.get(application.grant_type)
    cap = grant_type.max_amount if grant_type else None
    for after in {*_limits(rule_set, rule, "requested_amount"), *(() if cap is None else (cap,)), 1}:
        if after > 0 and after != before:
            yield FieldChange("requested_amount", before, after, _distance(before, after))


def _limits(rule_set: RuleSet, rule: Rule, field: str) -> set[int]:
    """Give the numbers that the rule compares a field with, one below each and one above."""
    found: set[int] = set()
    for level in rule.levels:
        for leaf in leaves(level.when):
            if isinstance(leaf, Compare) and rule_set.facts[leaf.fact].stated_in == field:
                operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
                numbers = [each for each in operands if isinstance(each, int) and not isinstance(each, bool)]
                found.update(near for each in numbers for near in (each - 1, each, each + 1))
    return found


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
    before = application.submitted_at
    for after in moments:
        seconds = 1 if before is None else int(abs((after - before).total_seconds())) + 1
        yield FieldChange("submitted_at", before, after, seconds)


def _distance(before: Any, after: Any) -> int:
    both_numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in (before, after))
    return abs(after - before) if both_numbers else 1
