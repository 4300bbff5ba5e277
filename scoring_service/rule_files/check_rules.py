"""What can be said of rules and criteria only when they are read whole.

RETELL:
- (check_constants) The dated values of constants: whether each is ever in force, and differs from the one before it.
- (check_dates) The days in conditions against the days on which a call may use the rule set.
- (check_fields) The fields that facts are stated in: each read as a type that it can have, and as one that fits its other readers.
- (check_grant_types) The grant types that rules, criteria and facts name: each once, and spelt as elsewhere in the file.
- (check_size) Conditions held to what the rule engine can take: how many terms they become when they are multiplied out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final

from prescreen_shared.shapes.declaring import TOKEN
from prescreen_shared.written import nearest_words
from scoring_service.domain.condition import Compare, Condition
from scoring_service.domain.derive.known import ANSWERS
from scoring_service.domain.evaluate import grounds_of
from scoring_service.domain.fact import FactType
from scoring_service.domain.judge_application import FITTING, READ_AS_TEXT, TEXTS
from scoring_service.domain.normal_form import MAX_TERMS, Term, TooManyTermsError, false_terms, true_terms
from scoring_service.domain.rule_set import Constant, Criterion, FactDeclaration, Rule, RuleSet, leaves
from scoring_service.rule_files.check_cases import check_cases, check_conditions
from scoring_service.rule_files.check_words import check_placeholders
from scoring_service.rule_files.parse_condition import Vocabulary
from scoring_service.rule_files.problem import ConditionPlaces, Path, ProblemList
from scoring_service.rule_files.shapes import show

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
    rule_set: RuleSet, places: ConditionPlaces, vocabulary: Vocabulary, problems: ProblemList
) -> None:
    """Note what is wrong with the fields of facts, with conditions, sentences, cases and constants.

    ``rule_set`` holds the rules and criteria whose conditions could be read, so their numbers are not those of the file.
    """
    _check_fields(rule_set, problems)
    check_size(rule_set, places, problems)
    misread = {id(ground) for ground in grounds_of(rule_set) if _is_misread(ground, places, problems)}
    amiss = check_conditions(rule_set, places, problems) | misread
    for ground in grounds_of(rule_set):
        check_placeholders(ground, places, vocabulary, problems)
        check_cases(ground, vocabulary.facts, places, problems, sound=id(ground) not in amiss)
    _check_constants(rule_set, problems)
    _check_dates(rule_set, places, problems)
    _check_grant_types(rule_set, places, problems)


def check_size(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note each level that is too wide, and the rule set where all its levels together are."""
    terms: set[Term] = set()
    for ground in grounds_of(rule_set):
        for level in ground.levels:
            found = _terms(level.when)
            if found is None:
                problems.add(
                    (*places.path_of(level), "when"),
                    f"villkoret ger mer än {MAX_TERMS} termer när det multipliceras ut; dela regeln i två",
                    f"the condition gives more than {MAX_TERMS} terms when multiplied out; split the rule in two",
                )
            else:
                terms |= found
    parts = sum(-(-len(term) // TESTS_IN_A_PART) for term in terms)
    if parts > MOST_PARTS:
        problems.add(
            ("rules",),
            f"alla villkor ger tillsammans {parts} delar när de multipliceras ut, högst {MOST_PARTS} tas emot; dela upp regelverket eller förenkla villkor med många any",
            f"all conditions together give {parts} parts when multiplied out, at most {MOST_PARTS} are taken; split the rule set or simplify conditions with many any",
        )


def _check_fields(rule_set: RuleSet, problems: ProblemList) -> None:
    """Note facts that would fault every application that states the field, and the same fact under two names."""
    facts = list(rule_set.facts.values())
    for number, fact in enumerate(facts):
        _check_type(fact, problems)
        _check_readers(fact, facts[:number], problems)
        _check_copies(fact, facts[:number], problems)


def _check_type(fact: FactDeclaration, problems: ProblemList) -> None:
    accepted = _TYPES.get(fact.stated_in or "")
    if accepted is not None and fact.type not in accepted:
        named = ", ".join(accepted)
        problems.add(
            ("facts", fact.name, "type"),
            f"{fact.stated_in} kan inte vara {fact.type}; det som passar: {named}",
            f"{fact.stated_in} cannot be {fact.type}; what fits: {named}",
        )
    _check_answer_keys(fact, problems)
    read = dict(_read_as_text(fact))
    for number, field in enumerate(fact.settings.get("needed") or ()):
        if field not in read:
            problems.warn(
                ("facts", fact.name, "needed", number),
                f"{field} läses inte, så det spelar ingen roll om det saknas; skriv det under fields eller ta bort det",
                f"{field} is not read, so it makes no difference that it is missing; write it under fields or remove it",
            )
    for field, path in read.items():
        if field in _NOT_TEXT:
            problems.add(
                path,
                f"{field} är ingen text som ord kan sökas i; ange ett textfält, som title, description eller answers.…",
                f"{field} is no text that words can be looked for in; name a field of text, such as title, description or answers.…",
            )


def _check_answer_keys(fact: FactDeclaration, problems: ProblemList) -> None:
    """Note answers to questions that no call can ask, since no question can be called so."""
    stated = [] if fact.stated_in is None else [(fact.stated_in, ("facts", fact.name, "stated_in"))]
    for field, path in (*stated, *_read_as_text(fact)):
        key = field.removeprefix(ANSWERS)
        if key != field and not _KEY.fullmatch(key):
            problems.add(
                path,
                f"ingen fråga kan heta {show(key)}; en frågas namn är små bokstäver (a–z), siffror, _ och -, högst 60",
                f"no question can be called {show(key)}; a question's name is lower-case letters (a–z), digits, _ and -, at most 60",
            )
    for number, word in enumerate(fact.choices):
        if fact.stated_in is not None and len(word) > LONGEST_CHOICE:
            problems.add(
                ("facts", fact.name, "choices", word if fact.choice_labels else number),
                f"svaret är längre än {LONGEST_CHOICE} tecken, och så långt kan ingen frågas svar vara",
                f"the answer is longer than {LONGEST_CHOICE} characters, and no question's answer can be so long",
            )


def _read_as_text(fact: FactDeclaration) -> Iterator[tuple[str, Path]]:
    for name in READ_AS_TEXT:
        found = fact.settings.get(name)
        for number, field in enumerate(found if isinstance(found, list) else ()):
            if isinstance(field, str):
                yield field, ("facts", fact.name, name, number)


def _check_readers(fact: FactDeclaration, others: Iterable[FactDeclaration], problems: ProblemList) -> None:
    """Note an answer that two facts read as types which no question has both of."""
    for field, types, path in _reads(fact):
        for other in others:
            clash = next(
                (theirs for named, theirs, _ in _reads(other) if named == field and types.isdisjoint(theirs)),
                None,
            )
            if clash is not None:
                problems.add(
                    path,
                    f"{field} läses här som {_listed(types)}, men {other.name} läser samma svar som {_listed(clash)}; en fråga har bara ett slags svar",
                    f"{field} is read here as {_listed(types)}, but {other.name} reads the same answer as {_listed(clash)}; a question has one kind of answer",
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


def _check_copies(fact: FactDeclaration, others: Iterable[FactDeclaration], problems: ProblemList) -> None:
    for other in others:
        if _definition(other) == _definition(fact):
            problems.warn(
                ("facts", fact.name),
                f"{fact.name} är precis samma uppgift som {other.name}; använd ett namn",
                f"{fact.name} is exactly the same fact as {other.name}; use one name",
            )
            return


def _definition(fact: FactDeclaration) -> tuple[Any, ...]:
    return fact.type, fact.choices, fact.stated_in, fact.kind, fact.settings


def _is_misread(ground: Rule | Criterion, places: ConditionPlaces, problems: ProblemList) -> bool:
    """Tell whether a condition could be read but has been found wrong already."""
    return any(problems.has_error_within((*places.path_of(level), "when")) for level in ground.levels)


def _check_constants(rule_set: RuleSet, problems: ProblemList) -> None:
    """Note values that no call of the rule set's period meets, and values that change nothing."""
    for name, constant in rule_set.dated_constants.items():
        _check_period(name, constant, rule_set, problems)
        for number, (former, later) in enumerate(pairwise(constant.values), 1):
            if former.value == later.value:
                problems.warn(
                    ("constants", name, "values", number),
                    f"värdet är detsamma som det före ({former.value}); ta bort det eller ändra värdet",
                    f"the value is the same as the one before ({former.value}); remove it or change the value",
                )


def _check_period(name: str, constant: Constant, rule_set: RuleSet, problems: ProblemList) -> None:
    first, last = rule_set.valid_from, rule_set.valid_to
    for number, dated in enumerate(constant.values):
        path = ("constants", name, "values", number)
        following = constant.values[number + 1].from_on if number + 1 < len(constant.values) else None
        if number > 0 and last is not None and dated.from_on is not None and dated.from_on > last:
            problems.warn(
                (*path, "from"),
                f"{dated.from_on} är efter regelverkets sista dag {last}, så värdet gäller aldrig; ändra from eller valid",
                f"{dated.from_on} is after the rule set's last day {last}, so the value is never in force; change from or valid",
            )
        elif first is not None and following is not None and following <= first:
            problems.warn(
                path,
                f"värdet gäller aldrig: nästa tar över {following}, senast på regelverkets första dag {first}",
                f"the value is never in force: the next takes over on {following}, no later than the rule set's first day {first}",
            )


def _check_dates(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note days of arrival outside the rule set's period, and any day that is decades away from it."""
    period = f"{rule_set.valid_from or '…'} – {rule_set.valid_to or '…'}"
    for ground in grounds_of(rule_set):
        for leaf in (leaf for level in ground.levels for leaf in leaves(level.when)):
            if isinstance(leaf, Compare) and isinstance(leaf.operand, date) and _is_outside(leaf, rule_set):
                problems.warn(
                    places.path_of(leaf),
                    f"{leaf.operand} ligger utanför de dagar som en utlysning med regelverket kan ha ({period}); ändra dagen eller valid",
                    f"{leaf.operand} lies outside the days that a call with the rule set can have ({period}); change the day or valid",
                )


def _is_outside(leaf: Compare, rule_set: RuleSet) -> bool:
    day, first, last = leaf.operand, rule_set.valid_from, rule_set.valid_to
    if not isinstance(day, date):
        return False
    if rule_set.facts[leaf.fact].stated_in == _ARRIVAL:
        return (first is not None and day < first) or (last is not None and day > last)
    ends = [end for end in (first, last) if end is not None]
    return bool(ends) and all(abs(day.year - end.year) > MOST_YEARS_AWAY for end in ends)


def _check_grant_types(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note a grant type that stands twice in a list, and one that is named once and nearly as another, and one that no call can have.

    A rule file declares no grant types: those are the call's.
    """
    named = list(_named(rule_set, places))
    counted = Counter(name for names, _ in named for name in set(names))
    for names, path in named:
        for number, name in enumerate(names):
            if name in names[:number]:
                problems.warn(
                    (*path, number),
                    f"{name} står två gånger; ta bort det ena",
                    f"{name} stands twice; remove one",
                )
            elif not _NAME.fullmatch(name):
                problems.add(
                    (*path, number),
                    f"ingen utlysning kan ha bidragsformen {show(name)}; namnet är små bokstäver (a–z), siffror, _ och -, högst 60",
                    f"no call can have the grant type {show(name)}; its name is lower-case letters (a–z), digits, _ and -, at most 60",
                )
            elif counted[name] == 1:
                _check_spelling(name, counted, (*path, number), problems)


def _named(rule_set: RuleSet, places: ConditionPlaces) -> Iterator[tuple[list[str], Path]]:
    for fact in rule_set.facts.values():
        several, one = fact.settings.get("grant_types"), fact.settings.get("grant_type")
        if isinstance(several, list):
            yield [str(name) for name in several], ("facts", fact.name, "grant_types")
        if isinstance(one, str):
            yield [one], ("facts", fact.name, "grant_type")
    for ground in grounds_of(rule_set):
        yield list(ground.grant_types), (*places.path_of(ground), "grant_types")


def _check_spelling(name: str, counted: Counter[str], path: Path, problems: ProblemList) -> None:
    others = [other for other, times in counted.items() if times > 1]
    near = nearest_words(name, others, least=_ALIKE)
    if near:
        problems.warn(
            path,
            f"bidragsformen {name} nämns bara här; menas {near[0]}?",
            f"the grant type {name} is named only here; did you mean {near[0]}?",
        )


def _terms(condition: Condition) -> frozenset[Term] | None:
    try:
        return true_terms(condition) | false_terms(condition)
    except TooManyTermsError:
        return None
