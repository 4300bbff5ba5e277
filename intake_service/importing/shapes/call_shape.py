"""The public format of a call: its dates, kinds of grant, quotas and questions."""

from __future__ import annotations

from intake_service.domain.closing_time import DEFAULT_ZONE
from intake_service.domain.question import QuestionType
from shared.plumbing.shapes.fields import (
    CODE,
    LARGEST_AMOUNT,
    TOKEN,
    Choice,
    Day,
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

MOST_APPLICATIONS = 10_000


class GrantTypeShape(Shape):
    """One kind of grant: the most that may be asked for and the money to share out, whole SEK."""

    name = Text(300, required=True)
    max_amount = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    budget = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    max_applications_per_administration = Whole(1, MOST_APPLICATIONS, allow_none=True, load_default=None)


class LabelShape(Shape):
    """A text in Swedish and English."""

    sv = Text(1000, required=True)
    en = Text(1000, required=True)


class QuestionShape(Shape):
    """One question of the form."""

    key = Text(60, pattern=TOKEN, required=True)
    type = Choice(tuple(kind.value for kind in QuestionType), required=True)
    label = Part(LabelShape, required=True)
    choices = ListOf(Text(200), most=200, load_default=list)
    required = TrueFalse(load_default=False)
    grant_types = ListOf(Text(60), most=50, allow_none=True, load_default=None)


class TermsShape(Shape):
    """What a call says, however it is named."""

    title = Text(500, required=True)
    issuer = Text(500, allow_none=True, load_default=None)
    registration_number = Text(100, allow_none=True, load_default=None)
    opens_on = Day(allow_none=True, load_default=None)
    closes_on = Day(allow_none=True, load_default=None)
    closes_at = Moment(
        local=True,
        allow_none=True,
        load_default=None,
        metadata={"description": "the exact closing moment; without an offset it is local to time_zone"},
    )
    time_zone = Text(64, load_default=DEFAULT_ZONE)
    grant_year = Year(allow_none=True, load_default=None)
    grant_types = MapOf(Part(GrantTypeShape), keys=Text(60, pattern=TOKEN), most=50, required=True)
    max_applications_per_administration = Whole(1, MOST_APPLICATIONS, allow_none=True, load_default=None)
    criteria = ListOf(Text(1000), most=100, load_default=list)
    administrations = ListOf(Text(300), most=2000, allow_none=True, load_default=None)
    questions = ListOf(Part(QuestionShape), most=300, allow_none=True, load_default=None)
    stated_totals = MapOf(Whole(0, LARGEST_AMOUNT), most=50, allow_none=True, load_default=None)


class NewCallShape(CollectingShape, TermsShape):
    """A call to create as a draft; the questions of the 2018 form are asked when it names none of its own."""

    code = Text(100, pattern=CODE, required=True)
    rule_set = Text(100, pattern=CODE, required=True)
    closes_automatically = TrueFalse(load_default=True)


class ChangedCallShape(NewCallShape):
    """Terms of a draft call to change; keys that are left out stay as they are."""


class BundledCallShape(TermsShape):
    """A call in a bundle; ``id`` is the code by which people know it."""

    code = Text(100, pattern=CODE, required=True, data_key="id")
    rule_set = Text(100, pattern=CODE, allow_none=True, load_default=None)
