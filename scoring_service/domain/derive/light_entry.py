"""The little of an application that is kept to compare it with the others of its call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.derive.field_text import StatedValueError, read_text
from scoring_service.domain.derive.same_trip import one_spelling
from scoring_service.domain.wording.passage import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.frozen_call import Application

LONGEST_TITLE = 300
OPENING = 240
"""So many folded characters of a description are compared: enough to tell two applications apart."""
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class LightEntry:
    """One application without its texts; ``administrations`` are keys, ``place`` is where a study visit goes and to whom, the latter empty where it is not stated."""

    application_id: str
    reference: str
    grant_type: str
    administrations: tuple[str, ...]
    title: str
    opening: str
    place: tuple[str, str] | None
    requested_amount: int | None
    arrival_known: bool
    unknown_applicants: tuple[str, ...]

    @property
    def order(self) -> tuple[tuple[int, str], ...]:
        """What applications are sorted by, whatever order they came in: T2-9 before T2-16."""
        return reference_order(self.reference)


def reference_order(reference: str) -> tuple[tuple[int, str], ...]:
    """Give the key that sorts references as people count them."""
    parts = _DIGITS.split(reference)
    numbers = (part.lstrip("0") if index % 2 else None for index, part in enumerate(parts))
    return tuple(
        (0, part) if number is None else (len(number), number)
        for part, number in zip(parts, numbers, strict=True)
    )


def light_entry(
    application: Application, identify: Callable[[str], str], unknown_applicants: tuple[str, ...]
) -> LightEntry:
    """Keep the little of an application that comparing needs.

    A value of a wrong type is taken as not stated here: it is a fault of that one application when its own facts are
    derived, and must not keep the others from being compared.
    """
    amount = application.requested_amount
    return LightEntry(
        application_id=application.application_id,
        reference=application.reference,
        grant_type=application.grant_type,
        administrations=tuple(sorted({identify(name) for name in application.applicants})),
        title=(_text_of(application, "title") or "")[:LONGEST_TITLE],
        opening=(_text_of(application, "description", 2 * OPENING) or "")[:OPENING],
        place=_place(application),
        requested_amount=amount if isinstance(amount, int) and not isinstance(amount, bool) else None,
        arrival_known=application.submitted_at is not None,
        unknown_applicants=unknown_applicants,
    )


def _place(application: Application) -> tuple[str, str] | None:
    destinations, host = (_text_of(application, f"answers.{key}") for key in ("destinations", "host_type"))
    return (one_spelling(" ".join(sorted(destinations.split()))), host or "") if destinations else None


def _text_of(application: Application, path: str, longest: int | None = None) -> str | None:
    try:
        text = read_text(application, path)
    except StatedValueError:
        return None
    return None if text is None else fold(text[:longest])
