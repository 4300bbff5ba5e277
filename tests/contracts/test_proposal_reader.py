"""Promises that every reader of proposals keeps: the one on a database, and the fake that tests of pages use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError
from intake_service.domain.proposal_reader import ApplicationFilter, ProposalReader
from intake_service.reading import SqlProposalReader
from prescreen_shared.names import TaskName
from prescreen_shared.shapes.verdict import Points
from prescreen_shared.statuses import Outcome
from tests.stages.databases import sqlite_url
from tests.stages.held_proposals import HeldProposalReader
from tests.stages.intake import (
    IntakeStage,
    made_application,
    made_bundle,
    made_criterion,
    verdicts_message,
)
from tests.stages.made_proposals import A_CALL, A_CRITERION, make_application, make_proposal

NOBODY = "00000000-0000-4000-8000-000000000009"
WRITTEN = (
    {"reference": "T1-2", "title": "Öppen träff", "requested_amount": 200_000},
    {"reference": "T1-10", "title": "Annat projekt", "requested_amount": 300_000},
    {"reference": "T2-1", "title": "En resa", "requested_amount": 20_000, "grant_type": "study_visit"},
)
JUDGED = {"T1-2": (Outcome.ELIGIBLE, 200_000), "T1-10": (Outcome.REFER, 250_000)}
POINTS = {"T1-2": 1, "T1-10": 2}
"""How many of two points each judged application has."""


@dataclass(frozen=True)
class Kept:
    """A reader, and the call that it was given: three applications of which one waits for its verdict."""

    reader: ProposalReader
    call_id: str


@pytest.fixture(scope="module", params=["held", "sqlite"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Every kind of reader on the same call; nothing here writes, so one call serves all tests."""
    if request.param == "held":
        yield _held()
        return
    stage = IntakeStage(sqlite_url(tmp_path_factory.mktemp("intake")))
    yield _stored(stage)
    stage.close()


def _held() -> Kept:
    applications = []
    for written in WRITTEN:
        outcome, amount = JUDGED.get(str(written["reference"]), (None, None))
        parts = {
            **written,
            "applicants": ("Norra förvaltningen",),
            "outcome": outcome,
            "proposed_amount": amount,
            "criteria": tuple(
                replace(A_CRITERION, points=POINTS[reference])
                for reference in [str(written["reference"])]
                if reference in POINTS
            ),
        }
        applications.append(make_application(application_id=str(written["reference"]), **parts))
    return Kept(HeldProposalReader(make_proposal(*applications)), A_CALL.call_id)


def _stored(stage: IntakeStage) -> Kept:
    answers = {"project": {"develops_new_method": True}, "study_visit": {"abroad": True}}
    entries = [
        made_application(**{**written, "answers": answers[str(written.get("grant_type", "project"))]})
        for written in reversed(WRITTEN)
    ]
    call_id = stage.post("/api/bundles", made_bundle(applications=entries, rankings={})).json["call_id"]
    order = stage.close_call(call_id)
    reader = SqlProposalReader(stage.database)
    for kept in reader.proposal(call_id).applications:
        if kept.reference in JUDGED:
            outcome, amount = JUDGED[kept.reference]
            application = {name: getattr(kept, name) for name in ("application_id", "reference", "revision")}
            criteria = [made_criterion(points=POINTS[kept.reference])]
            told = {"outcome": outcome.value, "proposed_amount": amount, "criteria": criteria}
            stage.receive(
                TaskName.RECORD_VERDICTS, verdicts_message(order["screening_id"], application, **told)
            )
    return Kept(reader, call_id)


def references(kept: Kept, wanted: ApplicationFilter, page: int = 1, page_size: int = 10) -> list[str]:
    found = kept.reader.applications(kept.call_id, wanted, page=page, page_size=page_size)
    return [application.reference for application in found.applications]


