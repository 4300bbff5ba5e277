"""What the rules found: a finding for each rule, a verdict for each application, findings about the call.

RETELL:
- (effect_order) Effects and outcomes by strength.
- (write_criterion) From a criterion's decision to its finding: points, the sentence that justifies them, deciding facts, fields missing.
- (write_finding) From a rule's decision to its finding: sentence filled in, deciding facts, fields missing, words quoted.
- (own_findings) The findings that the service makes itself, with their sentences in one place: a fault, a difference, a passed check.
- (shown_facts) What a finding shows of one application's facts: their values as JSON, the fields missing, the words quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from prescreen_shared.shapes.verdict import CallFinding as CallFinding
from prescreen_shared.shapes.verdict import CriterionFinding as CriterionFinding
from prescreen_shared.shapes.verdict import Finding as Finding
from prescreen_shared.shapes.verdict import Verdict as Verdict
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.evaluate import CriterionDecision, Decision, Values, find_deciding
from scoring_service.domain.fact import Evidence, Fact, Scalar
from scoring_service.domain.rule_set import Criterion, Rule, RuleSet, Sentence, Source
from scoring_service.domain.sentence import SentenceFiller, clip_text, named_facts

EFFECT_ORDER: Final = tuple(Effect)
"""Strongest first."""
_OUTCOMES: Final = {
    Effect.REFUSE: Outcome.REFUSE,
    Effect.SET_ASIDE: Outcome.SET_ASIDE,
    Effect.REFER: Outcome.REFER,
    Effect.NOTE: Outcome.ELIGIBLE,
}
SCREENING_FAULT: Final = "screening-fault"
ENGINE_DIFFERENCE: Final = "engine-difference"
_FAULT_TEXT: Final = Sentence(
    "Ansökan kunde inte förhandsgranskas på grund av ett tekniskt fel. En handläggare behöver granska den i sin helhet.",
    "The application could not be screened because of a technical fault. An officer needs to assess it as a whole.",
)
_FAULT_SOURCE: Final = Source(
    "prescreen",
    "En ansökan vars granskning misslyckas lämnas till handläggare; den föreslås aldrig avslag och passerar aldrig.",
)
_DIFFERENCE_SOURCE: Final = Source(
    "prescreen",
    "Varje regel prövas två gånger, oberoende av varandra; skiljer sig svaren lämnas ansökan till handläggare.",
)


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Give the strongest outcome among the findings; eligible when none says otherwise."""
    return outcome_of_answers((finding.status, finding.effect) for finding in findings)


def outcome_of_answers(answers: Iterable[tuple[FindingStatus, Effect]]) -> Outcome:
    """Give the strongest outcome among status and effect of each rule; eligible when none says otherwise."""
    order = tuple(Outcome)
    return min((_outcome(*each) for each in answers), key=order.index, default=Outcome.ELIGIBLE)


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
            text=self._text(sentences, decision) if sentences else _no_points_text(criterion),
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


class FindingWriter:
    """Writes the findings of one application under one rule set."""

    def __init__(self, rule_set: RuleSet, facts: Mapping[str, Fact], values: Values) -> None:
        self._rule_set = rule_set
        self._values = values
        self._filler = SentenceFiller(rule_set, facts)
        self._shown = ShownFacts(rule_set, facts, values)

    def write(self, rule: Rule, decision: Decision) -> Finding:
        """Write what a rule found; ``decision`` is about this application."""
        text, named = self._text(rule, decision)
        names = tuple(dict.fromkeys((*self._deciding(rule, decision), *named)))
        return Finding(
            rule=rule.id,
            effect=decision.effect,
            status=decision.status,
            text=text,
            facts=self._shown.values_of(names),
            missing=self._shown.fields_of(decision.missing),
            evidence=self._shown.evidence_of(names),
            source=rule.source,
        )

    def _text(self, rule: Rule, decision: Decision) -> tuple[Sentence, tuple[str, ...]]:
        if decision.level is None:
            return _not_met_text(rule), ()
        met = decision.status is FindingStatus.MET
        sentence = rule.levels[decision.level].text if met else rule.text_undetermined
        return self._filler.fill(sentence, decision.missing), named_facts(self._rule_set, sentence)

    def _deciding(self, rule: Rule, decision: Decision) -> Iterable[str]:
        if decision.status is FindingStatus.MET and decision.level is not None:
            return find_deciding(rule.levels[decision.level].when, self._values)
        return (name for level in rule.levels for name in find_deciding(level.when, self._values))


def screening_fault() -> Finding:
    """Make the finding of an application whose evaluation broke; its facts name no cause, the log does."""
    return _referral(SCREENING_FAULT, _FAULT_TEXT, {}, _FAULT_SOURCE)


