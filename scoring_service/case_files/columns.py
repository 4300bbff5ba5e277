"""The columns of a sheet of cases, each with the technical name by which it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from scoring_service.domain.analysis.linked_facts import grant_type_values
from scoring_service.domain.cases.answer import key_of, levels_of, subjects_of
from scoring_service.domain.cases.case import SingleCase
from scoring_service.domain.fill_sentence import named_facts
from scoring_service.domain.rule_set import Rule
from scoring_service.domain.walk_condition import leaves
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring_service.domain.cases.answer import Subject
    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.rule_set import RuleSet

Kind = Literal[
    "title",
    "grant_type",
    "fact",
    "outcome",
    "grounds",
    "rule",
    "points",
    "criterion",
    "answer",
    "given",
    "missing",
    "proposed",
]

TITLE: Final = "title"
ANSWER: Final = "answer:"
GIVEN: Final = "points:"
RULE: Final = "rule:"
CRITERION: Final = "criterion:"
FACT: Final = "fact:"
"""Before a fact whose name is that of a column of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, of which fact, rule or criterion, and the header that people read."""

    kind: Kind
    header: str
    about: str = ""

    @property
    def technical(self) -> str:
        """The name in the second row."""
        prefix = {"answer": ANSWER, "given": GIVEN, "rule": RULE, "criterion": CRITERION}.get(self.kind)
        if prefix is not None:
            return prefix + self.about
        if self.kind == "fact":
            return FACT + self.about if self.about in OWN_NAMES else self.about
        return OWN[self.kind]


OWN: Final[dict[str, str]] = {
    "title": TITLE,
    "grant_type": "grant_type",
    "outcome": "outcome",
    "grounds": "grounds",
    "points": "points",
    "missing": "missing_facts",
    "proposed": "proposed",
}
"""The columns that stand for themselves, and their technical names."""
OWN_NAMES: Final = frozenset(OWN.values())


def columns_of_whole(rule_set: RuleSet, cases: Iterable[Case]) -> list[Column]:
    """Give the columns of whole applications: the facts that rules look at or cases name, then what is expected."""
    used = {name for subject in subjects_of(rule_set).values() for name in _facts_of(rule_set, subject)}
    used |= {name for case in cases if not isinstance(case, SingleCase) for name in case.facts}
    facts = [
        name for name, fact in rule_set.facts.items() if name in used and grant_type_values(fact) is None
    ]
    columns = [_own("title"), _own("grant_type"), *_facts(rule_set, facts), _own("outcome"), _own("grounds")]
    columns += [Column("rule", rule.title.sv, rule.id) for rule in rule_set.rules]
    if rule_set.criteria:
        columns.append(_own("points"))
        columns += [Column("criterion", each.title.sv, each.id) for each in rule_set.criteria]
    return [*columns, _own("proposed")]


def columns_of_subject(rule_set: RuleSet, subject: Subject, cases: Sequence[Case]) -> list[Column]:
    """Give the columns of one rule or criterion: its facts, then what is expected of it."""
    used = set(_facts_of(rule_set, subject))
    for case in cases:
        if isinstance(case, SingleCase) and case.subject == key_of(subject):
            used |= set(case.facts)
    facts = _facts(rule_set, [name for name in rule_set.facts if name in used])
    if isinstance(subject, Rule):
        expected = [Column("answer", say("cases.column-answer", "sv"), subject.id), _own("missing")]
    else:
        expected = [Column("given", say("cases.column-given-points", "sv"), subject.id)]
    return [_own("title"), *facts, *expected, _own("proposed")]


def _facts_of(rule_set: RuleSet, subject: Subject) -> list[str]:
    compared = [leaf.fact for level in levels_of(subject) for leaf in leaves(level.when)]
    sentences = [level.text for level in levels_of(subject)]
    stated = [name for sentence in sentences for name in named_facts(rule_set, sentence)]
    return [*compared, *stated]


def _facts(rule_set: RuleSet, names: Iterable[str]) -> list[Column]:
    return [Column("fact", rule_set.facts[name].label.sv, name) for name in names]


def _own(kind: Kind) -> Column:
    return Column(kind, say(f"cases.column-{kind}", "sv"))
