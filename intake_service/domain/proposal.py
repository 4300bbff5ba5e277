"""What staff and board read of a call: its applications with outcome and every reason, and what screened them.

Beside them stand the sums of a call against its frame, the points that the criteria give together, and the order in which
people expect references: T1-2 before T1-10. Findings and versions are declared in ``prescreen_shared.shapes``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final, Protocol

from intake_service.domain.call import Question
from prescreen_shared.clock import DEFAULT_ZONE
from prescreen_shared.shapes.call import Head
from prescreen_shared.shapes.call_check import CallProblem
from prescreen_shared.shapes.declaring import Id
from prescreen_shared.shapes.verdict import (
    CallFinding,
    CriterionFinding,
    EngineVersion,
    Finding,
    Hint,
    Points,
    RegisterRef,
    VersionRef,
    findings_told,
)
from prescreen_shared.statuses import (
    ApplicationState,
    CallState,
    DeliveryState,
    Effect,
    FindingStatus,
    Outcome,
)
from prescreen_shared.written import AmountSum, add_up

_MET_STRENGTH: Final = {Effect.REFUSE: 0, Effect.SET_ASIDE: 1, Effect.REFER: 2, Effect.NOTE: 4}
_UNDETERMINED_STRENGTH: Final = 3


@dataclass(frozen=True, slots=True)
class GrantType:
    """One kind of grant in the call; amounts are whole SEK, None when the call states none."""

    key: str
    name: str
    max_amount: int | None
    budget: int | None


class RulesState(StrEnum):
    """How a call and its rules stand before it closes; ``own`` rules came with the call in a file and are read at closing."""

    WAITING = "waiting"
    FITS = "fits"
    WARNS = "warns"
    MISFIT = "misfit"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRules:
    """What scoring says of a call's rules: ``rule_set`` is the version that would judge it, None where none is in force.

    ``fixed`` tells that the call is open and keeps that version. ``checked_at`` (UTC) is None before the first answer; while
    the state is ``waiting`` the rest is of the answer before, if there was one.
    """

    state: RulesState
    rule_set: VersionRef | None = None
    fixed: bool = False
    checked_at: datetime | None = None
    problems: tuple[CallProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameSum:
    """The sums of one kind of grant; ``eligible`` and ``referred`` add up what was sought cut to the cap."""

    grant_type: GrantType
    sought: AmountSum
    eligible: AmountSum
    referred: AmountSum
    count: int
    outcomes: Mapping[Outcome | None, int]

    @property
    def frame(self) -> int | None:
        """The money to share out in whole SEK, None when the call states none."""
        return self.grant_type.budget

    @property
    def left(self) -> int | None:
        """What is left of the frame when all eligible are granted in full: negative when it does not suffice, None where no amount is known."""
        if self.frame is None or self.eligible.amount is None:
            return None
        return self.frame - self.eligible.amount


def frame_sums(grant_types: Iterable[GrantType], applications: Sequence[Summed]) -> tuple[FrameSum, ...]:
    """Add up ``applications`` for each of ``grant_types``, in their order."""
    return tuple(
        _one_sum(kind, [a for a in applications if a.grant_type == kind.key]) for kind in grant_types
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningHead:
    """What is known of a screening from its order; ``rule_set`` is None until the first verdicts have come.

    ``based_on``, ``ordered_by`` and ``reason`` are None for the one that followed the closing of the call; for one made
    again they say of which, at whose request and why. Moments are UTC. ``register_version`` is the number of the
    version of the city's register that it used, None where there was none.
    """

    screening_id: Id
    state: DeliveryState
    started_at: datetime
    finished_at: datetime | None
    rule_set: VersionRef | None
    based_on: Id | None = None
    ordered_by: str | None = None
    reason: str | None = None
    register_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningEntry(ScreeningHead):
    """One screening in the row of those that a call has had, ``number`` from 1 for the oldest."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(ScreeningHead):
    """One screening of the call: how far it has come, and with what it was done.

    ``engine`` is None until the first verdicts have come. ``register`` is None where the city had none. ``problems`` says
    what is wrong with the rules when scoring refused to screen by them.
    """

    total: int
    done: int
    stuck: int
    engine: EngineVersion | None
    register: RegisterRef | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHead(Head):
    """The call itself; ``closes_at`` is UTC, ``time_zone`` names the clock on which its moments are told."""

    call_id: Id
    state: CallState
    grant_types: tuple[GrantType, ...]
    closes_at: datetime | None = None
    time_zone: str = DEFAULT_ZONE
    criteria: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class ProposedApplication:
    """One application with the proposal for it; ``outcome`` is None until it has been screened.

    ``registration_number`` and ``received_at`` (UTC), when the system took it, are None for a draft. ``submitted_at``
    (UTC) is when the applicant sent it in, None where that is not stated; ``submitted_on`` is the day of arrival where
    only the day is known. Amounts are whole SEK: ``proposed_amount``
    is what was asked for cut to the cap, None when nothing was stated. ``findings`` holds all, in the rules' order.
    """

    application_id: Id
    reference: str
    registration_number: str | None
    received_at: datetime | None
    revision: int
    state: ApplicationState
    grant_type: str
    title: str
    description: str | None
    applicants: tuple[str, ...]
    unit: str | None
    requested_amount: int | None
    proposed_amount: int | None = None
    outcome: Outcome | None = None
    findings: tuple[Finding, ...] = ()
    submitted_at: datetime | None = None
    submitted_on: date | None = None
    criteria: tuple[CriterionFinding, ...] = ()
    hints: tuple[Hint, ...] = ()

    @cached_property
    def points(self) -> Points | None:
        """What the criteria give together; None where the rules have none for the application."""
        return sum_points(self.criteria)

    @cached_property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that give the outcome, strongest first; what cannot be determined comes last."""
        found = (f for f in findings_told(self.findings) if f not in self.notes)
        return tuple(sorted(found, key=_strength))

    @cached_property
    def notes(self) -> tuple[Finding, ...]:
        """The findings to note, which never change the outcome."""
        return tuple(f for f in self.findings if f.is_note)

    @cached_property
    def passed(self) -> tuple[Finding, ...]:
        """The checks that found nothing."""
        return tuple(f for f in self.findings if f.status is FindingStatus.NOT_MET)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The fields whose statement could change the outcome, each once, in the findings' order."""
        return tuple(dict.fromkeys(field for f in self.deciding for field in f.missing))

    def quotes_from(self, field: str) -> tuple[str, ...]:
        """Give the words that findings which decide or note quote from one field, each once."""
        shown = (*self.deciding, *self.notes)
        return tuple(dict.fromkeys(e.quote for f in shown for e in f.evidence if e.field == field))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole proposal for one call; ``applications`` stand in the order of their references.

    Drafts and withdrawn applications are not part of it. ``screening`` is None before the call has closed.
    """

    call: CallHead
    screening: Screening | None
    applications: tuple[ProposedApplication, ...]
    call_findings: tuple[CallFinding, ...]


def points_key(points: Points | None) -> tuple[bool, int, int]:
    """Give a sorting key: most sure points first, then those that could get most; no points at all comes last."""
    return (True, 0, 0) if points is None else (False, -points.known, -points.possible)


def sum_points(criteria: Sequence[CriterionFinding]) -> Points | None:
    """Add up what the criteria give one application; None where no criterion was for it."""
    if not criteria:
        return None
    return Points(
        known=sum(each.points for each in criteria),
        possible=sum(each.possible_points for each in criteria),
        max=sum(each.max_points for each in criteria),
    )


class Summed(Protocol):
    """What the sums need of an application; amounts are whole SEK."""

    @property
    def grant_type(self) -> str:
        """The key of its kind of grant."""

    @property
    def requested_amount(self) -> int | None:
        """What was sought, None when not stated."""

    @property
    def proposed_amount(self) -> int | None:
        """What was sought cut to the cap, None when not stated."""

    @property
    def outcome(self) -> Outcome | None:
        """The proposal, None until it has been screened."""


def _one_sum(kind: GrantType, applications: Sequence[Summed]) -> FrameSum:
    return FrameSum(
        grant_type=kind,
        sought=add_up(application.requested_amount for application in applications),
        eligible=_proposed(applications, Outcome.ELIGIBLE),
        referred=_proposed(applications, Outcome.REFER),
        count=len(applications),
        outcomes=Counter(application.outcome for application in applications),
    )


def _proposed(applications: Sequence[Summed], outcome: Outcome) -> AmountSum:
    return add_up(a.proposed_amount for a in applications if a.outcome is outcome)


def _strength(finding: Finding) -> int:
    # An undetermined finding only ever refers, however strong its effect would be, so it stands after what is met.
    if finding.status is FindingStatus.UNDETERMINED:
        return _UNDETERMINED_STRENGTH
    return _MET_STRENGTH[finding.effect]
