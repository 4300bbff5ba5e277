"""What would change the findings of a kept verdict: found by trying, on the application as it was screened."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import Finding, Sentence
from prescreen_shared.statuses import FindingStatus
from scoring_service.backtests.views import KeptVerdictNotFoundError
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.rule_set import RuleSet, first_day_of, on_day
from scoring_service.domain.version import KeptScreeningNotFoundError
from scoring_service.domain.what_would_change import Question, Remedy
from scoring_service.parts import ScoringParts
from scoring_service.sheets.remedies import RemedyWriter
from scoring_service.store.applications import SAME_REVISION, read_application, read_call
from scoring_service.store.tables import KnownApplication, Screening, ScreeningApplication, VerdictRow
from scoring_service.store.versions import read_rule_set_version
from scoring_service.versions.shelf import read_rules


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """One finding that is met or undetermined, and the smallest changes that make it fall, in words too.

    ``sentences`` tell each remedy; without any, the one sentence says why, and ``rests_on`` names what no statement changes.
    """

    finding: Finding
    remedies: tuple[Remedy, ...]
    rests_on: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def what_would_change(parts: ScoringParts, screening_id: str, reference: str) -> tuple[FindingChanges, ...]:
    """Give the findings of one verdict with what would change each, in the rule set's order.

    Raises:
        KeptScreeningNotFoundError: scoring keeps no screening with this id.
        KeptVerdictNotFoundError: the screening has no verdict on an application with this reference.
    """
    rule_set, question, findings = _read(parts, screening_id, reference)
    writers = [RemedyWriter(rule_set, question.call.time_zone, language) for language in ("sv", "en")]
    own = {rule.id for rule in rule_set.rules}
    changes = []
    for finding in findings:
        if finding["status"] == FindingStatus.NOT_MET or finding["rule"] not in own:
            continue
        found = question.find_remedies(finding["rule"])
        sentences = tuple(map(Sentence, *(writer.write(found) for writer in writers)))
        changes.append(FindingChanges(read(Finding, finding), found.remedies, found.rests_on, sentences))
    return tuple(changes)


def _read(
    parts: ScoringParts, screening_id: str, reference: str
) -> tuple[RuleSet, Question, list[dict[str, Any]]]:
    with parts.database.reading() as session:
        screening = session.get(Screening, screening_id)
        if screening is None:
            raise KeptScreeningNotFoundError(screening_id)
        judged = (
            select(KnownApplication, ScreeningApplication.context, VerdictRow)
            .join(ScreeningApplication, SAME_REVISION)
            .join(
                VerdictRow,
                (VerdictRow.screening_id == ScreeningApplication.screening_id)
                & (VerdictRow.application_id == ScreeningApplication.application_id),
            )
            .where(ScreeningApplication.screening_id == screening_id, VerdictRow.reference == reference)
        )
        found = session.execute(judged).first()
        if found is None:
            raise KeptVerdictNotFoundError(screening_id, reference)
        application, context, verdict = found
        rules = read_rule_set_version(session, verdict.rule_set_sha256)
    call = read_call(screening)
    rule_set = on_day(read_rules(rules.document), first_day_of(call))
    known = CallContext() if context is None else read(CallContext, context)
    return rule_set, Question(rule_set, call, read_application(application), known), verdict.findings
