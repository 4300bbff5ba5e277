"""The public formats that intake reads: calls, applications, rankings, decisions, the register, whole bundles.

A call, an application and the register are declared once, with their limits; here stands only what differs where they
are sent. What people decided, and in which order an administration ranks, is sent to intake alone and declared here.
"""

from typing import Any, Final

from marshmallow import RAISE, fields

from intake_service.domain.call import CallTerms, Question
from prescreen_shared.schemas.derive import body_of
from prescreen_shared.schemas.fields import (
    Choice,
    CollectingShape,
    ListOf,
    MapOf,
    Part,
    Reference,
    Shape,
    Stated,
    Text,
    TrueFalse,
    Whole,
)
from prescreen_shared.shapes.application import Content
from prescreen_shared.shapes.call import MOST_APPLICATIONS
from prescreen_shared.shapes.declaring import CODE, LARGEST_AMOUNT
from prescreen_shared.shapes.register import Register
from prescreen_shared.statuses import Decided

FILES = {
    "call": "call.json",
    "applications": "applications.json",
    "rankings": "rankings.json",
    "decisions": "decisions.json",
    "register": "register.json",
}


def _asked() -> ListOf:
    """Give the questions of a call; one that names none asks those of the 2018 form."""
    return ListOf(Part(body_of(Question)), most=300, allow_none=True, load_default=None)


RegisterShape: Final = body_of(Register)


class RegisterPreviewShape(CollectingShape):
    """A register to look at before it is put in force."""

    register = Part(RegisterShape, required=True)


class RegisterChangeShape(RegisterPreviewShape):
    """A register to put in force, and why; ``replaces`` is the version in force, 0 for none."""

    replaces = Whole(0, 2**31 - 1, required=True)
    reason = Text(2000, required=True)


BundledApplicationShape: Final = body_of(
    Content,
    name="BundledApplicationShape",
    more={
        "reference": Reference(required=True),
        "submitted_at": Stated(allow_none=True, load_default=None),
        "registration_number": Text(200, allow_none=True, load_default=None),
    },
)
"""An application in a bundle: submitted, with the reference, and perhaps the number, that it has elsewhere."""
BundledCallShape: Final = body_of(
    CallTerms,
    name="BundledCallShape",
    without=["closes_automatically"],
    keys={"code": "id"},
    more={
        "questions": _asked(),
        "rule_set": Text(100, pattern=CODE, allow_none=True, load_default=None),
    },
)
"""A call in a bundle; ``id`` is the code by which people know it."""
NewCallShape: Final = body_of(
    CallTerms, name="NewCallShape", base=CollectingShape, more={"questions": _asked()}
)
"""A call to create as a draft."""
ChangedCallShape: Final = body_of(
    CallTerms,
    name="ChangedCallShape",
    base=CollectingShape,
    more={"questions": _asked(), "reason": Text(2_000, allow_none=True, load_default=None)},
)
"""Terms of a call to change; keys that are left out stay as they are. An open call is changed for a reason."""
NewApplicationShape: Final = body_of(
    Content,
    name="NewApplicationShape",
    base=CollectingShape,
    more={"reference": Reference(allow_none=True, load_default=None)},
)
"""An application to create; without a reference of its own it is given one."""
ReceivedApplicationShape: Final = body_of(
    Content,
    name="ReceivedApplicationShape",
    base=CollectingShape,
    more={
        "reference": Reference(allow_none=True, load_default=None),
        "registration_number": Text(200, allow_none=True, load_default=None),
        "submitted_at": Stated(required=True),
        "reason": Text(2_000, required=True),
        "screen": TrueFalse(load_default=True),
    },
)
"""An application that staff register, with its arrival and why it did not come by the applicant's own way."""
ChangedApplicationShape: Final = body_of(Content, name="ChangedApplicationShape", base=CollectingShape)
"""An application's new content, complete; the reference stays."""


class DecisionShape(Shape):
    """One decision; the amount is whole SEK."""

    reference = Reference(pattern=None, required=True)
    outcome = Choice(tuple(each.value for each in Decided), required=True)
    awarded_amount = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    ground_codes = ListOf(Text(100), most=50, load_default=list)
    set_aside_by = ListOf(Text(300), most=50, load_default=list)
    text = Text(20_000, allow_none=True, load_default=None)
    visible_in_application = MapOf(Choice(("direct", "suggestive", "none")), most=50, load_default=dict)


class ListFileShape(Shape):
    """A workbook or a CSV file that holds a list of applications, and what people call it."""

    name = Text(200, required=True)
    content = Text(100_000_000, required=True, metadata={"description": "the file's bytes, in base64"})


class BundleShape(Shape):
    """A bundle. Each part is the content of the file that ``FILES`` names."""

    call = Part(BundledCallShape, required=True)
    applications = ListOf(
        Part(BundledApplicationShape), most=MOST_APPLICATIONS, allow_none=True, load_default=None
    )
    applications_list = Part(ListFileShape, allow_none=True, load_default=None)
    rankings = MapOf(ListOf(Reference(pattern=None), most=1000), most=10_000, load_default=dict)
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


class AdministrationShape(Shape):
    """The administration that an address names."""

    administration = Text(300, required=True)


class RankingShape(CollectingShape):
    """One administration's ranking."""

    references = ListOf(Reference(pattern=None), most=1000, required=True)
