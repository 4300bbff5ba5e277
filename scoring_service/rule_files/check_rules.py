"""What can be said of rules and criteria only when they are read whole, from fields and conditions to days and grant types.

Fields that facts are stated in have one type for all their readers; conditions stay within what the rule engine can take;
dated constants are in force on some day; days lie within those of the rule set; grant types are spelt alike everywhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final

from prescreen_shared.errors import shown
from prescreen_shared.shapes.declaring import TOKEN
from prescreen_shared.written import nearest_words
from scoring_service.domain.condition import Compare, Condition, FactType
from scoring_service.domain.derive.kind import ANSWERS
from scoring_service.domain.derive.plain_facts import ANSWER_HAS
from scoring_service.domain.judge_application import FITTING, READ_AS_TEXT, TEXTS
from scoring_service.domain.normal_form import MAX_TERMS, Term, TooManyTermsError, false_terms, true_terms
from scoring_service.domain.rule_set import Constant, FactDeclaration, Ground, RuleSet
from scoring_service.rule_files.check_cases import check_cases, check_conditions
from scoring_service.rule_files.check_register import check_register_keys
from scoring_service.rule_files.check_words import check_placeholders
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, Path
from scoring_service.rule_files.parse_condition import Vocabulary

_ARRIVAL: Final = "submitted_at"
MOST_YEARS_AWAY: Final = 20
"""What an applicant states may lie long before or after the call, but a day further away is a slip of the pen."""
_TEXT: Final = (FactType.TEXT,)
_TYPES: Final[dict[str, tuple[FactType, ...]]] = {
    "reference": _TEXT,
    "grant_type": (FactType.CHOICE, FactType.TEXT),
    "title": _TEXT,
    "description": _TEXT,
    "applicants": _TEXT,
    "unit": _TEXT,
    "requested_amount": (FactType.AMOUNT, FactType.INTEGER),
    "submitted_at": (FactType.DATE,),
    "earlier_grants": _TEXT,
}
"""What each field of an application can be read as."""
_KEY: Final = re.compile(TOKEN)
LONGEST_CHOICE: Final = 200
"""As in the calls that intake takes."""
_NOT_TEXT: Final = frozenset(("requested_amount", "submitted_at", "earlier_grants"))
_NAME: Final = re.compile(TOKEN)
_ALIKE: Final = 80
MOST_PARTS: Final = 6_000
"""A hundred rulesets of the engine: so many are loaded in seconds, and no two of their names are one name to it."""
TESTS_IN_A_PART: Final = 12
"""The engine gets a longer term in parts of so many tests."""


def check_rules(
    rule_set: RuleSet, places: ConditionPlaces, vocabulary: Vocabulary, faults: FaultList
) -> None:
    """Note what is wrong with the fields of facts, with conditions, sentences, cases and constants.

    ``rule_set`` holds the rules and criteria whose conditions could be read, so their numbers are not those of the file.
    """
    _check_fields(rule_set, faults)
    check_size(rule_set, places, faults)
    misread = {id(ground) for ground in rule_set.grounds if _is_misread(ground, places, faults)}
    amiss = check_conditions(rule_set, places, faults) | misread
    for ground in rule_set.grounds:
        check_placeholders(ground, places, vocabulary, faults)
        check_cases(ground, vocabulary.facts, places, faults, sound=id(ground) not in amiss)
    _check_constants(rule_set, faults)
    _check_dates(rule_set, places, faults)
    _check_grant_types(rule_set, places, faults)


def check_size(rule_set: RuleSet, places: ConditionPlaces, faults: FaultList) -> None:
    """Note each level that is too wide, and the rule set where all its levels together are."""
    terms: set[Term] = set()
    for ground in rule_set.grounds:
        for level in ground.levels:
            found = _terms(level.when)
            if found is None:
                faults.add(
                    (*places.path_of(level), "when"), "rule-file.condition-too-wide", max_terms=MAX_TERMS
                )
            else:
                terms |= found
    parts = sum(-(-len(term) // TESTS_IN_A_PART) for term in terms)
    if parts > MOST_PARTS:
        faults.add(("rules",), "rule-file.rules-too-wide", parts=parts, most_parts=MOST_PARTS)


def _check_fields(rule_set: RuleSet, faults: FaultList) -> None:
    """Note facts that would fault every application that states the field, and the same fact under two names."""
    facts = list(rule_set.facts.values())
    for number, fact in enumerate(facts):
        _check_type(fact, faults)
        check_register_keys(fact, faults)
        _check_readers(fact, facts[:number], faults)
        _check_copies(fact, facts[:number], faults)


def _check_type(fact: FactDeclaration, faults: FaultList) -> None:
    accepted = _TYPES.get(fact.stated_in or "")
    if accepted is not None and fact.type not in accepted:
        named = ", ".join(accepted)
        faults.add(
            ("facts", fact.name, "type"),
            "rule-file.field-of-other-type",
            stated_in=fact.stated_in,
            type=fact.type,
            named=named,
        )
    _check_answer_keys(fact, faults)
    read = dict(_read_as_text(fact))
    for number, field in enumerate(fact.settings.get("needed") or ()):
        if field not in read:
            faults.warn(("facts", fact.name, "needed", number), "rule-file.field-not-read", field=field)
    for field, path in read.items():
        if fact.kind == ANSWER_HAS.name and not field.startswith(ANSWERS):
            faults.add(path, "rule-file.field-no-answer", field=field)
        elif field in _NOT_TEXT:
            faults.add(path, "rule-file.field-no-text", field=field)


def _check_answer_keys(fact: FactDeclaration, faults: FaultList) -> None:
    """Note answers to questions that no call can ask, since no question can be called so."""
    stated = [] if fact.stated_in is None else [(fact.stated_in, ("facts", fact.name, "stated_in"))]
    for field, path in (*stated, *_read_as_text(fact)):
        key = field.removeprefix(ANSWERS)
        if key != field and not _KEY.fullmatch(key):
            faults.add(path, "rule-file.no-such-question", value=shown(key))
    for number, word in enumerate(fact.choices):
        if fact.stated_in is not None and len(word) > LONGEST_CHOICE:
            faults.add(
                ("facts", fact.name, "choices", word if fact.choice_labels else number),
                "rule-file.answer-too-long",
                longest_choice=LONGEST_CHOICE,
            )


def _read_as_text(fact: FactDeclaration) -> Iterator[tuple[str, Path]]:
    for name in READ_AS_TEXT:
        found = fact.settings.get(name)
        for number, field in enumerate(found if isinstance(found, list) else ()):
            if isinstance(field, str):
                yield field, ("facts", fact.name, name, number)


def _check_readers(fact: FactDeclaration, others: Iterable[FactDeclaration], faults: FaultList) -> None:
    """Note an answer that two facts read as types which no question has both of."""
    for field, types, path in _reads(fact):
        for other in others:
            clash = next(
                (theirs for named, theirs, _ in _reads(other) if named == field and types.isdisjoint(theirs)),
                None,
            )
            if clash is not None:
                faults.add(
                    path,
                    "rule-file.answer-read-twice",
                    field=field,
                    types=_listed(types),
                    other=other.name,
                    others=_listed(clash),
                )
                break


def _reads(fact: FactDeclaration) -> Iterator[tuple[str, frozenset[str], Path]]:
    """Give each answer that a fact reads, with the types of question that it can take and where the file says so."""
    if fact.stated_in is not None and fact.stated_in.startswith(ANSWERS):
        yield fact.stated_in, frozenset(FITTING[fact.type]), ("facts", fact.name, "stated_in")
    for field, path in _read_as_text(fact):
        if field.startswith(ANSWERS):
            yield field, frozenset(TEXTS), path


def _listed(types: frozenset[str]) -> str:
    return " / ".join(sorted(types))


def _check_copies(fact: FactDeclaration, others: Iterable[FactDeclaration], faults: FaultList) -> None:
    for other in others:
        if _definition(other) == _definition(fact):
            faults.warn(("facts", fact.name), "rule-file.fact-twice", name=fact.name, other=other.name)
            return


def _definition(fact: FactDeclaration) -> tuple[Any, ...]:
    return fact.type, fact.choices, fact.stated_in, fact.kind, fact.settings


def _is_misread(ground: Ground, places: ConditionPlaces, faults: FaultList) -> bool:
    """Tell whether a condition could be read but has been found wrong already."""
    return any(faults.has_error_within((*places.path_of(level), "when")) for level in ground.levels)


def _check_constants(rule_set: RuleSet, faults: FaultList) -> None:
    """Note values that no call of the rule set's period meets, and values that change nothing."""
    for name, constant in rule_set.dated_constants.items():
        _check_period(name, constant, rule_set, faults)
        for number, (former, later) in enumerate(pairwise(constant.values), 1):
            if former.value == later.value:
                faults.warn(
                    ("constants", name, "values", number), "rule-file.value-repeated", value=former.value
                )


