"""A version of the rules as far as it can be told without a database: its states, what is in force, who may do what.

What is in force follows from activations, oldest first. What may not be done is a fact of its own; the sentences stand in the
catalogue under ``problem.`` and the word.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from prescreen_shared.errors import StatedError

LONGEST_NAME: Final = 200
SUPPLIER: Final = "prescreen"
"""Who has written the versions that come with the product; no person may act by this name."""
SUPPLIER_APPROVES: Final = "leverantör/supplier"
_BLANK_LETTERS: Final = "\u034f\u115f\u1160\u2800"
"""Letters that show nothing though Unicode calls them none of format; NFKC makes the other fillers of these."""


class ActivationKind(StrEnum):
    """``fixed`` is written when a call is judged for the first time, so that it keeps its version."""

    ACTIVATE = "activate"
    ROLL_BACK = "roll_back"
    FIXED = "fixed"


class Step(NamedTuple):
    """One activation; ``version_id`` None leaves a call to what is in force for all."""

    kind: ActivationKind
    version_id: str | None


def in_force_after(steps: Iterable[Step]) -> list[Step]:
    """Give what is in force, last, after whatever it took the place of: rolling back uncovers what stood before.

    Rolled back twice, one comes to what was in force before both, never back to what was left.
    """
    stack: list[Step] = []
    for step in steps:
        if step.kind is ActivationKind.ROLL_BACK and stack:
            stack.pop()
        if step.kind is not ActivationKind.ROLL_BACK or not stack:
            stack.append(step)
    return stack


def named(by: str) -> str:
    """Give the name of whoever makes a change, without needless blanks.

    Raises:
        NobodyNamedError: it is empty, too long to be a name, or the product's own.
    """
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or _key(name) in (SUPPLIER, SUPPLIER_APPROVES):
        raise NobodyNamedError()
    return name


def require_another_person(by: str, writers: Iterable[str]) -> None:
    """See to four eyes.

    Raises:
        SamePersonError: ``by`` has written what is to be approved.
    """
    for writer in writers:
        if _key(writer) == _key(by):
            raise SamePersonError(by, writer)


class VersionError(StatedError):
    """Something that may not be done; ``word`` is the id of its sentence, ``values`` fill it."""

    word: ClassVar[str]


class NobodyNamedError(VersionError):
    """A change without the name of the person who makes it."""

    word = "nobody_named"


class ReasonMissingError(VersionError):
    """Something that others must be able to understand later was done without a reason."""

    word = "reason_missing"


class VersionNotFoundError(VersionError):
    """No version has this id."""

    word = "version_not_found"

    def __init__(self, version_id: str) -> None:
        super().__init__(version_id=version_id)


class VersionTakenError(VersionError):
    """The name has a version of this number already."""

    word = "version_taken"

    def __init__(self, name: str, version: int, next_free: int) -> None:
        super().__init__(name=name, version=version, next_free=next_free)


class VersionChangedError(VersionError):
    """Somebody has changed the version since the caller read it; ``by`` and ``at`` say who and when."""

    word = "version_changed"

    def __init__(self, name: str, version: int, by: str, at: datetime) -> None:
        super().__init__(name=name, version=version, by=by, at=at)


class VersionLastingError(VersionError):
    """A version that is approved or archived can no longer be changed or checked."""

    word = "version_lasting"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class NotCheckedError(VersionError):
    """A version may be approved only as it was checked, without a fault."""

    word = "version_not_checked"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class SamePersonError(VersionError):
    """Whoever has written a version may not approve it."""

    word = "same_person"

    def __init__(self, by: str, writer: str) -> None:
        super().__init__(by=by, writer=writer)


class NotApprovedError(VersionError):
    """Only an approved version can come into force."""

    word = "version_not_approved"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class NotValidForCallError(VersionError):
    """The days on which the rules hold do not cover those of the call; None is a day that is not given."""

    word = "version_not_valid_for_call"

    def __init__(
        self, valid: tuple[date | None, date | None], call_code: str, call: tuple[date | None, date | None]
    ) -> None:
        super().__init__(
            valid_from=_day(valid[0]),
            valid_to=_day(valid[1]),
            call=call_code,
            opens_on=_day(call[0]),
            closes_on=_day(call[1]),
        )


class KeptScreeningNotFoundError(VersionError):
    """Scoring keeps no screening with this id."""

    word = "kept_screening_not_found"

    def __init__(self, screening_id: str) -> None:
        super().__init__(screening_id=screening_id)


class NothingBeforeError(VersionError):
    """There is nothing to roll back to: ``of`` is the call or the name of the rules."""

    word = "nothing_before"

    def __init__(self, of: str) -> None:
        super().__init__(of=of)


class NothingInForceError(VersionError):
    """No version of these rules is in force."""

    word = "nothing_in_force"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name=name, known=", ".join(known) or "–")


class VersionInForceError(VersionError):
    """The version that calls to come are judged by cannot be put away."""

    word = "version_in_force"

    def __init__(self, name: str, version: int) -> None:
        super().__init__(name=name, version=version)


class CallUnknownError(VersionError):
    """Scoring has been sent no screening of a call with this code."""

    word = "call_unknown"

    def __init__(self, call: str, known: Sequence[str]) -> None:
        super().__init__(call=call, known=", ".join(known) or "–")


class CallNotGatheredError(VersionError):
    """The applications of the call are not all here yet, so it cannot be screened again."""

    word = "call_not_gathered"

    def __init__(self, call: str, missing: int) -> None:
        super().__init__(call=call, missing=missing)


class RollBackOfNeitherError(VersionError):
    """What is rolled back must be named: the rules by their name, or one call, not both."""

    word = "roll_back_of_neither"


class VersionState(StrEnum):
    """A draft may be changed; a checked one too, and is a draft again then; an approved one never; an archived one is put away."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    ARCHIVED = "archived"


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


def _key(name: str) -> str:
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if not _is_invisible(letter))
    return " ".join(seen.casefold().split())


def _is_invisible(letter: str) -> bool:
    # A name with such a letter in it looks like the name without it.
    return (
        unicodedata.category(letter) == "Cf"
        or letter in _BLANK_LETTERS
        or "VARIATION SELECTOR" in unicodedata.name(letter, "")
    )


def _day(day: date | None) -> str:
    return "–" if day is None else day.isoformat()


WRITING = (EventKind.CREATED, EventKind.IMPORTED, EventKind.CHANGED)
"""Whoever did one of these has written the document, and may not approve it."""
LASTING = (VersionState.APPROVED, VersionState.ARCHIVED)
"""In these states nothing that the version says may change, as the database sees to."""
