"""What only shows between the entries of a call: references twice, rankings and decisions of what is not there.

An administration ranks applications that exist, are its own, and each once; how many it may rank is a rule and no matter here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from intake_service.domain.application import unknown_administration
from prescreen_shared.errors import Fault, nearest, shown, some_of
from prescreen_shared.known_names import KnownNames, known_names

MOST_SUGGESTIONS: Final = 20
"""So many faults name the words nearest to what was written; those after them do not."""
MORE: Final = "…"


def check_references(references: Sequence[str | None]) -> Iterator[Fault]:
    """Find references that come twice; None stands for one that could not be read."""
    seen: set[str] = set()
    for reference in references:
        if reference is not None and reference in seen:
            yield Fault("reference_twice", "reference", {"reference": reference}, entry=reference)
        elif reference is not None:
            seen.add(reference)


def check_rankings(
    rankings: Mapping[str, Sequence[str]],
    applicants_by_reference: Mapping[str, Sequence[str] | None],
    administrations: Sequence[str] | None,
) -> Iterator[Fault]:
    """Find every fault of every ranking; where the applicants could not be read (None) ownership is not tried."""
    suggestions = MOST_SUGGESTIONS
    names = known_names(tuple(administrations or ()))
    seen: set[str] = set()
    for administration, references in rankings.items():
        if administrations is not None and names.identify(administration) in seen:
            yield Fault("named_twice", None, {"got": shown(administration)}, entry=administration)
        seen.add(names.identify(administration))
        for fault in check_ranking(
            administration, references, applicants_by_reference, administrations, suggestions
        ):
            suggestions -= "accepted" in fault.values
            position = None if fault.field is None else fault.field.removeprefix("references.")
            yield Fault(fault.code, position, fault.values, entry=administration)


def check_decisions(references: Sequence[str | None], known: Mapping[str, object]) -> Iterator[Fault]:
    """Find decisions on applications that the bundle does not have, and two on one.

    Only the first few strangers are told what is like them: each likeness is sought among every application.
    """
    seen: set[str] = set()
    suggestions = MOST_SUGGESTIONS
    for reference in references:
        if reference is None:
            continue
        if reference in seen:
            yield Fault("decided_twice", "reference", {"reference": reference}, entry=reference)
        seen.add(reference)
        if reference not in known:
            accepted = nearest(reference, known) if suggestions > 0 else some_of(known)
            suggestions -= 1
            values = {"reference": reference, "accepted": accepted}
            yield Fault("unknown_reference", "reference", values, entry=reference)


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
    names = known_names(tuple(administrations or ()))
    if administrations is not None:
        unknown = unknown_administration(None, administration, names, suggest=suggestions > 0)
        if unknown is not None:
            suggestions -= 1
            yield unknown
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
                own = own or _own(administration, applicants_by_reference, names)
                accepted = nearest(reference, own)
            suggestions -= 1
            yield Fault("unknown_reference", field, {**got, "accepted": accepted})
            continue
        applicants = applicants_by_reference[reference]
        if applicants is not None and not _is_among(administration, applicants, names):
            yield Fault("not_own_application", field, {**got, "administration": administration})


def _own(
    administration: str, applicants_by_reference: Mapping[str, Sequence[str] | None], names: KnownNames
) -> list[str]:
    return [
        reference
        for reference, applicants in applicants_by_reference.items()
        if applicants is None or _is_among(administration, applicants, names)
    ]


def _is_among(administration: str, applicants: Sequence[str], names: KnownNames) -> bool:
    """Whether an administration applies, under whatever spelling."""
    return administration in applicants or names.identify(administration) in map(names.identify, applicants)
