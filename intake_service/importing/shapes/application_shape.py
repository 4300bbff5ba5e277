"""The public format of an application: what the applicant wrote, null or absent where nothing is stated."""

from __future__ import annotations

from marshmallow import fields

from shared.plumbing.shapes.fields import (
    LARGEST_AMOUNT,
    ListOf,
    MapOf,
    Moment,
    Part,
    Text,
    TrueFalse,
    Whole,
    Year,
)
from shared.plumbing.shapes.shape import CollectingShape, Shape

REFERENCE = r"^[^\s/][^/\n\r\t]{0,59}$"


class EarlierGrantShape(Shape):
    """One earlier grant as the applicant states it; ``year`` is the year that the money was for."""

    year = Year(allow_none=True, load_default=None)
    grant_type = Text(100, allow_none=True, load_default=None)
    prestudy = TrueFalse(allow_none=True, load_default=None)
    same_project = TrueFalse(allow_none=True, load_default=None)


class ContentShape(Shape):
    """The content of an application; amounts are whole SEK."""

    grant_type = Text(60, required=True)
    title = Text(500, required=True)
    description = Text(50_000, allow_none=True, load_default=None)
    applicants = ListOf(Text(300), fewest=1, most=50, required=True)
    unit = Text(500, allow_none=True, load_default=None)
    requested_amount = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    earlier_grants = ListOf(Part(EarlierGrantShape), most=100, allow_none=True, load_default=None)
    answers = MapOf(
        fields.Raw(allow_none=True),
        most=300,
        load_default=dict,
        metadata={"description": "an answer for each key of the call's questions; null means not stated"},
    )


class NewApplicationShape(CollectingShape, ContentShape):
    """An application to create; without a reference of its own it is given one."""

    reference = Text(60, pattern=REFERENCE, allow_none=True, load_default=None)


class ChangedApplicationShape(CollectingShape, ContentShape):
    """An application's new content, complete; the reference stays."""


class BundledApplicationShape(ContentShape):
    """An application in a bundle: submitted, with the reference, and perhaps the number, that it has elsewhere."""

    reference = Text(60, pattern=REFERENCE, required=True)
    submitted_at = Moment(allow_none=True, load_default=None)
    registration_number = Text(200, allow_none=True, load_default=None)
