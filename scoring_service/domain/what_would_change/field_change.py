"""Changes of what an application states, and the remedy that some of them together are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.field_text import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.frozen_call import Application
    from shared.statuses import FindingStatus, Outcome


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field stated otherwise; None before means that it was not stated.

    ``distance`` tells the nearer of two changes of the same field: whole SEK, or seconds. With ``entry`` only the entry
    at that position of a list changes, and ``before`` and ``after`` are that entry.
    """

    field: str
    before: Any
    after: Any
    distance: int = 1
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes after which a rule is no longer met, all needed; ``outcome`` is then the proposal for the application."""

    changes: tuple[FieldChange, ...]
    status: FindingStatus
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Remedies:
    """The smallest remedies of one rule, each as small as the others.

    Without any, ``rests_on`` names what the rule looks at and no statement changes: fields of free text, the
    register or the other applications of the call, as names of facts.
    """

    rule: str
    remedies: tuple[Remedy, ...]
    rests_on: tuple[str, ...] = ()


def apply_changes(application: Application, changes: Iterable[FieldChange]) -> Application:
    """Give the application as it would stand with the changes."""
    for change in changes:
        if change.field.startswith(ANSWERS):
            key = change.field.removeprefix(ANSWERS)
            application = replace(application, answers={**application.answers, key: change.after})
        else:
            application = replace(application, **{change.field: _value(application, change)})
    return application


def _value(application: Application, change: FieldChange) -> Any:
    if change.entry is None:
        return change.after
    entries = getattr(application, change.field)
    return (*entries[: change.entry], change.after, *entries[change.entry + 1 :])
