"""From a criterion's decision to its finding: points, the sentence that justifies them, deciding facts, fields missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fill_sentence import SentenceFiller, named_facts
from scoring_service.domain.find_deciding import find_deciding
from scoring_service.domain.finding import CriterionFinding
from scoring_service.domain.own_findings import no_points_text
from scoring_service.domain.rule_set import Sentence
from scoring_service.domain.shown_facts import ShownFacts
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.decide_criterion import CriterionDecision
    from scoring_service.domain.fact import Fact
    from scoring_service.domain.rule_engine import Values
    from scoring_service.domain.rule_set import Criterion, RuleSet


class CriterionWriter:
    """Writes what the criteria of one rule set give one application."""

    def __init__(self, rule_set: RuleSet, facts: Mapping[str, Fact], values: Values) -> None:
        self._rule_set = rule_set
        self._values = values
        self._filler = SentenceFiller(rule_set, facts)
        self._shown = ShownFacts(rule_set, facts, values)

    def write(self, criterion: Criterion, decision: CriterionDecision) -> CriterionFinding:
        """Write what a criterion gives; ``decision`` is about this application."""
        sentences = _sentences(criterion, decision)
        named = (name for sentence in sentences for name in named_facts(self._rule_set, sentence))
        names = tuple(dict.fromkeys((*self._deciding(criterion, decision), *named)))
        return CriterionFinding(
            criterion=criterion.id,
            status=decision.status,
            points=decision.points,
            possible_points=decision.possible_points,
            max_points=criterion.max_points,
            text=self._text(sentences, decision) if sentences else no_points_text(criterion),
            facts=self._shown.values_of(names),
            missing=self._shown.fields_of(decision.missing),
            source=criterion.source,
        )

    def _text(self, sentences: tuple[Sentence, ...], decision: CriterionDecision) -> Sentence:
        filled = [self._filler.fill(sentence, decision.missing) for sentence in sentences]
        return Sentence(" ".join(each.sv for each in filled), " ".join(each.en for each in filled))

    def _deciding(self, criterion: Criterion, decision: CriterionDecision) -> Iterable[str]:
        if decision.status is FindingStatus.MET and decision.level is not None:
            return find_deciding(criterion.levels[decision.level].when, self._values)
        return (name for level in criterion.levels for name in find_deciding(level.when, self._values))


def _sentences(criterion: Criterion, decision: CriterionDecision) -> tuple[Sentence, ...]:
    """Give what is sure first, then what is open; nothing where neither is so."""
    sure = () if decision.level is None else (criterion.levels[decision.level].text,)
    return (*sure, criterion.text_undetermined) if decision.status is FindingStatus.UNDETERMINED else sure
