"""The public format of a bundle sent in one request: a call with all that belongs to it."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, fields

from intake_service.importing.shapes.application_shape import BundledApplicationShape
from intake_service.importing.shapes.call_shape import BundledCallShape
from intake_service.importing.shapes.decision_shape import DecisionShape
from intake_service.importing.shapes.register_shape import RegisterShape
from shared.plumbing.shapes.fields import CODE, ListOf, MapOf, Part, Text
from shared.plumbing.shapes.shape import Shape

MOST_APPLICATIONS = 10_000
"""Scoring prepares a call in one task of at most 90 seconds: 20,000 made-up applications took 29 s of processor time, and
79 s on the clock of a machine busy with other things, so half of that leaves room."""


class BundleShape(Shape):
    """A bundle. Each part is the content of the file that ``FILES`` names."""

    call = Part(BundledCallShape, required=True)
    applications = ListOf(Part(BundledApplicationShape), most=MOST_APPLICATIONS, required=True)
    rankings = MapOf(ListOf(Text(60), most=1000), most=10_000, load_default=dict)
    decisions = ListOf(Part(DecisionShape), most=MOST_APPLICATIONS, allow_none=True, load_default=None)
    register = Part(RegisterShape, allow_none=True, load_default=None)
    rule_set = Text(100, pattern=CODE, allow_none=True, load_default=None)
    rule_set_document = fields.String(allow_none=True, load_default=None)


class WholeBundleShape(BundleShape):
    """The same format, read whole and unjudged: the import reads each entry by itself to name all its faults."""

    class Meta:
        """Documented as strict."""

        unknown = RAISE

    def load(self, data: Any, **_: Any) -> Any:
        """Give the document as it came."""
        return data


FILES = {
    "call": "call.json",
    "applications": "applications.json",
    "rankings": "rankings.json",
    "decisions": "decisions.json",
    "register": "register.json",
}
