"""The fake of the port that reads proposals: it holds whole proposals and answers from them."""

from __future__ import annotations

from intake_service.domain.errors import ApplicationNotFoundError, CallNotFoundError, ScreeningUnknownError
from intake_service.domain.proposal import (
    Proposal,
    ProposedApplication,
    Screening,
    ScreeningEntry,
    frame_sums,
    points_key,
)
from intake_service.domain.proposal_reader import (
    ApplicationFilter,
    ApplicationList,
    ApplicationRecord,
    CallSummary,
    HistoryEntry,
    HistoryEvent,
)


class HeldProposalReader:
    """Reads from the proposals that it was given."""

    def __init__(self, *proposals: Proposal) -> None:
        self.proposals = {proposal.call.call_id: proposal for proposal in proposals}

    def calls(self) -> tuple[CallSummary, ...]:
        """Give all calls in the order given."""
        return tuple(map(self.call, self.proposals))

    def call(self, call_id: str, screening_id: str | None = None) -> CallSummary:
        """Give one call at a glance."""
        proposal = self.proposal(call_id, screening_id)
        sums = frame_sums(proposal.call.grant_types, proposal.applications)
        entries = () if proposal.screening is None else (_entry(proposal.screening),)
        return CallSummary(proposal.call, proposal.screening, sums, proposal.call_findings, entries)

    def applications(
        self,
        call_id: str,
        wanted: ApplicationFilter,
        *,
        page: int,
        page_size: int,
        screening_id: str | None = None,
    ) -> ApplicationList:
        """Give one page of those that match."""
        found = tuple(a for a in self.proposal(call_id, screening_id).applications if _matches(a, wanted))
        if wanted.by_points:
            found = tuple(sorted(found, key=lambda application: points_key(application.points)))
        start = (page - 1) * page_size
        return ApplicationList(found[start : start + page_size], len(found), page, page_size)

    def proposal(self, call_id: str, screening_id: str | None = None) -> Proposal:
        """Give the whole proposal; the fake holds one screening of each call."""
        if call_id not in self.proposals:
            raise CallNotFoundError(call_id)
        proposal = self.proposals[call_id]
        held = None if proposal.screening is None else proposal.screening.screening_id
        if screening_id is not None and screening_id != held:
            raise ScreeningUnknownError(screening_id)
        return proposal

    def application(self, application_id: str, screening_id: str | None = None) -> ApplicationRecord:
        """Give one application with made-up answers and history."""
        for proposal in self.proposals.values():
            for application in proposal.applications:
                if application.application_id == application_id:
                    return _record(self.proposal(proposal.call.call_id, screening_id), application)
        raise ApplicationNotFoundError(application_id)


def _matches(application: ProposedApplication, wanted: ApplicationFilter) -> bool:
    text = " ".join((application.reference, application.title, *application.applicants)).casefold()
    return (
        (wanted.outcome is None or application.outcome is wanted.outcome)
        and (not wanted.unscreened or application.outcome is None)
        and (wanted.grant_type is None or application.grant_type == wanted.grant_type)
        and (wanted.words is None or wanted.words.casefold() in text)
    )


def _entry(screening: Screening) -> ScreeningEntry:
    return ScreeningEntry(
        screening_id=screening.screening_id,
        number=1,
        state=screening.state,
        started_at=screening.started_at,
        finished_at=screening.finished_at,
        rule_set=screening.rule_set,
    )


def _record(proposal: Proposal, application: ProposedApplication) -> ApplicationRecord:
    received = application.received_at
    return ApplicationRecord(
        call=proposal.call,
        application=application,
        answers={
            "it_system": "ett eget journalsystem",
            "staff_training": "main",
            "abroad": None,
            "starts": False,
        },
        earlier_grants=({"year": 2017, "grant_type": "project", "prestudy": False, "same_project": True},),
        screening=proposal.screening,
        history=() if received is None else (HistoryEntry(received, HistoryEvent.SUBMITTED, 1),),
    )
