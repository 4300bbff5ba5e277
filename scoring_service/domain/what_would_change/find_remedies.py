"""The smallest change of what an application states after which a ground falls, each verified by evaluating it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice
from typing import TYPE_CHECKING, Final

from scoring_service.domain.decide_rule import decide_rule
from scoring_service.domain.derive.derive_facts import derive_facts
from scoring_service.domain.derive.may_apply import KIND as ADMINISTRATIONS
from scoring_service.domain.fit_values import values_of
from scoring_service.domain.referee import Referee, build_judge
from scoring_service.domain.screen_application import Evaluation, screen_application
from scoring_service.domain.walk_condition import facts_of_rule
from scoring_service.domain.what_would_change.field_change import Remedies, Remedy, apply_changes
from scoring_service.domain.what_would_change.propose_changes import propose_changes
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring_service.domain.derive.call_context import CallContext
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Rule, RuleSet
    from scoring_service.domain.what_would_change.field_change import FieldChange
    from shared.statuses import Outcome

_Place = tuple[str, int | None]

MOST_FIELDS: Final = 3
"""No remedy changes more fields than this: nobody would call it a small change."""

MOST_TRIALS: Final = 3_000
MOST_REMEDIES: Final = 5


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
            groups = list(islice(_groups(trial.relevant, size), MOST_TRIALS - tried))
            tried += len(groups)
            falling = [group for group in groups if trial.falls(group)]
            if falling:
                return Remedies(rule_id, tuple(self._remedies(falling)))
        return Remedies(rule_id, (), facts_of_rule(rule))

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
        return screen_application(self.rule_set, application, facts, evaluation, None)[0].outcome

    @cached_property
    def _referee(self) -> Referee:
        return Referee(self.rule_set)


class _Trial:
    """One rule tried on the application as it stands and as it could stand, deriving only the facts of that rule."""

    def __init__(self, question: Question, rule: Rule) -> None:
        self._question = question
        self._rule = rule
        wanted = facts_of_rule(rule)
        # The list of who may apply stands in a fact of its own, and other facts recognise names by it.
        facts = {
            name: fact
            for name, fact in question.rule_set.facts.items()
            if name in wanted or fact.kind == ADMINISTRATIONS
        }
        self._rule_set = replace(question.rule_set, facts=facts)
        self._judges = [build_judge(level.when) for level in rule.levels]
        self._values = self._derive(question.application)

    @cached_property
    def relevant(self) -> list[FieldChange]:
        """The changes of one field that change anything that the rule looks at."""
        question = self._question
        proposed = propose_changes(question.rule_set, self._rule, question.call, question.application)
        return [change for change in proposed if self._try((change,)) != self._values]

    def falls(self, changes: tuple[FieldChange, ...]) -> bool:
        """Tell whether the rule is not met with the changes."""
        values = self._try(changes)
        truths = [judge(values) for judge in self._judges]
        return decide_rule(self._rule, truths, values).status is FindingStatus.NOT_MET

    def _try(self, changes: tuple[FieldChange, ...]) -> Values:
        return self._derive(apply_changes(self._question.application, changes))

    def _derive(self, application: Application) -> Values:
        question = self._question
        facts = derive_facts(self._rule_set, question.call, application, question.context)
        return values_of(self._rule_set, facts)


def _place(change: FieldChange) -> _Place:
    return change.field, change.entry


def _groups(changes: list[FieldChange], size: int) -> Iterator[tuple[FieldChange, ...]]:
    """Give every choice of changes to that many different fields, or entries of one field."""
    for group in combinations(changes, size):
        places = {_place(change) for change in group}
        whole = {field for field, entry in places if entry is None}
        if len(places) == size and not any(field in whole for field, entry in places if entry is not None):
            yield group
