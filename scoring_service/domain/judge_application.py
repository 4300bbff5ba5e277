"""One application under one rule set: every rule and criterion decided and written, the outcome proposed.

Where the two evaluators differ, or a step raises, the application is referred whatever else was found. A call whose
questions the rules cannot take is told before anything is judged: a misfit would fault every application that answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.call import AskedQuestion
from prescreen_shared.shapes.verdict import CriterionFinding, Finding, Sentence, Verdict
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.domain.condition import Fact, FactType, Truth
from scoring_service.domain.derive.kind import ANSWERS, PROSE, is_answered, read_text
from scoring_service.domain.derive.plain_facts import ANSWER_HAS
from scoring_service.domain.evaluate import Decision, LevelKey, Truths, Values, decide, level_keys
from scoring_service.domain.finding import (
    FindingWriter,
    criterion_in_doubt,
    engine_difference,
    incomplete_application,
    other_grant_type,
    outcome_of,
    rule_in_doubt,
    screening_fault,
    text_missing,
)
from scoring_service.domain.frozen_call import CallFacts, proposed_amount
from scoring_service.domain.rule_set import FactDeclaration, Ground, RuleSet

TEXTS: Final = ("text", "choice", "text_list", "choices")
FITTING: Final = {
    FactType.BOOLEAN: ("boolean",),
    FactType.INTEGER: ("integer", "amount"),
    FactType.AMOUNT: ("integer", "amount"),
    FactType.DATE: ("text", "date"),
    FactType.CHOICE: ("choice",),
    FactType.TEXT: (*TEXTS, "date", "decimal", "organisation_number"),
}
"""For each type of fact, the types of question whose answers it takes."""
CLOSED: Final = ("choice", "choices")
"""The types of question whose answers are of a list."""
READ_AS_TEXT: Final = ("fields", "fields_if_silent", "answer")
"""Settings of derived facts that name fields whose words are read."""


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """An alarm: engine and referee gave different truths for one level of a rule or criterion.

    ``values`` are those of its facts that both were given; an applicant's free text is left out.
    """

    key: LevelKey
    engine: Truth | None
    referee: Truth
    values: Values


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of one application and what the two evaluators answered."""

    values: Values
    engine: Truths
    referee: Truths

    def differences(self, rule_set: RuleSet) -> tuple[EngineDifference, ...]:
        """Give every level on which the engine did not answer as the referee did."""
        differing = [key for key, truth in self.referee.items() if self.engine.get(key) is not truth]
        return tuple(
            EngineDifference(key, self.engine.get(key), self.referee[key], self._values(ground, rule_set))
            for ground in rule_set.grounds
            for key in (level_keys(ground) if differing else ())
            if key in differing
        )

    def decide(self, ground: Ground) -> Decision:
        """Decide a ground by the truth of each of its levels, as the referee has it."""
        return decide(ground, [self.referee[key] for key in level_keys(ground)], self.values)

    def _values(self, ground: Ground, rule_set: RuleSet) -> Values:
        names = (name for name in ground.facts if rule_set.facts[name].type is not FactType.TEXT)
        return {name: self.values.get(name) for name in names}


def judge_application(
    rule_set: RuleSet,
    application: Application,
    facts: Mapping[str, Fact],
    evaluation: Evaluation,
    max_amount: int | None,
) -> tuple[Verdict, tuple[EngineDifference, ...]]:
    """Propose an outcome, with what every rule and criterion found, in the rule set's order.

    ``max_amount`` is the call's cap for the grant type in whole SEK. Where the two evaluators differ on a rule, the
    application is referred whatever the other rules say, and each difference is given back as an alarm. So it is where
    they differ on a criterion: the outcome then rests on an evaluation that was wrong in one place, not on the points.
    """
    differences = evaluation.differences(rule_set)
    doubted = frozenset(difference.key for difference in differences)
    writer = FindingWriter(rule_set, facts, evaluation.values)
    findings = tuple(_finding(rule, application, evaluation, writer, doubted) for rule in rule_set.rules)
    findings = (*_texts_missing(rule_set, application, findings), *findings)
    if differences:
        names = dict.fromkeys(difference.key.rule for difference in differences)
        findings = (engine_difference(tuple(names)), *findings)
    criteria = tuple(
        criterion_in_doubt(criterion)
        if _is_in_doubt(criterion, doubted)
        else writer.write_points(criterion, evaluation.decide(criterion))
        for criterion in rule_set.criteria
        if criterion.is_for(application.grant_type)
    )
    outcome = Outcome.REFER if differences else outcome_of(findings)
    return _verdict(application, outcome, findings, max_amount, criteria), differences


def refer_incomplete(verdict: Verdict, call: CallFacts, application: Application) -> Verdict:
    """Add to a verdict what required answers the application lacks: it does not pass, and what refuses it still does."""
    lacking = [
        question
        for question in call.questions
        if question.required
        and question.is_asked_of(application.grant_type)
        and not is_answered(application, question.key)
    ]
    if not lacking:
        return verdict
    outcome = min(verdict.outcome, Outcome.REFER, key=tuple(Outcome).index)
    return replace(verdict, outcome=outcome, findings=(*verdict.findings, incomplete_application(lacking)))


