"""The findings that the service makes itself, with their sentences in one place: a fault, a difference, a passed check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.finding import CriterionFinding, Finding
from scoring_service.domain.rule_set import Sentence, Source
from shared.statuses import Effect, FindingStatus

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import Criterion, Rule

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


def not_met_text(rule: Rule) -> Sentence:
    """Give the sentence of a check that passed."""
    return Sentence(f"{rule.title.sv}: inte uppfyllt.", f"{rule.title.en}: not met.")


def no_points_text(criterion: Criterion) -> Sentence:
    """Give the sentence of a criterion that gives nothing and that nothing missing could make give more."""
    return Sentence(f"{criterion.title.sv}: inga poäng.", f"{criterion.title.en}: no points.")


def _referral(rule: str, text: Sentence, facts: dict[str, object], source: Source) -> Finding:
    return Finding(rule, Effect.REFER, FindingStatus.MET, text, facts, (), (), source)
