"""Deliberate faults put into a rule set one at a time, each tried on the cases that ought to notice it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring_service.domain.cases.answer import build_answer, is_for, key_of, silent_answer, subjects_of
from scoring_service.domain.cases.case import SingleCase, own_cases
from scoring_service.domain.cases.hold import holds
from scoring_service.domain.cases.mutate_subject import mutate_subject
from scoring_service.domain.cases.situations import known_grant_types
from scoring_service.domain.cases.tell_apart import Equivalent, tell_apart
from scoring_service.domain.cases.try_whole import WholeTrial, expected_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scoring_service.domain.cases.answer import Answer, Answering, Subject
    from scoring_service.domain.cases.case import Case, WholeCase
    from scoring_service.domain.cases.mutate_subject import Mutant
    from scoring_service.domain.cases.tell_apart import Comparison
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class Survivor:
    """A fault that no case notices; ``comparison`` has a situation that would show it, where one could be found."""

    mutant: Mutant
    comparison: Comparison


@dataclass(slots=True)
class MutationReport:
    """What became of every mutant of a rule set."""

    killed: list[Mutant] = field(default_factory=list)
    survivors: list[Survivor] = field(default_factory=list)
    equivalent: list[tuple[Mutant, Equivalent]] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """How many mutants a case could notice."""
        return len(self.killed) + len(self.survivors)

    @property
    def percent(self) -> float:
        """The share of them that is killed; all of none is 100."""
        return 100 * len(self.killed) / self.counted if self.counted else 100.0


def run_mutants(
    rule_set: RuleSet, cases: Sequence[Case], subjects: Collection[str] | None = None
) -> MutationReport:
    """Try every mutant on the rule file's own cases and on further ones; proposed cases kill nothing.

    ``subjects`` are the keys of the rules and criteria to put faults into; all, where it is None. Every case must
    hold on the rule set as it is.
    """
    run = _Run(rule_set, [each for each in (*own_cases(rule_set), *cases) if not each.proposed])
    report = MutationReport()
    for key, subject in subjects_of(rule_set).items():
        if subjects is not None and key not in subjects:
            continue
        for mutant in run.mutants(subject):
            if run.is_killed(subject, mutant):
                report.killed.append(mutant)
                continue
            comparison = run.compare(subject, mutant)
            if isinstance(comparison, Equivalent):
                report.equivalent.append((mutant, comparison))
            else:
                report.survivors.append(Survivor(mutant, comparison))
    return report


def notices(rule_set: RuleSet, case: Case, mutant: Mutant) -> bool:
    """Tell whether a case, which holds on the rule set, does not hold on a mutant."""
    subject = subjects_of(rule_set)[key_of(mutant.subject)]
    return _Run(rule_set, [case]).is_killed(subject, mutant)


class _Run:
    def __init__(self, rule_set: RuleSet, cases: Sequence[Case]) -> None:
        self._rule_set = rule_set
        trial = WholeTrial(rule_set)
        self._singles: dict[str, list[SingleCase]] = {}
        self._wholes: list[tuple[WholeCase, Mapping[str, Scalar | None], Mapping[str, Answer]]] = []
        for case in cases:
            if isinstance(case, SingleCase):
                self._singles.setdefault(case.subject, []).append(case)
            else:
                self._wholes.append((case, trial.values(case), trial.answer(case).answers))
        subjects = subjects_of(rule_set).values()
        named = [
            *(subject.grant_types for subject in subjects),
            *((each[0].grant_type,) for each in self._wholes),
        ]
        self._grant_types = known_grant_types(rule_set.facts, named)

    def mutants(self, subject: Subject) -> Iterator[Mutant]:
        return mutate_subject(subject, self._rule_set.facts, self._grant_types)

    def is_killed(self, subject: Subject, mutant: Mutant) -> bool:
        answering = build_answer(mutant.subject)
        return any(
            not holds(case.expected, answering(case.facts), subject)
            for case in self._singles.get(key_of(subject), ())
        ) or any(
            self._is_noticed(subject, mutant, answering, case, values, answers)
            for case, values, answers in self._wholes
        )

    def compare(self, subject: Subject, mutant: Mutant) -> Comparison:
        known = [case.facts for case in self._singles.get(key_of(subject), ())]
        known += [values for case, values, _ in self._wholes if is_for(subject, case.grant_type)]
        return tell_apart(subject, mutant.subject, self._rule_set.facts, self._grant_types, known)

    @staticmethod
    def _is_noticed(
        subject: Subject,
        mutant: Mutant,
        answering: Answering,
        case: WholeCase,
        values: Mapping[str, Scalar | None],
        answers: Mapping[str, Answer],
    ) -> bool:
        for_it = is_for(mutant.subject, case.grant_type)
        found = answering(values) if for_it else silent_answer(mutant.subject)
        expected = expected_of(subject, case)
        if expected is not None and not holds(expected, found, subject):
            return True
        changed = {**answers, key_of(subject): found}
        return case.outcome is not None and outcome_of(changed.values()) is not case.outcome
