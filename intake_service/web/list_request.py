"""What a reader asks of a list: filter and page, read from the address; what makes no sense is left out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from intake_service.domain.proposal_reader import ApplicationFilter
from shared.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_service.domain.proposal_reader import ApplicationList

PAGE_SIZE: Final = 50
UNSCREENED: Final = "none"
BY_POINTS: Final = "points"
_LONGEST_SEARCH: Final = 200
_MOST_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The filter and the page asked for; ``arguments`` are the same as address arguments, without the page."""

    filter: ApplicationFilter
    page: int
    page_size: int
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one page of a list stands; ``previous`` and ``next`` are address arguments, None at the ends."""

    page: int
    pages: int
    previous: Mapping[str, str] | None
    next: Mapping[str, str] | None


def list_request(arguments: Mapping[str, str]) -> ListRequest:
    """Read ``outcome``, ``grant_type``, ``words``, ``order`` and ``page`` from an address."""
    outcome = arguments.get("outcome", "")
    known = Outcome(outcome) if outcome in set(Outcome) else None
    words = arguments.get("words", "").strip()[:_LONGEST_SEARCH]
    grant_type = arguments.get("grant_type", "")
    by_points = arguments.get("order") == BY_POINTS
    given = {
        "outcome": outcome if known or outcome == UNSCREENED else "",
        "grant_type": grant_type,
        "words": words,
        "order": BY_POINTS if by_points else "",
    }
    return ListRequest(
        filter=ApplicationFilter(
            outcome=known,
            unscreened=outcome == UNSCREENED,
            grant_type=grant_type or None,
            words=words or None,
            by_points=by_points,
        ),
        page=_page(arguments.get("page", "")),
        page_size=PAGE_SIZE,
        arguments={name: value for name, value in given.items() if value},
    )


def pager(found: ApplicationList, asked: ListRequest) -> Pager:
    """Say which pages stand before and after the one that was found."""
    pages = max(1, ceil(found.total / found.page_size))

    def at(page: int) -> dict[str, str] | None:
        return {**asked.arguments, "page": str(page)} if 1 <= page <= pages else None

    return Pager(page=found.page, pages=pages, previous=at(found.page - 1), next=at(found.page + 1))


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(1, int(text)) if is_number else 1
