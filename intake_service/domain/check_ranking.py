"""Whether an administration ranks applications that exist, are its own, and each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_service.domain.fault import Fault, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def check_ranking(
    administration: str,
    references: Sequence[str],
    applicants_by_reference: Mapping[str, Sequence[str]],
    administrations: Sequence[str] | None,
) -> Iterator[Fault]:
    """Find every fault of one ranking; how long it may be is a rule and not tried here.

    ``applicants_by_reference`` holds every application of the call, co-applicants included.
    ``administrations`` are those that the call knows, or None when it lists none.
    """
    if administrations is not None and administration not in administrations:
        accepted = nearest(administration, administrations)
        yield Fault("unknown_administration", None, {"got": shown(administration), "accepted": accepted})
    for position, reference in enumerate(references):
        field = f"references.{position}"
        got = {"reference": reference}
        if reference in references[:position]:
            yield Fault("ranked_twice", field, got)
        if reference not in applicants_by_reference:
            own = [known for known, names in applicants_by_reference.items() if administration in names]
            yield Fault("unknown_reference", field, {**got, "accepted": nearest(reference, own)})
        elif administration not in applicants_by_reference[reference]:
            yield Fault("not_own_application", field, {**got, "administration": administration})
