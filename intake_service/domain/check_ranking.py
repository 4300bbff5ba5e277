"""Whether an administration ranks applications that exist, are its own, and each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.faults import Fault, nearest, shown, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_SUGGESTIONS: Final = 20
"""So many faults name the words nearest to what was written; those after them do not."""
MORE: Final = "…"


def check_ranking(
    administration: str,
    references: Sequence[str],
    applicants_by_reference: Mapping[str, Sequence[str] | None],
    administrations: Sequence[str] | None,
    suggestions: int = MOST_SUGGESTIONS,
) -> Iterator[Fault]:
    """Find every fault of one ranking; how long it may be is a rule and not tried here.

    ``applicants_by_reference`` holds every application of the call, co-applicants included; None where they are not
    known, and then ownership is not tried. Only the first ``suggestions`` strangers are told what is like them.
    ``administrations`` are those that the call knows, or None when it lists none.
    """
    if administrations is not None and administration not in administrations:
        accepted = nearest(administration, administrations) if suggestions > 0 else some_of(administrations)
        suggestions -= 1
        yield Fault("unknown_administration", None, {"got": shown(administration), "accepted": accepted})
    own: list[str] | None = None
    seen: set[str] = set()
    for position, reference in enumerate(references):
        field = f"references.{position}"
        got = {"reference": reference}
        if reference in seen:
            yield Fault("ranked_twice", field, got)
        seen.add(reference)
        if reference not in applicants_by_reference:
            accepted = MORE
            if suggestions > 0:
                own = own or _own(administration, applicants_by_reference)
                accepted = nearest(reference, own)
            suggestions -= 1
            yield Fault("unknown_reference", field, {**got, "accepted": accepted})
            continue
        applicants = applicants_by_reference[reference]
        if applicants is not None and administration not in applicants:
            yield Fault("not_own_application", field, {**got, "administration": administration})


def _own(administration: str, applicants_by_reference: Mapping[str, Sequence[str] | None]) -> list[str]:
    return [
        reference
        for reference, names in applicants_by_reference.items()
        if names is None or administration in names
    ]
