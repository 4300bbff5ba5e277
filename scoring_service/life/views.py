"""What is told of versions, activations, events and calls, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from scoring_service.domain.versions.states import ActivationKind, EventKind, VersionState
    from scoring_service.rule_files.problem import Problem


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version as it stands. ``revision`` is what a change must name; ``problems`` is None when it is not checked.

    ``writers`` are those who may not approve it; ``in_force`` tells whether calls to come are judged by it, and
    ``calls`` are the codes of those that have it for their own.
    """

    version_id: str
    name: str
    version: int
    state: VersionState
    document: str
    sha256: str | None
    author: str
    writers: tuple[str, ...]
    shipped: bool
    note: str | None
    problems: tuple[Problem, ...] | None
    revision: int
    created_at: datetime
    changed_by: str
    changed_at: datetime
    checked_by: str | None
    checked_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    archived_by: str | None
    archived_at: datetime | None
    in_force: bool
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivationView:
    """One activation; ``call_code`` None is for calls to come, ``version`` None leaves the call to what those have.

    ``screenings`` are, right after an activation for a call, the ids of the screenings that it already has: they stay as
    they are, and screening the call again is what to do next.
    """

    activation_id: int
    name: str
    call_code: str | None
    kind: ActivationKind
    version_id: str | None
    version: int | None
    sha256: str | None
    by: str
    at: datetime
    reason: str | None
    screenings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the log."""

    event_id: int
    at: datetime
    by: str
    kind: EventKind
    version_id: str | None
    name: str
    call_code: str | None
    reason: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """One screening of a call: how far it is, by which rules, and why it was made.

    ``rule_set_version`` and ``sha256`` are None until the rules are chosen; ``based_on`` is the screening whose call was
    screened again. ``is_awaited`` is False while intake has not heard of it.
    """

    screening_id: str
    call_id: str
    call_code: str
    state: str
    rule_set: str
    rule_set_version: int | None
    sha256: str | None
    applications: int
    verdicts: int
    based_on: str | None
    ordered_by: str | None
    reason: str | None
    is_awaited: bool
    problems: tuple[str, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallView:
    """One call that scoring has screened or is screening; ``screenings`` and ``activations`` stand oldest first."""

    code: str
    call_id: str
    title: str
    opens_on: date | None
    closes_on: date | None
    in_force: VersionView | None
    screenings: tuple[ScreeningView, ...]
    activations: tuple[ActivationView, ...]


@dataclass(frozen=True, slots=True)
class RuleSetView:
    """All versions of one name at a glance: the one in force for calls to come, and the highest number."""

    name: str
    in_force: VersionView | None
    newest: VersionView
    versions: int
