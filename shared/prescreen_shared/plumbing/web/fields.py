"""What answers and queries of both services are made of beside their shapes: pages of lists, and what asks for one."""

import re
from typing import Any

from marshmallow import Schema, fields, validate

from prescreen_shared.schemas.fields import ALWAYS, VISIBLE_SIGNS, Choice, CodedMessage, Shape, Text

LARGEST_PAGE = 100_000
LARGEST_PAGE_SIZE = 500


class PageSchema(Schema):
    """Where a page of a list stands, from 1; ``total`` counts all that match."""

    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    total = fields.Integer(required=True)


def many(schema: type[Schema]) -> fields.List[Any]:
    """Give the field of a list of which each is of a schema."""
    return fields.List(fields.Nested(schema), required=True)


def page_of(schema: type[Schema], name: str, told: str) -> type[Schema]:
    """Give the schema of a page of a list; ``told`` says what it holds."""
    made = PageSchema.from_dict({"items": many(schema)}, name=name)
    made.__doc__ = told
    return made


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

    key = Text(200, pattern=VISIBLE_SIGNS, data_key="Idempotency-Key", load_default=None)


class LanguageShape(Shape):
    """In which language a page is wanted."""

    lang = Choice(("sv", "en"), load_default="sv")