def _check_period(name: str, constant: Constant, rule_set: RuleSet, faults: FaultList) -> None:
    first, last = rule_set.valid_from, rule_set.valid_to
    for number, dated in enumerate(constant.values):
        path = ("constants", name, "values", number)
        following = constant.values[number + 1].from_on if number + 1 < len(constant.values) else None
        if number > 0 and last is not None and dated.from_on is not None and dated.from_on > last:
            faults.warn((*path, "from"), "rule-file.value-after-last-day", from_on=dated.from_on, last=last)
        elif first is not None and following is not None and following <= first:
            faults.warn(path, "rule-file.value-never-in-force", following=following, first=first)


def _check_dates(rule_set: RuleSet, places: ConditionPlaces, faults: FaultList) -> None:
    """Note days of arrival outside the rule set's period, and any day that is decades away from it."""
    period = f"{rule_set.valid_from or '…'} – {rule_set.valid_to or '…'}"
    for ground in rule_set.grounds:
        for leaf in ground.leaves:
            if isinstance(leaf, Compare) and isinstance(leaf.operand, date) and _is_outside(leaf, rule_set):
                faults.warn(
                    places.path_of(leaf), "rule-file.day-outside-period", operand=leaf.operand, period=period
                )


def _is_outside(leaf: Compare, rule_set: RuleSet) -> bool:
    day, first, last = leaf.operand, rule_set.valid_from, rule_set.valid_to
    if not isinstance(day, date):
        return False
    if rule_set.facts[leaf.fact].stated_in == _ARRIVAL:
        return (first is not None and day < first) or (last is not None and day > last)
    ends = [end for end in (first, last) if end is not None]
    return bool(ends) and all(abs(day.year - end.year) > MOST_YEARS_AWAY for end in ends)


