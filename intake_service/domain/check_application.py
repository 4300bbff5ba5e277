"""Whether an application fits its call: grant type, applicants, answers; its eligibility is not tried here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.domain.check_answers import check_answers
from shared.faults import Fault, listed, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from intake_service.domain.call import CallTerms


def check_application(terms: CallTerms, content: Mapping[str, Any], *, complete: bool) -> Iterator[Fault]:
    """Find every fault that the call's own terms show; ``content`` holds the keys whose shape was right.

    ``complete`` asks for what a submitted application must have; a draft may lack it.
    """
    grant_type = content.get("grant_type")
    known = grant_type if grant_type in terms.grant_types else None
    if grant_type is not None and known is None:
        accepted = listed(terms.grant_types)
        yield Fault("unknown_grant_type", "grant_type", {"got": shown(grant_type), "accepted": accepted})
    yield from _check_applicants(terms, content.get("applicants") or ())
    yield from check_answers(terms.questions, known, content.get("answers") or {}, complete=complete)


def _check_applicants(terms: CallTerms, applicants: Sequence[str]) -> Iterator[Fault]:
    for position, name in enumerate(applicants):
        field = f"applicants.{position}"
        if name in applicants[:position]:
            yield Fault("named_twice", field, {"got": shown(name)})
        if terms.administrations is not None and name not in terms.administrations:
            accepted = nearest(name, terms.administrations)
            yield Fault("unknown_administration", field, {"got": shown(name), "accepted": accepted})
