"""Made proposals for tests of pages and exports: every part has a sensible value, a test names what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from intake_service.domain.call import Question, QuestionType
from intake_service.domain.proposal import CallHead, GrantType, Proposal, ProposedApplication, Screening
from prescreen_shared.shapes.verdict import (
    CallFinding,
    CriterionFinding,
    EngineVersion,
    Evidence,
    Finding,
    Sentence,
    Source,
    VersionRef,
)
from prescreen_shared.statuses import (
    ApplicationState,
    CallState,
    DeliveryState,
    Effect,
    FindingStatus,
    Outcome,
)

A_CALL = CallHead(
    call_id="11111111-1111-4111-8111-111111111111",
    code="stockholm-2018",
    title="Lokala utvecklingsmedel 2018",
    issuer="Socialnämnden",
    registration_number="3.2.2–324/2017",
    opens_on=date(2017, 9, 4),
    closes_on=date(2017, 12, 1),
    state=CallState.SCREENED,
    grant_types=(
        GrantType("project", "Lokala utvecklingsmedel", 750_000, 2_705_000),
        GrantType("study_visit", "Studiebesök/studieresa", 25_000, None),
    ),
    questions=(
        Question(
            key="it_system", type=QuestionType.TEXT, label=Sentence("Vilket IT-system?", "Which IT system?")
        ),
        Question(
            key="staff_training",
            type=QuestionType.CHOICE,
            label=Sentence("Hur stor del är utbildning?", "How much is training?"),
            choices=("main",),
        ),
    ),
)
A_SCREENING = Screening(
    screening_id="22222222-2222-4222-8222-222222222222",
    state=DeliveryState.DONE,
    total=1,
    done=1,
    stuck=0,
    started_at=datetime(2017, 12, 1, 23, 0, tzinfo=UTC),
    finished_at=datetime(2017, 12, 1, 23, 0, 4, tzinfo=UTC),
    rule_set=VersionRef("stockholm-2018", 1, "ab" * 32),
    engine=EngineVersion("durable-rules", "2.0.28"),
)
A_SOURCE = Source("allocation-2018", "Avslag då det är för ett fjärde projektår de söker medel.")
A_FINDING = Finding(
    rule="fourth-project-year",
    effect=Effect.REFUSE,
    status=FindingStatus.MET,
    text=Sentence("Det är ett fjärde projektår.", "It is a fourth project year."),
    facts={"project_year": 4},
    missing=(),
    evidence=(Evidence("description", "Projektet har pågått i tre år."),),
    source=A_SOURCE,
)
A_CRITERION = CriterionFinding(
    criterion="research-link",
    status=FindingStatus.MET,
    points=2,
    possible_points=2,
    max_points=2,
    text=Sentence("Ett lärosäte är namngivet.", "An institution is named."),
    facts={"research_link": "named_institution"},
    missing=(),
    source=Source("call-2018", "forskningsanknytning"),
)
AN_OPEN_CRITERION = CriterionFinding(
    criterion="several-districts",
    status=FindingStatus.UNDETERMINED,
    points=1,
    possible_points=3,
    max_points=5,
    text=Sentence("Två stadsdelar. Fler kan vara med.", "Two districts. There may be more."),
    facts={"districts": 2},
    missing=("answers.it_system",),
    source=A_SOURCE,
)
AN_APPLICATION = ProposedApplication(
    application_id="33333333-3333-4333-8333-333333333333",
    reference="T1-6",
    registration_number="3.2.2–324/2017-6",
    received_at=datetime(2017, 11, 30, 12, 5, tzinfo=UTC),
    revision=1,
    state=ApplicationState.SCREENED,
    grant_type="project",
    title="Globenmodellen",
    description="Modellen är känd. Projektet har pågått i tre år. Nu söks medel för ett till.",
    applicants=("Enskede-Årsta-Vantörs stadsdelsförvaltning",),
    unit="vuxenenheten",
    requested_amount=125_000,
    proposed_amount=125_000,
    outcome=Outcome.REFUSE,
    findings=(A_FINDING,),
    submitted_at=datetime(2017, 11, 30, 12, 5, tzinfo=UTC),
)


def make_finding(**parts: Any) -> Finding:
    """Give a met finding that proposes refusal, with the named parts changed."""
    return replace(A_FINDING, **parts)


def make_application(**parts: Any) -> ProposedApplication:
    """Give a screened application, with the named parts changed."""
    return replace(AN_APPLICATION, **parts)


def make_proposal(*applications: ProposedApplication, **parts: Any) -> Proposal:
    """Give the proposal of a screened call with these applications, with the named parts changed."""
    call_findings: tuple[CallFinding, ...] = ()
    return replace(Proposal(A_CALL, A_SCREENING, applications, call_findings), **parts)
