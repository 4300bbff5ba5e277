"""What may not be done with a version, as facts; the sentences stand in the catalogue under ``problem.`` and the word."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from shared.errors import StatedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


class LifeError(StatedError):
    """Something that may not be done; ``word`` is the id of its sentence, ``values`` fill it."""

    word: ClassVar[str]


class NobodyNamedError(LifeError):
    """A change without the name of the person who makes it."""

    word = "nobody_named"


class ReasonMissingError(LifeError):
    """Something that others must be able to understand later was done without a reason."""

    word = "reason_missing"


class VersionNotFoundError(LifeError):
    """No version has this id."""

    word = "version_not_found"

    def __init__(self, version_id: str) -> None:
        super().__init__(version_id=version_id)


class VersionTakenError(LifeError):
    """The name has a version of this number already."""

    word = "version_taken"

    def __init__(self, name: str, version: int, next_free: int) -> None:
        super().__init__(name=name, version=version, next_free=next_free)


class VersionChangedError(LifeError):
    """Somebody has changed the version since the caller read it; ``by`` and ``at`` say who and when."""

    word = "version_changed"

    def __init__(self, name: str, version: int, by: str, at: datetime) -> None:
        super().__init__(name=name, version=version, by=by, at=at)


class VersionLastingError(LifeError):
    """A version that is approved or archived can no longer be changed or checked."""

    word = "version_lasting"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class NotCheckedError(LifeError):
    """A version may be approved only as it was checked, without a fault."""

    word = "version_not_checked"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class SamePersonError(LifeError):
    """Whoever has written a version may not approve it."""

    word = "same_person"

    def __init__(self, by: str, writer: str) -> None:
        super().__init__(by=by, writer=writer)


class NotApprovedError(LifeError):
    """Only an approved version can come into force."""

    word = "version_not_approved"

    def __init__(self, name: str, version: int, state: str) -> None:
        super().__init__(name=name, version=version, state=state)


class NotValidForCallError(LifeError):
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


class NothingBeforeError(LifeError):
    """There is nothing to roll back to: ``of`` is the call or the name of the rules."""

    word = "nothing_before"

    def __init__(self, of: str) -> None:
        super().__init__(of=of)


class NothingInForceError(LifeError):
    """No version of these rules is in force."""

    word = "nothing_in_force"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name=name, known=", ".join(known) or "–")


class VersionInForceError(LifeError):
    """The version that calls to come are judged by cannot be put away."""

    word = "version_in_force"

    def __init__(self, name: str, version: int) -> None:
        super().__init__(name=name, version=version)


class CallUnknownError(LifeError):
    """Scoring has been sent no screening of a call with this code."""

    word = "call_unknown"

    def __init__(self, call: str, known: Sequence[str]) -> None:
        super().__init__(call=call, known=", ".join(known) or "–")


class CallNotGatheredError(LifeError):
    """The applications of the call are not all here yet, so it cannot be screened again."""

    word = "call_not_gathered"

    def __init__(self, call: str, missing: int) -> None:
        super().__init__(call=call, missing=missing)


class RollBackOfNeitherError(LifeError):
    """What is rolled back must be named: the rules by their name, or one call, not both."""

    word = "roll_back_of_neither"


def _day(day: date | None) -> str:
    return "–" if day is None else day.isoformat()
