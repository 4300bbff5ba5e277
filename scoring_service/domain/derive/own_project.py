"""Whether an entry of the register is the applicant's own project, by its name and its administrations."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

from scoring_service.domain.wording.find_name import EXACT_BELOW, find_name, likeness
from scoring_service.domain.wording.known_name import read_name, run_together, stems_of
from scoring_service.domain.wording.passage import fold, read_passage
from scoring_service.domain.wording.stem import stem

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known

LEAST_SAME = 93.0
"""Names at least so alike are one name spelled in two ways."""
LEAST_WITHIN = 90.0
_SUBTITLE = re.compile(r"\s+[–—-]\s+|:\s+|,\s+|\s+\(")
_PHASE_STEMS = frozenset(
    phase
    for word in [
        "projekt",
        "projektet",
        "utvecklingsprojekt",
        "utvecklingsprojektet",
        "förstudie",
        "pilot",
        "pilotprojekt",
        "utvärdering",
        "fortsättning",
        "fortsatt",
        "vidareutveckling",
        "implementering",
        "år",
        "steg",
        "etapp",
        "del",
        "fas",
    ]
    for phase in stems_of(word)
)
"""Words that say which phase of a project it is, and are no part of its name."""


class Sameness(Enum):
    """How surely two names are of one project."""

    SAME = "same"
    POSSIBLE = "possible"
    OTHER = "other"


def sameness(title: str, name: str) -> Sameness:
    """Compare a project's title with a name of the register.

    The same when one of them, or what stands before a subtitle, is the other in another spelling or phase; possible when the
    title only contains the name, or when both are numbered and the numbers differ (``steg 1`` and ``steg 2``).
    """
    names = _readings(name)
    if any(likeness(one, other) >= LEAST_SAME for one in _readings(title) for other in names):
        numbered = _phase_numbers(title), _phase_numbers(name)
        return Sameness.POSSIBLE if all(numbered) and numbered[0] != numbered[1] else Sameness.SAME
    known = read_name(name)
    if len(known.joined) < EXACT_BELOW and len(known.words) < 2:
        return Sameness.OTHER
    contained = find_name(known, read_passage("title", title), LEAST_WITHIN)
    return Sameness.POSSIBLE if contained else Sameness.OTHER


def own_project(known: Known, entry: dict[str, Any]) -> Sameness:
    """Tell whether an entry with ``project`` and ``administrations`` is an earlier year of this very project."""
    return known.once(("own_project", id(entry)), lambda: _compare(known, entry))


def _compare(known: Known, entry: dict[str, Any]) -> Sameness:
    applicants = known.application.applicants
    keys = known.once("applicants", lambda: known.names.with_forerunners(applicants))
    if not keys & known.names.with_forerunners(entry.get("administrations") or ()):
        return Sameness.OTHER
    return sameness(known.application.title, str(entry.get("project") or ""))


def _readings(name: str) -> list[str]:
    """Give a name, and what stands before its subtitle, each written together with and without inflections inside."""
    parts = _without_phase(name), _without_phase(_SUBTITLE.split(name, maxsplit=1)[0])
    forms = (form for words in parts for form in ("".join(map(stem, words)), run_together(words)))
    return [form for form in dict.fromkeys(forms) if form]


def _without_phase(name: str) -> tuple[str, ...]:
    words = tuple(fold(name).split())
    return (
        tuple(word for word in words if stem(word) not in _PHASE_STEMS and not _is_phase_number(word))
        or words
    )


def _phase_numbers(name: str) -> list[str]:
    return [word for word in fold(name).split() if _is_phase_number(word)]


def _is_phase_number(word: str) -> bool:
    return word.isdigit() or word in ("ii", "iii", "iv")
