"""Whether rules fit a call, told before it closes: its days, its kinds of grant, its questions, what is known beside it.

Screening refuses a call whose questions the rules cannot take. Everything else here would come out of a screening as
applications that are referred, or that pass because no rule was for them; a person who reads it weeks before can mend it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from prescreen_shared.shapes.call_check import Severity
from prescreen_shared.shapes.verdict import Sentence
from scoring_service.domain.condition import Compare, FactType, leaves
from scoring_service.domain.derive.kind import ANSWERS
from scoring_service.domain.derive.kinds import absent_sections
from scoring_service.domain.derive.plain_facts import ANSWER_HAS
from scoring_service.domain.finding import names_of_sections
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge_application import check_questions, fields_read
from scoring_service.domain.rule_set import FactDeclaration, RuleSet


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit; ``code`` is the id of its sentences, ``values`` fill them.

    A value that is a sentence is told in the language of the sentence around it.
    """

    code: str
    severity: Severity
    values: dict[str, Any]


def find_misfits(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    """Find everything in which a version and a call do not fit, errors first."""
    yield from _check_days(rule_set, call)
    for problem in check_questions(rule_set, call):
        yield Misfit("question_misfit", Severity.ERROR, {"problem": problem})
    yield from _check_grant_types(rule_set, call)
    yield from _check_fields(rule_set, call)
    yield from _check_sources(rule_set, call)
    yield from _check_register(rule_set, call)


def days_outside(rule_set: RuleSet, opens_on: date | None, closes_on: date | None) -> bool:
    """Tell whether a day of a call that is known lies outside the days on which the rules hold."""
    first, last = rule_set.valid_from, rule_set.valid_to
    known = [day for day in (opens_on, closes_on) if day is not None]
    return any((first and day < first) or (last and day > last) for day in known)


def _check_days(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    if days_outside(rule_set, call.opens_on, call.closes_on):
        days = (rule_set.valid_from, rule_set.valid_to, call.opens_on, call.closes_on)
        names = ("valid_from", "valid_to", "opens_on", "closes_on")
        yield Misfit("days_outside", Severity.ERROR, dict(zip(names, map(_day, days), strict=True)))


def _check_grant_types(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    for key, kind in sorted(call.grant_types.items()):
        if not any(rule.is_for(key) for rule in rule_set.rules):
            named = sorted({each for rule in rule_set.rules for each in rule.grant_types})
            values = {"grant_type": key, "name": kind.name, "named": ", ".join(named) or "–"}
            yield Misfit("grant_type_without_rules", Severity.ERROR, values)


def _check_fields(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    """Find answers that rules read and no question gives, and choices that they ask for and no question offers.

    A call that lists no questions says nothing of what was asked.
    """
    asked = {f"{ANSWERS}{question.key}": question for question in call.questions}
    for name in dict.fromkeys(name for ground in rule_set.grounds for name in ground.facts) if asked else ():
        fact = rule_set.facts[name]
        for field in fields_read(fact):
            if field.startswith(ANSWERS) and field not in asked:
                key, grounds = field.removeprefix(ANSWERS), _titles_of(rule_set, name)
                yield Misfit("question_not_asked", Severity.WARNING, {"question": key, "grounds": grounds})
        for word in _words_asked_for(rule_set, fact):
            # One of another type offers none, and is a misfit of its own.
            offering = [
                asked[field] for field in fields_read(fact) if field in asked and asked[field].choices
            ]
            if offering and not any(word in question.choices for question in offering):
                values = {"question": offering[0].key, "choice": word, "grounds": _titles_of(rule_set, name)}
                yield Misfit("choice_not_offered", Severity.WARNING, values)


def _words_asked_for(rule_set: RuleSet, fact: FactDeclaration) -> tuple[str, ...]:
    """Give the words of closed answers that a fact, or a condition on it, asks for."""
    if fact.kind == ANSWER_HAS.name:
        return tuple(fact.settings["any_of"])
    if fact.type is not FactType.CHOICE or fact.stated_in is None:
        return ()
    compared = (
        word
        for ground in rule_set.grounds
        for level in ground.levels
        for leaf in leaves(level.when)
        if isinstance(leaf, Compare) and leaf.fact == fact.name
        for word in leaf.operands
    )
    return tuple(dict.fromkeys(map(str, compared)))


def _titles_of(rule_set: RuleSet, name: str) -> Sentence:
    titles = [ground.title for ground in rule_set.grounds if name in ground.facts]
    return Sentence("; ".join(each.sv for each in titles), "; ".join(each.en for each in titles))


def _check_sources(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    cited = {ground.source.document for ground in rule_set.grounds if ground.source.is_rule}
    for key in sorted(cited & rule_set.documents.keys()):
        document = rule_set.documents[key]
        if document.is_after(call.closes_on):
            written = str(document.dated_on or document.year)
            values = {"document": key, "title": document.title, "date": written}
            yield Misfit("source_dated_after", Severity.WARNING, values | {"closes_on": _day(call.closes_on)})


def _check_register(rule_set: RuleSet, call: CallFacts) -> Iterator[Misfit]:
    lacking = absent_sections(rule_set, call)
    if lacking:
        yield Misfit("register_section_missing", Severity.WARNING, {"sections": names_of_sections(lacking)})


def _day(day: date | None) -> str:
    return "–" if day is None else day.isoformat()
