"""A call as it stood at closing: the call's own data, its rankings and what the city already knew."""

from dataclasses import dataclass, field
from typing import Any

from prescreen_shared.prose import fold
from prescreen_shared.shapes.application import Content
from prescreen_shared.shapes.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts(Call):
    """The call's own data with what was known beside it when it closed."""

    rankings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For an administration, the references of the applications it wants considered."""
    register: dict[str, Any] | None = None
    """What the city knew when the call closed, in the register's public format."""
    decided_sums: dict[str, tuple[int, int]] | None = None
    """Per grant type: what people decided in all, and what a document states; whole SEK."""

    def cap_for(self, application: Content) -> int | None:
        """Give the most that the application's grant type gives, in whole SEK; None where the call states nothing."""
        grant_type = self.grant_types.get(application.grant_type)
        return None if grant_type is None else grant_type.max_amount

    def grant_type_of(self, written: str | None, wanted: str | None = None) -> str | None:
        """Give the key of the grant type that somebody wrote, by its key or its name in any case.

        None where nothing is written, or what is written is neither a grant type of the call nor ``wanted``: then
        which one it is is not known.
        """
        folded = fold(written or "")
        if not folded:
            return None
        for key, declared in self.grant_types.items():
            if folded in (fold(key), fold(declared.name)):
                return key
        return wanted if wanted is not None and folded == fold(wanted) else None


def proposed_amount(requested: int | None, cap: int | None) -> int | None:
    """Give the amount sought cut to the cap, in whole SEK; None when no amount is stated."""
    return requested if requested is None or cap is None else min(requested, cap)