def test_applications_stand_in_the_natural_order_of_references(kept: Kept) -> None:
    assert references(kept, ApplicationFilter()) == ["T1-2", "T1-10", "T2-1"]
    proposal = kept.reader.proposal(kept.call_id)
    assert [application.reference for application in proposal.applications] == ["T1-2", "T1-10", "T2-1"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ApplicationFilter(outcome=Outcome.REFER), ["T1-10"]),
        (ApplicationFilter(outcome=Outcome.REFUSE), []),
        (ApplicationFilter(unscreened=True), ["T2-1"]),
        (ApplicationFilter(grant_type="study_visit"), ["T2-1"]),
        (ApplicationFilter(words="öppen TRÄFF"), ["T1-2"]),
        (ApplicationFilter(words="norra"), ["T1-2", "T1-10", "T2-1"]),
        (ApplicationFilter(words="t1-", outcome=Outcome.ELIGIBLE), ["T1-2"]),
    ],
)
def test_a_filter_gives_what_matches_all_of_it(
    kept: Kept, wanted: ApplicationFilter, expected: list[str]
) -> None:
    assert references(kept, wanted) == expected


def test_the_list_can_be_ordered_by_points_over_all_its_pages(kept: Kept) -> None:
    most_first = ApplicationFilter(by_points=True)
    assert references(kept, most_first) == ["T1-10", "T1-2", "T2-1"]
    assert references(kept, most_first, page=1, page_size=1) == ["T1-10"]
    assert references(kept, ApplicationFilter(by_points=True, outcome=Outcome.ELIGIBLE)) == ["T1-2"]


def test_an_application_is_read_with_what_each_criterion_gives(kept: Kept) -> None:
    by_reference = {each.reference: each for each in kept.reader.proposal(kept.call_id).applications}
    assert by_reference["T1-10"].points == Points(known=2, possible=2, max=2)
    (criterion,) = by_reference["T1-2"].criteria
    assert (criterion.points, criterion.text.en, criterion.source) == (
        1,
        A_CRITERION.text.en,
        A_CRITERION.source,
    )
    assert by_reference["T2-1"].points is None


def test_a_page_is_a_part_of_the_list_and_the_total_counts_it_all(kept: Kept) -> None:
    assert references(kept, ApplicationFilter(), page=2, page_size=2) == ["T2-1"]
    assert references(kept, ApplicationFilter(), page=9, page_size=2) == []
    found = kept.reader.applications(kept.call_id, ApplicationFilter(), page=2, page_size=2)
    assert (found.total, found.page, found.page_size) == (3, 2, 2)


def test_the_sums_are_of_what_was_sought_and_judged(kept: Kept) -> None:
    project, visit = kept.reader.call(kept.call_id).sums
    assert (project.sought.amount, project.eligible.amount, project.referred.amount, project.count) == (
        500_000,
        200_000,
        250_000,
        2,
    )
    assert (visit.sought.amount, visit.eligible.amount, visit.outcomes) == (20_000, 0, {None: 1})


def test_the_call_stands_in_the_list_of_calls(kept: Kept) -> None:
    assert [summary.call.call_id for summary in kept.reader.calls()] == [kept.call_id]


def test_one_application_is_read_with_its_call(kept: Kept) -> None:
    first = kept.reader.proposal(kept.call_id).applications[0]
    record = kept.reader.application(first.application_id)
    assert (record.application.reference, record.call.call_id) == ("T1-2", kept.call_id)
    assert record.application.outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize("unknown", [NOBODY, "no id at all"])
def test_what_does_not_exist_is_said_so(kept: Kept, unknown: str) -> None:
    for read in (kept.reader.call, kept.reader.proposal):
        with pytest.raises(CallNotFoundError):
            read(unknown)
    with pytest.raises(CallNotFoundError):
        kept.reader.applications(unknown, ApplicationFilter(), page=1, page_size=10)
    with pytest.raises(ApplicationNotFoundError):
        kept.reader.application(unknown)
