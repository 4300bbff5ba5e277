"""What answers of both services are made of: moments in UTC, days, words of closed lists, pages of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marshmallow import Schema, fields

if TYPE_CHECKING:
    from enum import StrEnum


def moment(*, allow_none: bool = False) -> fields.String:
    """Give a field for a moment, in UTC."""
    return fields.String(required=True, allow_none=allow_none, metadata={"format": "date-time"})


def day() -> fields.String:
    """Give a field for a day that may be unknown."""
    return fields.String(required=True, allow_none=True, metadata={"format": "date"})


def word_of(words: type[StrEnum]) -> fields.String:
    """Give a field for one word of a closed list."""
    return fields.String(required=True, metadata={"enum": [word.value for word in words]})


class PageSchema(Schema):
    """Where a page of a list stands, from 1; ``total`` counts all that match."""

    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    total = fields.Integer(required=True)
