"""What answers and queries of both services are made of: moments in UTC, days, words of closed lists, pages of lists."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, validate

from prescreen_shared.schemas.fields import ALWAYS, Choice, CodedMessage, Shape, Text, Written

LARGEST_PAGE = 100_000
LARGEST_PAGE_SIZE = 500


def moment(*, allow_none: bool = False) -> fields.String:
    """Give a field for a moment, in UTC."""
    return Written(required=True, allow_none=allow_none, metadata={"format": "date-time"})


def day() -> fields.String:
    """Give a field for a day that may be unknown."""
    return Written(required=True, allow_none=True, metadata={"format": "date"})


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


class WholeText(fields.Integer):
    """A whole number written in plain digits."""

    default_error_messages = {**ALWAYS, "invalid": CodedMessage("not_a_whole_number")}  # noqa: RUF012 - marshmallow's form

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - the signature is marshmallow's
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise self.make_error("invalid", input=value)
        return int(value)


class PagingShape(Shape):
    """Which page of a list is wanted."""

    page = WholeText(
        load_default=1, validate=validate.Range(1, LARGEST_PAGE, error=CodedMessage("out_of_range"))
    )
    page_size = WholeText(
        load_default=50, validate=validate.Range(1, LARGEST_PAGE_SIZE, error=CodedMessage("out_of_range"))
    )


class IdempotencyShape(Shape):
    """The header by which a repeated request is known."""

    key = Text(200, pattern=r"^[\x21-\x7e]{1,200}$", data_key="Idempotency-Key", load_default=None)


class LanguageShape(Shape):
    """In which language a page is wanted."""

    lang = Choice(("sv", "en"), load_default="sv")
