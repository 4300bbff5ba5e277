"""What each message between the services carries, version 1; shapes that are declared elsewhere travel in them whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from prescreen_shared.shapes.application import ApplicationAsItStands
from prescreen_shared.shapes.call import Call
from prescreen_shared.shapes.call_check import CallProblem
from prescreen_shared.shapes.declaring import LATER, About, Hash, Id, Least
from prescreen_shared.shapes.verdict import CallFinding, EngineVersion, Verdict, VersionRef

Revisions = tuple[tuple[Id, int], ...]
"""Ids of applications, each with one of its revisions."""
RuleSetName = Annotated[str, About("name of the rule set to apply")]
RulesAsOf = Annotated[
    datetime | None,
    LATER,
    About("when the call opened: the version that was in force then judges it; null for a draft"),
]


@dataclass(frozen=True, slots=True)
class ReceiveCallV1:
    """intake → scoring: a call as it stands when it is created, changed or opened; its rules are checked, and may be tried on it.

    ``number`` grows with each sending that says something new; scoring answers each with ``CallCheckedV1``. A sender that states
    none is an older one, which tells of open calls only and understands no answer. No screening rests on this message: the
    order to screen carries the call once more, as it stands then.
    """

    call: Call
    register: dict[str, Any] | None
    rule_set: RuleSetName
    number: Annotated[int | None, LATER] = None
    rules_as_of: RulesAsOf = None


@dataclass(frozen=True, slots=True)
class CallCheckedV1:
    """scoring → intake: whether a call's rules exist and fit it; said again whenever rules that concern it change.

    ``number`` is that of the sending that was checked. Of two answers the one with the higher number holds, and of two with
    the same the one that was ``checked_at`` later. ``rule_set`` is the version that would judge the call, None where there is
    none; ``fixed`` tells that the call is open and keeps it.
    """

    call_id: Id
    number: int
    checked_at: datetime
    rule_set: VersionRef | None
    fixed: bool
    problems: tuple[CallProblem, ...]


@dataclass(frozen=True, slots=True)
class DecidedSum:
    """Sums per grant type of what people decided beside what a document states; whole SEK."""

    decided: int
    stated: int


@dataclass(frozen=True, slots=True)
class ScreenCallV1:
    """intake → scoring: screen exactly the revisions of this manifest."""

    screening_id: Id
    call: Call
    manifest: Revisions
    rankings: dict[str, tuple[str, ...]]
    register: dict[str, Any] | None
    decided_sums: dict[str, DecidedSum] | None
    rule_set: RuleSetName
    rule_set_document: Annotated[
        str | None, LATER, About("the text of a rule set given as a file instead of a stored one")
    ] = None
    rule_set_sha256: Annotated[
        Hash | None,
        LATER,
        About("exactly these rules, for a screening that scoring announced; else those in force"),
    ] = None
    rules_as_of: RulesAsOf = None


@dataclass(frozen=True, slots=True)
class PrepareScreeningV1:
    """scoring → scoring: every revision of the manifest is here; fix the rules, look at the call as a whole, cut chunks."""

    screening_id: Id


@dataclass(frozen=True, slots=True)
class ScreenChunkV1:
    """scoring → scoring: evaluate the applications of one chunk of a screening."""

    screening_id: Id
    chunk_id: Id


@dataclass(frozen=True, slots=True)
class CallScreenedV1:
    """scoring → intake: every application of the manifest has its verdict; findings about the whole call."""

    screening_id: Id
    call_id: Id
    rule_set: VersionRef
    verdict_count: Annotated[int, Least(0)]
    call_findings: tuple[CallFinding, ...]


@dataclass(frozen=True, slots=True)
class ScreeningRefusedV1:
    """scoring → intake: no application is screened, since the rule set named is unknown or fails its own checks.

    Sending ``scoring.screen_call`` again tries again, so the order can be repeated once the rules are mended.
    """

    screening_id: Id
    call_id: Id
    rule_set: str
    problems: Annotated[
        tuple[str, ...],
        Least(1),
        About("one sentence a problem, with file, line and column where they are known"),
    ]


@dataclass(frozen=True, slots=True)
class ScreeningBegunV1:
    """scoring → intake: the call of the screening ``based_on`` is screened again, at the request of a person.

    Intake takes it up by sending ``scoring.screen_call`` for the new screening; scoring repeats this message until then.
    """

    screening_id: Id
    call_id: Id
    based_on: Id
    rule_set: VersionRef
    by: Annotated[str, About("the person who asked for it")]
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiveApplicationsV1:
    """intake → scoring: applications as they stand, sent on submission, change, withdrawal and request."""

    call_id: Id
    applications: Annotated[tuple[ApplicationAsItStands, ...], Least(1)]


@dataclass(frozen=True, slots=True)
class SendApplicationsV1:
    """scoring → intake: revisions that the manifest names and scoring does not have."""

    screening_id: Id
    call_id: Id
    missing: Annotated[Revisions, Least(1)]


@dataclass(frozen=True, slots=True)
class RecordVerdictsV1:
    """scoring → intake: the verdicts of one chunk of a screening."""

    screening_id: Id
    rule_set: VersionRef
    engine: EngineVersion
    verdicts: Annotated[tuple[Verdict, ...], Least(1)]