def _check_grant_types(rule_set: RuleSet, places: ConditionPlaces, faults: FaultList) -> None:
    """Note a grant type that stands twice in a list, and one that is named once and nearly as another, and one that no call can have.

    A rule file declares no grant types: those are the call's.
    """
    named = list(_named(rule_set, places))
    counted = Counter(name for names, _ in named for name in set(names))
    for names, path in named:
        for number, name in enumerate(names):
            if name in names[:number]:
                faults.warn((*path, number), "rule-file.stands-twice", name=name)
            elif not _NAME.fullmatch(name):
                faults.add((*path, number), "rule-file.no-such-grant-type", value=shown(name))
            elif counted[name] == 1:
                _check_spelling(name, counted, (*path, number), faults)


def _named(rule_set: RuleSet, places: ConditionPlaces) -> Iterator[tuple[list[str], Path]]:
    for fact in rule_set.facts.values():
        several, one = fact.settings.get("grant_types"), fact.settings.get("grant_type")
        if isinstance(several, list):
            yield [str(name) for name in several], ("facts", fact.name, "grant_types")
        if isinstance(one, str):
            yield [one], ("facts", fact.name, "grant_type")
    for ground in rule_set.grounds:
        yield list(ground.grant_types), (*places.path_of(ground), "grant_types")


def _check_spelling(name: str, counted: Counter[str], path: Path, faults: FaultList) -> None:
    others = [other for other, times in counted.items() if times > 1]
    near = nearest_words(name, others, least=_ALIKE)
    if near:
        faults.warn(path, "rule-file.grant-type-once", name=name, near=near[0])


def _terms(condition: Condition) -> frozenset[Term] | None:
    try:
        return true_terms(condition) | false_terms(condition)
    except TooManyTermsError:
        return None
