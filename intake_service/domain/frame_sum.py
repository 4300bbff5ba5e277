"""The sums of a call against its frame, for each kind of grant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shared.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from intake_service.domain.proposal import GrantType


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


@dataclass(frozen=True, slots=True)
class FrameSum:
    """The sums of one kind of grant in whole SEK.

    ``eligible`` and ``referred`` add up what was sought cut to the cap; ``unstated`` counts the applications that
    state no amount, which no sum can hold. ``frame`` is None when the call states none.
    """

    grant_type: GrantType
    sought: int
    eligible: int
    referred: int
    unstated: int
    count: int
    outcomes: Mapping[Outcome | None, int]

    @property
    def frame(self) -> int | None:
        """The money to share out."""
        return self.grant_type.budget

    @property
    def left(self) -> int | None:
        """What is left of the frame when all eligible are granted in full: negative when it does not suffice."""
        return None if self.frame is None else self.frame - self.eligible


def frame_sums(grant_types: Iterable[GrantType], applications: Sequence[Summed]) -> tuple[FrameSum, ...]:
    """Add up ``applications`` for each of ``grant_types``, in their order."""
    return tuple(
        _one_sum(kind, [a for a in applications if a.grant_type == kind.key]) for kind in grant_types
    )


def _one_sum(kind: GrantType, applications: Sequence[Summed]) -> FrameSum:
    return FrameSum(
        grant_type=kind,
        sought=sum(application.requested_amount or 0 for application in applications),
        eligible=_proposed(applications, Outcome.ELIGIBLE),
        referred=_proposed(applications, Outcome.REFER),
        unstated=sum(application.requested_amount is None for application in applications),
        count=len(applications),
        outcomes=Counter(application.outcome for application in applications),
    )


def _proposed(applications: Sequence[Summed], outcome: Outcome) -> int:
    return sum(a.proposed_amount or 0 for a in applications if a.outcome is outcome)
