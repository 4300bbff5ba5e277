"""What answers of both services are made of: moments in UTC, days, words of closed lists, pages of lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields

if TYPE_CHECKING:
    from enum import StrEnum


class _Written(fields.String):
    """A moment or a day, given as such or as the text for it."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        written = value.isoformat() if isinstance(value, date) else value
        return super()._serialize(written, attr, obj, **kwargs)


def moment(*, allow_none: bool = False) -> fields.String:
    """Give a field for a moment, in UTC."""
    return _Written(required=True, allow_none=allow_none, metadata={"format": "date-time"})


def day() -> fields.String:
    """Give a field for a day that may be unknown."""
    return _Written(required=True, allow_none=True, metadata={"format": "date"})


def word_of(words: type[StrEnum]) -> fields.String:
    """Give a field for one word of a closed list."""
    return fields.String(required=True, metadata={"enum": [word.value for word in words]})


def text(*, allow_none: bool = False) -> fields.String:
    """Give a field for a text."""
    return fields.String(required=True, allow_none=allow_none)


def whole(*, allow_none: bool = False) -> fields.Integer:
    """Give a field for a whole number."""
    return fields.Integer(required=True, allow_none=allow_none)


class PageSchema(Schema):
    """Where a page of a list stands, from 1; ``total`` counts all that match."""

    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    total = fields.Integer(required=True)
