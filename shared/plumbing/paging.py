"""Which part of a long list is wanted of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted, ``number`` from 1."""

    number: int
    size: int

    def of(self, wanted: Select[Any]) -> Select[Any]:
        """Limit a query to this page."""
        return wanted.offset((self.number - 1) * self.size).limit(self.size)

    def cut(self, found: Sequence[Any]) -> dict[str, Any]:
        """Give this page of a list that is at hand as a whole."""
        first = (self.number - 1) * self.size
        return self.document(list(found[first : first + self.size]), len(found))

    def document(self, items: list[Any], total: int) -> dict[str, Any]:
        """Give the page as the API answers it."""
        return {"page": self.number, "page_size": self.size, "total": total, "items": items}
