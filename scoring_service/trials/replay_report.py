"""What a replay has found: how many verdicts came out byte for byte as they are kept, and every one that did not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scoring_service.domain.comparison.first_difference import Difference

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Place:
    """What something is about: a verdict, or with ``reference`` None the screening as a whole."""

    screening_id: str
    call: str
    rule_set_sha256: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that came out otherwise: ``what`` is verdict, context, call_findings or document."""

    place: Place
    what: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that counts as neither identical nor differing, and why."""

    place: Place
    why: str


@dataclass(slots=True)
class ReplayReport:
    """Counts over all kept verdicts; every verdict is in exactly one of the five groups of verdicts.

    ``referred_for_a_fault`` were never evaluated to their end, so there is nothing to compare. ``other_engine`` were
    judged by another version of the engine and come out the same today; where they do not they are ``differing``.
    ``not_replayable`` cannot be evaluated again at all.
    """

    screenings: int = 0
    identical: int = 0
    identical_call_findings: int = 0
    differing: list[Differing] = field(default_factory=list)
    referred_for_a_fault: list[Apart] = field(default_factory=list)
    other_engine: list[Apart] = field(default_factory=list)
    not_replayable: list[Apart] = field(default_factory=list)

    @property
    def is_identical(self) -> bool:
        """Whether everything that can be replayed came out as it is kept, and everything could be."""
        return not self.differing and not self.not_replayable

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "version": VERSION,
            "screenings": self.screenings,
            "identical": self.identical,
            "identical_call_findings": self.identical_call_findings,
            "differing": [
                _place(each.place) | {"what": each.what, **asdict(each.difference)} for each in self.differing
            ],
            "referred_for_a_fault": [_apart(each) for each in self.referred_for_a_fault],
            "other_engine": [_apart(each) for each in self.other_engine],
            "not_replayable": [_apart(each) for each in self.not_replayable],
        }


def _apart(each: Apart) -> dict[str, Any]:
    return _place(each.place) | {"why": each.why}


def _place(place: Place) -> dict[str, Any]:
    return asdict(place)