def engine_difference(rules: tuple[str, ...]) -> Finding:
    """Make the finding of an application on which the two evaluators answered differently."""
    names = ", ".join(rules)
    text = Sentence(
        f"Två oberoende prövningar gav olika svar på: {names}. En handläggare behöver pröva ansökan i sin helhet.",
        f"Two independent evaluations answered differently on: {names}. An officer needs to assess the application as a whole.",
    )
    return _referral(ENGINE_DIFFERENCE, text, {"rules": list(rules)}, _DIFFERENCE_SOURCE)


def rule_in_doubt(rule: Rule) -> Finding:
    """Make the finding of a rule on which the two evaluators answered differently."""
    text = Sentence(
        f"{rule.title.sv}: kunde inte avgöras, två oberoende prövningar gav olika svar.",
        f"{rule.title.en}: could not be settled, two independent evaluations answered differently.",
    )
    return Finding(rule.id, rule.levels[0].effect, FindingStatus.UNDETERMINED, text, {}, (), (), rule.source)


def criterion_in_doubt(criterion: Criterion) -> CriterionFinding:
    """Make the finding of a criterion on which the two evaluators answered differently: all its points are unknown."""
    text = Sentence(
        f"{criterion.title.sv}: poängen kunde inte avgöras, två oberoende prövningar gav olika svar.",
        f"{criterion.title.en}: the points could not be settled, two independent evaluations answered differently.",
    )
    return CriterionFinding(
        criterion=criterion.id,
        status=FindingStatus.UNDETERMINED,
        points=0,
        possible_points=criterion.max_points,
        max_points=criterion.max_points,
        text=text,
        facts={},
        missing=(),
        source=criterion.source,
    )


def other_grant_type(rule: Rule) -> Finding:
    """Make the finding of a rule that is not for the application's grant type."""
    text = Sentence(
        f"{rule.title.sv}: gäller inte denna bidragsform.",
        f"{rule.title.en}: is not for this grant type.",
    )
    return Finding(rule.id, rule.levels[0].effect, FindingStatus.NOT_MET, text, {}, (), (), rule.source)


def _outcome(status: FindingStatus, effect: Effect) -> Outcome:
    if status is FindingStatus.NOT_MET or effect is Effect.NOTE:
        return Outcome.ELIGIBLE
    return _OUTCOMES[effect] if status is FindingStatus.MET else Outcome.REFER


@dataclass(frozen=True, slots=True)
class ShownFacts:
    """The facts of one application under one rule set; ``values`` are the same facts as the evaluators got them."""

    rule_set: RuleSet
    facts: Mapping[str, Fact]
    values: Values

    def values_of(self, names: Iterable[str]) -> dict[str, Any]:
        """Give the named facts with their details as ``fact.detail``."""
        found: dict[str, Any] = {}
        for name in names:
            found[name] = _as_json(self.values.get(name))
            if fact := self.facts.get(name):
                found.update({f"{name}.{key}": detail for key, detail in fact.details.items()})
        return found

    def fields_of(self, missing: Iterable[str]) -> tuple[str, ...]:
        """Name the application's fields whose statement would give the missing facts a value."""
        return tuple(dict.fromkeys(field for name in missing for field in self._fields_of(name)))

    def evidence_of(self, names: Iterable[str]) -> tuple[Evidence, ...]:
        """Give the words that the named facts rest on, each once."""
        found = (self.facts.get(name) for name in names)
        return tuple(dict.fromkeys(words for fact in found if fact for words in fact.evidence))

    def _fields_of(self, name: str) -> tuple[str, ...]:
        fact = self.facts.get(name)
        if fact is not None and fact.missing:
            return fact.missing
        return (self.rule_set.facts[name].stated_in or name,)


def _as_json(value: Scalar | None) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return clip_text(value) if isinstance(value, str) else value


def _sentences(criterion: Criterion, decision: CriterionDecision) -> tuple[Sentence, ...]:
    """Give what is sure first, then what is open; nothing where neither is so."""
    sure = () if decision.level is None else (criterion.levels[decision.level].text,)
    return (*sure, criterion.text_undetermined) if decision.status is FindingStatus.UNDETERMINED else sure


def _no_points_text(criterion: Criterion) -> Sentence:
    """Give the sentence of a criterion that gives nothing and that nothing missing could make give more."""
    return Sentence(f"{criterion.title.sv}: inga poäng.", f"{criterion.title.en}: no points.")


def _not_met_text(rule: Rule) -> Sentence:
    """Give the sentence of a check that passed."""
    return Sentence(f"{rule.title.sv}: inte uppfyllt.", f"{rule.title.en}: not met.")


def _referral(rule: str, text: Sentence, facts: dict[str, object], source: Source) -> Finding:
    return Finding(rule, Effect.REFER, FindingStatus.MET, text, facts, (), (), source)
