"""The port through which pages and exports read calls, applications and proposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from intake_service.domain.proposal import (
    CallHead,
    CallRules,
    FrameSum,
    Proposal,
    ProposedApplication,
    Screening,
    ScreeningEntry,
)
from prescreen_shared.shapes.verdict import CallFinding
from prescreen_shared.statuses import Outcome


@dataclass(frozen=True, slots=True)
class CallChange:
    """One change of an open call: who made it, when (UTC) and why; the closing moments (UTC) only where they changed."""

    at: datetime
    by: str
    reason: str
    fields: tuple[str, ...]
    earlier_closing: datetime | None = None
    new_closing: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadIn:
    """Something that was read in from files: what, when (UTC), by whom and why as far as known, how many applications.

    ``kind`` is ``bundle_imported``, ``list_imported`` or ``round_corrected``; ``files`` are (name, checksum).
    """

    kind: str
    at: datetime
    count: int
    by: str | None = None
    reason: str | None = None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call at a glance; drafts and withdrawn applications are left out of the sums.

    ``screening`` is the one that is shown, ``screenings`` are all that the call has had, the oldest first. ``rules`` says how
    its rules fit, None for a call of which scoring was never asked. ``read_in`` is what came from files, the oldest first.
    """

    call: CallHead
    screening: Screening | None
    sums: tuple[FrameSum, ...]
    call_findings: tuple[CallFinding, ...]
    screenings: tuple[ScreeningEntry, ...] = ()
    changes: tuple[CallChange, ...] = ()
    read_in: tuple[ReadIn, ...] = ()
    rules: CallRules | None = None


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """Which applications of a call to list; None means any. ``words`` is looked for in reference, title and applicants.

    ``unscreened`` asks for those without an outcome, and then ``outcome`` is None. ``by_points`` asks for those with
    the most sure points first, then those that could get the most, instead of the order of references.
    """

    outcome: Outcome | None = None
    unscreened: bool = False
    grant_type: str | None = None
    words: str | None = None
    by_points: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationList:
    """One page of a list, ``page`` from 1; ``total`` counts all that match the filter."""

    applications: tuple[ProposedApplication, ...]
    total: int
    page: int
    page_size: int


class HistoryEvent(StrEnum):
    """What can happen to an application."""

    CREATED = "created"
    SUBMITTED = "submitted"
    REGISTERED = "registered"
    CORRECTED = "corrected"
    LEFT_OUT = "left_out"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    SCREENED = "screened"
    DECIDED = "decided"
    IMPORTED = "imported"
    """Read in with a bundle: created and submitted at once, though it was sent in earlier and elsewhere."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step in an application's life, at a moment (UTC), and the revision that it led to or concerned; ``by`` and ``reason`` where staff acted."""

    at: datetime
    event: HistoryEvent
    revision: int
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """One application with all that was written and done: for its own page.

    ``answers`` holds the answers by question key, None when not stated (``call.questions`` has their labels); ``earlier_grants`` are dicts with ``year``,
    ``grant_type``, ``prestudy`` and ``same_project``, None when not stated. ``screening`` is the one that gave the
    shown outcome.
    """

    call: CallHead
    application: ProposedApplication
    answers: Mapping[str, Any]
    earlier_grants: tuple[Mapping[str, Any], ...] | None
    screening: Screening | None
    history: tuple[HistoryEntry, ...]

    @property
    def answered(self) -> tuple[tuple[str, Any], ...]:
        """The answers as pairs of key and value in the order of the call's questions, any others after them."""
        return tuple((key, self.answers[key]) for key in self._keys if self.answers[key] is not None)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The keys of the questions that were asked and not answered, in the same order."""
        return tuple(key for key in self._keys if self.answers[key] is None)

    @property
    def _keys(self) -> tuple[str, ...]:
        asked = [question.key for question in self.call.questions if question.key in self.answers]
        return (*asked, *sorted(self.answers.keys() - set(asked)))


class ProposalReader(Protocol):
    """Reads what intake keeps, for people; every method is one transaction that only reads.

    ``screening_id`` asks for what one screening of the call gave. Without it the newest that is done is shown, so that one
    under way hides nothing, and as long as none is done the newest.
    """

    def calls(self) -> tuple[CallSummary, ...]:
        """Give all calls, the one that closes last first."""
        ...

    def call(self, call_id: str, screening_id: str | None = None) -> CallSummary:
        """Give one call at a glance.

        Raises:
            CallNotFoundError: no call has this id.
            ScreeningUnknownError: the call has no such screening.
        """
        ...

    def applications(
        self,
        call_id: str,
        wanted: ApplicationFilter,
        *,
        page: int,
        page_size: int,
        screening_id: str | None = None,
    ) -> ApplicationList:
        """Give one page of a call's applications in the order of their references, or of their points.

        Raises:
            CallNotFoundError: no call has this id.
            ScreeningUnknownError: the call has no such screening.
        """
        ...

    def proposal(self, call_id: str, screening_id: str | None = None) -> Proposal:
        """Give the whole proposal for a call.

        Raises:
            CallNotFoundError: no call has this id.
            ScreeningUnknownError: the call has no such screening.
        """
        ...

    def application(self, application_id: str, screening_id: str | None = None) -> ApplicationRecord:
        """Give one application with everything about it.

        Raises:
            ApplicationNotFoundError: no application has this id.
            ScreeningUnknownError: its call has no such screening.
        """
        ...
