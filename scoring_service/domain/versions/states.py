"""The states of a version, the ways in which one comes into force, and the words of its log."""

from enum import StrEnum


class VersionState(StrEnum):
    """A draft may be changed; a checked one too, and is a draft again then; an approved one never; an archived one is put away."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    ARCHIVED = "archived"


class ActivationKind(StrEnum):
    """``fixed`` is written when a call is judged for the first time, so that it keeps its version."""

    ACTIVATE = "activate"
    ROLL_BACK = "roll_back"
    FIXED = "fixed"


class EventKind(StrEnum):
    """What may happen to a version, or be done with one."""

    CREATED = "created"
    IMPORTED = "imported"
    CHANGED = "changed"
    CHECKED = "checked"
    CHECK_FAILED = "check_failed"
    APPROVED = "approved"
    ARCHIVED = "archived"
    ACTIVATED = "activated"
    ROLLED_BACK = "rolled_back"
    FIXED = "fixed"
    SCREENED_AGAIN = "screened_again"


WRITING = (EventKind.CREATED, EventKind.IMPORTED, EventKind.CHANGED)
"""Whoever did one of these has written the document, and may not approve it."""

LASTING = (VersionState.APPROVED, VersionState.ARCHIVED)
"""In these states nothing that the version says may change, as the database sees to."""
