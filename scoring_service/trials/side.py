"""One of the two sides of a comparison: for each application of a page its verdict, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring_service.domain.frozen_call import Application


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in the message's shape, or None and why."""

    verdict: dict[str, Any] | None
    why: str | None = None


class Side(Protocol):
    """What some rules say, or said, about the applications of one call."""

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Give what is said of each application, in the page's order."""
        ...

    def call_findings(self) -> list[dict[str, Any]]:
        """Give the findings about the call as a whole, in the message's shape."""
        ...
