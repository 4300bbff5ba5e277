"""Cases at the edges of every comparison that no case shows yet, with what the rules answer as expectation."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scoring_service.domain.cases.answer import (
    build_answer,
    is_for,
    key_of,
    levels_of,
    silent_answer,
    subjects_of,
)
from scoring_service.domain.cases.case import SingleCase, WholeCase, own_cases
from scoring_service.domain.cases.decisive import Decisive, leaves_of
from scoring_service.domain.cases.edge_values import edge_values
from scoring_service.domain.cases.make_case import make_single_case, make_whole_case
from scoring_service.domain.cases.propose_killer import propose_killer
from scoring_service.domain.cases.run_mutants import notices, run_mutants
from scoring_service.domain.cases.situations import (
    Situation,
    Situations,
    TooManySituationsError,
    known_grant_types,
)
from scoring_service.domain.cases.tell_apart import unlikeness
from scoring_service.domain.cases.title_case import title_of_edge, title_of_type
from scoring_service.domain.cases.try_whole import WholeTrial
from scoring_service.domain.condition import IsStated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scoring_service.domain.cases.answer import Answering, Subject
    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.cases.decisive import Leaf
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet

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


def _told_apart(cases: Iterable[Case]) -> list[Case]:
    """Number titles that several cases of one rule have, or several of whole applications."""
    taken: Counter[tuple[str, str]] = Counter()
    found = []
    for case in cases:
        name = (case.subject if isinstance(case, SingleCase) else "", case.title)
        taken[name] += 1
        found.append(case if taken[name] == 1 else replace(case, title=f"{case.title} ({taken[name]})"))
    return found


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
                title = title_of_edge(self._subject, leaf, fact, value)
                case = make_single_case(self._subject, found[1], title, self._known)
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


def _deciding(values: Iterable[Facts], decisive: Decisive) -> list[tuple[tuple[bool, bool], Facts]]:
    found = ((decisive.decides(each), each) for each in values)
    return [(plain, each) for plain, each in found if plain is not None]


def _is_at(leaf: Leaf, value: Scalar | None, facts: Facts) -> bool:
    """Tell whether facts stand at an edge; where only being stated matters, any stated value does."""
    found = facts.get(leaf.test.fact)
    return (found is None) is (value is None) if isinstance(leaf.test, IsStated) else found == value


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
        self._trial = WholeTrial(rule_set)

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
                title = title_of_type(subject, grant_type)
                situation = Situation(grant_type, {**single.facts, **typed})
                return make_whole_case(self._rule_set, subject, situation, self._base, title)
        return None


def _speaks(subject: Subject, answering: Answering, facts: Facts) -> bool:
    """Tell whether the subject, tried on the facts, answers otherwise than to a grant type that it is not for."""
    return answering(facts) != silent_answer(subject)
