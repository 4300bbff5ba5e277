"""The public format of what people decided on one application, brought for comparison."""

from __future__ import annotations

from shared.plumbing.shapes.fields import LARGEST_AMOUNT, Choice, ListOf, MapOf, Text, Whole
from shared.plumbing.shapes.shape import Shape


class DecisionShape(Shape):
    """One decision; the amount is whole SEK."""

    reference = Text(60, required=True)
    outcome = Choice(("granted", "refused", "not_prioritised"), required=True)
    awarded_amount = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    ground_codes = ListOf(Text(100), most=50, load_default=list)
    set_aside_by = ListOf(Text(300), most=50, load_default=list)
    text = Text(20_000, allow_none=True, load_default=None)
    visible_in_application = MapOf(Choice(("direct", "suggestive", "none")), most=50, load_default=dict)
