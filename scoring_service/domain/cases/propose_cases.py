"""Cases at the edges of every comparison that no case shows yet, with what the rules answer as expectation.

RETELL:
- (propose_killer) The case that would notice a fault which no case notices.
- (make_case) A proposed case made of a situation, with what the rules answer as expectation, for a person to look at.
- (title_case) Swedish titles of proposed cases, for whoever looks at them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.cases.case import (
    Answer,
    Answering,
    Case,
    Expected,
    ExpectedAnswer,
    ExpectedPoints,
    PointsAnswer,
    RuleAnswer,
    SingleCase,
    Subject,
    WholeCase,
    build_answer,
    is_for,
    key_of,
    levels_of,
    own_cases,
    silent_answer,
    subjects_of,
)
from scoring_service.domain.cases.mutants import Difference, Survivor, notices, run_mutants, unlikeness
from scoring_service.domain.cases.situations import (
    Decisive,
    Leaf,
    Situation,
    Situations,
    TooManySituationsError,
    edge_values,
    known_grant_types,
    leaves_of,
)
from scoring_service.domain.cases.try_case import WholeAnswer, WholeDecider
from scoring_service.domain.condition import IsStated
from scoring_service.domain.fact import FactType, Scalar
from scoring_service.domain.rule_set import FactDeclaration, Rule, RuleSet
from scoring_service.domain.sentence import Format, write_value

Facts = Mapping[str, Scalar | None]
_PLAINEST: Final = (False, False)


def propose_cases(rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]) -> list[Case]:
    """Give the proposed cases, those of each rule and criterion first, then those of whole applications.

    ``cases`` are those of files; the rule file's own are known too. ``base`` are facts that whole applications have.
    """
    known = [*own_cases(rule_set), *cases]
    found: list[Case] = []
    for subject in subjects_of(rule_set).values():
        found += _Edges(rule_set, subject, [each for each in known if isinstance(each, SingleCase)]).propose()
    found += _Types(rule_set, known, base).propose()
    found += _noticing(rule_set, [*cases, *found], base)
    return _told_apart(found)


def propose_killer(
    survivor: Survivor, rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]
) -> Case | None:
    """Make the case, as near to a known one as can be; None where no difference could be found."""
    found = survivor.comparison
    if not isinstance(found, Difference):
        return None
    key = key_of(survivor.mutant.subject)
    subject = subjects_of(rule_set)[key]
    if found.other_type:
        title = _title_of_type(subject, found.situation.grant_type)
        return _make_whole_case(rule_set, subject, found.situation, base, title)
    known = [
        case.facts
        for case in (*own_cases(rule_set), *cases)
        if isinstance(case, SingleCase) and case.subject == key
    ]
    title = _title_of_facts(found.situation.values, known, rule_set.facts)
    return _make_single_case(subject, found.situation.values, title, known)


class _Edges:
    """The edges of one rule or criterion."""

    def __init__(self, rule_set: RuleSet, subject: Subject, singles: Sequence[SingleCase]) -> None:
        self._rule_set = rule_set
        self._subject = subject
        self._known: list[Facts] = [case.facts for case in singles if case.subject == key_of(subject)]
        types = known_grant_types(rule_set.facts, [subject.grant_types])
        accepted = [each for each in types if is_for(subject, each)]
        conditions = [level.when for level in levels_of(subject)]
        self._situations = Situations(rule_set.facts, conditions, accepted or [""])

    def propose(self) -> Iterator[SingleCase]:
        shown = list(self._known)
        for leaf in leaves_of(self._subject):
            fact = self._rule_set.facts[leaf.test.fact]
            decisive = Decisive(self._subject, leaf)
            for value in edge_values(leaf, fact):
                found = self._find(leaf, value, decisive)
                if found is None or self._is_shown(leaf, value, decisive, found[0], shown):
                    continue
                title = _title_of_edge(self._subject, leaf, fact, value)
                case = _make_single_case(self._subject, found[1], title, self._known)
                shown.append(case.facts)
                yield case

    def _is_shown(
        self,
        leaf: Leaf,
        value: Scalar | None,
        decisive: Decisive,
        best: tuple[bool, bool],
        shown: list[Facts],
    ) -> bool:
        """Tell whether a case stands at the edge already and the leaf decides it as plainly as can be."""
        there = (decisive.decides(facts) for facts in shown if _is_at(leaf, value, facts))
        return any(found is not None and found <= best for found in there)

    def _find(
        self, leaf: Leaf, value: Scalar | None, decisive: Decisive
    ) -> tuple[tuple[bool, bool], Facts] | None:
        """Find the rest of the facts with which the leaf decides most plainly, as near to a known case as can be."""
        silent = dict.fromkeys(self._situations.facts)
        near: list[Facts] = [{**silent, **facts, leaf.test.fact: value} for facts in self._known]
        fitting = _deciding(filter(self._situations.can_be, near), decisive)
        if all(plain != _PLAINEST for plain, _ in fitting):
            fitting += _deciding(self._all(leaf.test.fact, value), decisive)
        return min(fitting, key=self._order, default=None)

    def _order(self, found: tuple[tuple[bool, bool], Facts]) -> tuple[int, ...]:
        plain, values = found
        return (*plain, *unlikeness(values, self._known, self._rule_set.facts))

    def _all(self, name: str, value: Scalar | None) -> Iterator[Facts]:
        try:
            for situation in self._situations:
                if situation.values[name] == value:
                    yield situation.values
        except TooManySituationsError:
            return


def _title_of_edge(subject: Subject, leaf: Leaf, fact: FactDeclaration, value: Scalar | None) -> str:
    """Write which fact has which value, and at which level it decides where there are several."""
    level = f" (nivå {leaf.level + 1})" if len(subject.levels) > 1 else ""
    return f"{fact.label.sv}: {_write_fact_value(fact, value)}{level}"


def _write_fact_value(fact: FactDeclaration, value: Scalar | None) -> str:
    """Write a value as Swedish readers expect it."""
    if isinstance(value, str) and value in fact.choice_labels:
        return fact.choice_labels[value].sv
    return write_value(value, "sv", Format.AMOUNT if fact.type is FactType.AMOUNT else None)


def _make_single_case(
    subject: Subject,
    values: Mapping[str, Scalar | None],
    title: str,
    known: Iterable[Mapping[str, Scalar | None]] = (),
) -> SingleCase:
    """Make a case of one rule or criterion; facts of the nearest known case that do not matter are kept from it."""
    nearest: Mapping[str, Scalar | None] = min(
        known,
        key=lambda case: sum(case.get(name) != value for name, value in values.items()),
        default={},
    )
    facts = {name: value for name, value in {**nearest, **values}.items() if value is not None}
    answer = build_answer(subject)(facts)
    return SingleCase(title, key_of(subject), facts, _expectation(subject, answer), proposed=True)


def _expectation(subject: Subject, answer: Answer) -> Expected:
    """Give the expectation that an answer meets, no wider than tells it from other sentences of the rule."""
    if isinstance(answer, RuleAnswer):
        assert isinstance(subject, Rule)
        return _rule_expectation(subject, answer)
    return ExpectedPoints(answer.points, answer.possible_points)


def _rule_expectation(rule: Rule, answer: RuleAnswer) -> ExpectedAnswer:
    """Give what a rule is expected to answer; the level only where the effect alone does not tell it."""
    if answer.status is FindingStatus.NOT_MET:
        return ExpectedAnswer(FindingStatus.NOT_MET)
    alike = sum(level.effect is answer.effect for level in rule.levels) > 1
    met = answer.status is FindingStatus.MET
    level = answer.level + 1 if met and alike and answer.level is not None else None
    named = bool(answer.missing) or not met
    missing = tuple(sorted(answer.missing)) if named else None
    return ExpectedAnswer(answer.status, answer.effect, level, missing)


def _is_at(leaf: Leaf, value: Scalar | None, facts: Facts) -> bool:
    """Tell whether facts stand at an edge; where only being stated matters, any stated value does."""
    found = facts.get(leaf.test.fact)
    return (found is None) is (value is None) if isinstance(leaf.test, IsStated) else found == value


def _deciding(values: Iterable[Facts], decisive: Decisive) -> list[tuple[tuple[bool, bool], Facts]]:
    found = ((decisive.decides(each), each) for each in values)
    return [(plain, each) for plain, each in found if plain is not None]


class _Types:
    """The grant types that each rule and criterion is for, and those that it is not for."""

    def __init__(self, rule_set: RuleSet, known: Sequence[Case], base: Facts) -> None:
        self._rule_set = rule_set
        self._base = base
        self._subjects = list(subjects_of(rule_set).values())
        self._singles = [case for case in known if isinstance(case, SingleCase)]
        self._wholes = [case for case in known if isinstance(case, WholeCase)]
        named = [
            *(subject.grant_types for subject in self._subjects),
            *((each.grant_type,) for each in self._wholes),
        ]
        self._types = known_grant_types(rule_set.facts, named)
        self._trial = WholeDecider(rule_set)

    def propose(self) -> Iterator[WholeCase]:
        shown = [(case.grant_type, self._trial.values(case)) for case in self._wholes]
        for subject in self._subjects:
            answering = build_answer(subject)
            for grant_type in self._types:
                if any(name == grant_type and _speaks(subject, answering, facts) for name, facts in shown):
                    continue
                case = self._make(subject, answering, grant_type)
                if case is not None:
                    shown.append((grant_type, self._trial.values(case)))
                    yield case

    def _make(self, subject: Subject, answering: Answering, grant_type: str) -> WholeCase | None:
        typed = self._trial.values(WholeCase("", grant_type, {}, None))
        for single in self._singles:
            if single.subject != key_of(subject):
                continue
            values = {**self._base, **single.facts, **typed}
            if _speaks(subject, answering, values):
                title = _title_of_type(subject, grant_type)
                situation = Situation(grant_type, {**single.facts, **typed})
                return _make_whole_case(self._rule_set, subject, situation, self._base, title)
        return None


def _speaks(subject: Subject, answering: Answering, facts: Facts) -> bool:
    """Tell whether the subject, tried on the facts, answers otherwise than to a grant type that it is not for."""
    return answering(facts) != silent_answer(subject)


def _title_of_type(subject: Subject, grant_type: str) -> str:
    """Write that a rule or criterion is tried on a grant type."""
    return f"{subject.title.sv}: {grant_type}"


def _make_whole_case(
    rule_set: RuleSet, subject: Subject, situation: Situation, base: Mapping[str, Scalar | None], title: str
) -> WholeCase:
    """Make a case of a whole application: the situation, and the base for what it says nothing of.

    Points are expected only where the subject, for whose sake the case is made, is a criterion.
    """
    trial = WholeDecider(rule_set)
    silent = WholeCase(title, situation.grant_type, {**base, **situation.values}, None, proposed=True)
    case = replace(silent, facts=_without_typed(trial, silent))
    found = trial.answer(case)
    points = None if isinstance(subject, Rule) else _points(rule_set, found)
    return replace(case, outcome=found.outcome, grounds=_grounds(rule_set, found), points=points)


def _without_typed(trial: WholeDecider, case: WholeCase) -> dict[str, Scalar | None]:
    """Leave out the facts that follow from the grant type alone, and those that are not stated."""
    following = trial.values(WholeCase("", case.grant_type, {}, None))
    return {
        name: value
        for name, value in case.facts.items()
        if value is not None and following.get(name) != value
    }


def _points(rule_set: RuleSet, found: WholeAnswer) -> dict[str, ExpectedPoints]:
    answers = [(criterion, found.answers[key_of(criterion)]) for criterion in rule_set.criteria]
    return {
        criterion.id: ExpectedPoints(answer.points, answer.possible_points)
        for criterion, answer in answers
        if isinstance(answer, PointsAnswer) and answer.possible_points
    }


def _grounds(rule_set: RuleSet, found: WholeAnswer) -> dict[str, ExpectedAnswer]:
    answers = [(rule, found.answers[key_of(rule)]) for rule in rule_set.rules]
    return {
        rule.id: _ground(rule, answer)
        for rule, answer in answers
        if isinstance(answer, RuleAnswer) and answer.status is not FindingStatus.NOT_MET
    }


def _ground(rule: Rule, answer: RuleAnswer) -> ExpectedAnswer:
    """Give what is expected of a rule beside all others: what is missing is the matter of its own cases."""
    if answer.status is FindingStatus.UNDETERMINED:
        return ExpectedAnswer(answer.status)
    return replace(_rule_expectation(rule, answer), missing=None)


def _noticing(rule_set: RuleSet, cases: Sequence[Case], base: Facts) -> Iterator[Case]:
    """Give the cases that notice the faults which all the others, once they are looked at, would not."""
    looked_at = [replace(case, proposed=False) for case in cases]
    given: list[Case] = []
    for survivor in run_mutants(rule_set, looked_at).survivors:
        if any(notices(rule_set, case, survivor.mutant) for case in given):
            continue
        case = propose_killer(survivor, rule_set, [*looked_at, *given], base)
        if case is not None:
            given.append(replace(case, proposed=False))
            yield case


def _told_apart(cases: Iterable[Case]) -> list[Case]:
    """Number titles that several cases of one rule have, or several of whole applications."""
    taken: Counter[tuple[str, str]] = Counter()
    found = []
    for case in cases:
        name = (case.subject if isinstance(case, SingleCase) else "", case.title)
        taken[name] += 1
        found.append(case if taken[name] == 1 else replace(case, title=f"{case.title} ({taken[name]})"))
    return found


def _title_of_facts(
    values: Mapping[str, Scalar | None],
    known: Iterable[Mapping[str, Scalar | None]],
    facts: Mapping[str, FactDeclaration],
) -> str:
    """Write in which facts a case differs from the known one that is most like it."""
    differing = [{name for name, value in values.items() if case.get(name) != value} for case in known]
    stated = {name for name, value in values.items() if value is not None}
    told = min(differing, key=len, default=stated) or stated
    if not told:
        return "inget angivet"
    return "; ".join(
        f"{facts[name].label.sv}: {_write_fact_value(facts[name], value)}"
        for name, value in values.items()
        if name in told
    )