def fault_verdict(application: Application, max_amount: int | None) -> Verdict:
    """Refer an application whose evaluation raised: it never passes and is never refused."""
    return _verdict(application, Outcome.REFER, (screening_fault(),), max_amount)


def check_questions(rule_set: RuleSet, call: CallFacts) -> Iterator[Sentence]:
    """Find every fact that cannot take the answers to the question it rests on; a question not asked is no fault."""
    asked = {question.key: question for question in call.questions}
    for fact in rule_set.facts.values():
        if fact.stated_in is not None:
            for question in _asked_in([fact.stated_in], asked):
                yield from _check_stated(fact, question)
        for question in _asked_in(fields_read(fact), asked) if fact.stated_in is None else ():
            fitting = CLOSED if fact.kind == ANSWER_HAS.name else TEXTS
            if question.type not in fitting:
                yield _misfit(question, fact, " / ".join(fitting), " / ".join(fitting))


def _finding(
    rule: Ground,
    application: Application,
    evaluation: Evaluation,
    writer: FindingWriter,
    doubted: frozenset[LevelKey],
) -> Finding:
    if not rule.is_for(application.grant_type):
        return other_grant_type(rule)
    if _is_in_doubt(rule, doubted):
        return rule_in_doubt(rule)
    return writer.write(rule, evaluation.decide(rule))


def _texts_missing(
    rule_set: RuleSet, application: Application, findings: tuple[Finding, ...]
) -> Iterator[Finding]:
    """Tell once of each text that is not stated and that leaves several grounds open, of which one at least would refer."""
    for field in PROSE:
        grounds = [each for each in zip(rule_set.rules, findings, strict=True) if _lacks(each[1], field)]
        if len(grounds) > 1 and any(found.effect is not Effect.NOTE for _, found in grounds):
            written = read_text(application, field)
            titles, open_grounds = [rule.title for rule, _ in grounds], [found for _, found in grounds]
            yield text_missing(field, written, titles, open_grounds)


def _lacks(finding: Finding, field: str) -> bool:
    """Whether a text would settle a ground, beside answers that may be left out: nothing else is missing, or cannot be read."""
    others = [each for each in finding.missing if each != field]
    return (
        finding.status is FindingStatus.UNDETERMINED
        and len(others) < len(finding.missing)
        and all(each.startswith(ANSWERS) for each in others)
        and not any(words.field in finding.missing for words in finding.evidence)
    )


def _is_in_doubt(ground: Ground, doubted: frozenset[LevelKey]) -> bool:
    return bool(doubted) and not doubted.isdisjoint(level_keys(ground))


def _verdict(
    application: Application,
    outcome: Outcome,
    findings: tuple[Finding, ...],
    max_amount: int | None,
    criteria: tuple[CriterionFinding, ...] = (),
) -> Verdict:
    return Verdict(
        application_id=application.application_id,
        reference=application.reference,
        revision=application.revision,
        outcome=outcome,
        proposed_amount=proposed_amount(application.requested_amount, max_amount),
        findings=findings,
        criteria=criteria,
    )


def _asked_in(fields: Iterable[str], asked: dict[str, AskedQuestion]) -> Iterator[AskedQuestion]:
    for field in fields:
        question = asked.get(field.removeprefix(ANSWERS)) if field.startswith(ANSWERS) else None
        if question is not None:
            yield question


def _check_stated(fact: FactDeclaration, question: AskedQuestion) -> Iterator[Sentence]:
    fits = question.type in FITTING[fact.type]
    if fits and fact.type is FactType.CHOICE:
        fits = set(question.choices) <= set(fact.choices)
    if not fits:
        types, choices = " / ".join(FITTING[fact.type]), ", ".join(fact.choices)
        among = (f"{types} med val bland: {choices}", f"{types} with choices among: {choices}")
        yield _misfit(question, fact, *(among if choices else (types, types)))


def _misfit(question: AskedQuestion, fact: FactDeclaration, sv: str, en: str) -> Sentence:
    got = f"{question.type} [{', '.join(question.choices)}]" if question.choices else question.type
    return Sentence(
        f"utlysningens fråga {question.key} är {got}, men uppgiften {fact.name} i reglerna tar {sv}",
        f"the call's question {question.key} is {got}, but the rules' fact {fact.name} takes {en}",
    )


def fields_read(fact: FactDeclaration) -> tuple[str, ...]:
    """Give the fields of the application that a fact is stated in, or whose words it reads."""
    stated = () if fact.stated_in is None else (fact.stated_in,)
    read = (field for name in READ_AS_TEXT for field in fact.settings.get(name) or ())
    return tuple(dict.fromkeys((*stated, *read)))
