"""The public format of a call: its dates, kinds of grant, quotas and questions.

RETELL:
- (shapes) The public formats as marshmallow schemas: calls, applications, rankings, decisions, the register, bundles.
- (bundle_shape) The public format of a bundle sent in one request: a call with all that belongs to it.
- (application_shape) The public format of an application: what the applicant wrote, null or absent where nothing is stated.
- (decision_shape) The public format of what people decided on one application, brought for comparison.
- (ranking_shape) The public format of a ranking: the applications that an administration wants considered, in its order.
- (register_shape) The public format of the register: what the city already knew when a call closed.
"""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, fields

from intake_service.domain.call import DEFAULT_ZONE, QuestionType
from prescreen_shared.schemas.fields import (
    Choice,
    CollectingShape,
    Day,
    ListOf,
    MapOf,
    Moment,
    Part,
    Shape,
    Text,
    TrueFalse,
    Whole,
    Year,
)
from prescreen_shared.shapes.declaring import CODE, LARGEST_AMOUNT, TOKEN

FILES = {
    "call": "call.json",
    "applications": "applications.json",
    "rankings": "rankings.json",
    "decisions": "decisions.json",
    "register": "register.json",
}
MOST_APPLICATIONS = 10_000
REFERENCE = r"^[^\s/][^/\n\r\t]{0,59}$"
_MOST = 10_000


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


class BundledApplicationShape(ContentShape):
    """An application in a bundle: submitted, with the reference, and perhaps the number, that it has elsewhere."""

    reference = Text(60, pattern=REFERENCE, required=True)
    submitted_at = Moment(allow_none=True, load_default=None)
    registration_number = Text(200, allow_none=True, load_default=None)


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


class BundledCallShape(TermsShape):
    """A call in a bundle; ``id`` is the code by which people know it."""

    code = Text(100, pattern=CODE, required=True, data_key="id")
    rule_set = Text(100, pattern=CODE, allow_none=True, load_default=None)


class DecisionShape(Shape):
    """One decision; the amount is whole SEK."""

    reference = Text(60, required=True)
    outcome = Choice(("granted", "refused", "not_prioritised"), required=True)
    awarded_amount = Whole(0, LARGEST_AMOUNT, allow_none=True, load_default=None)
    ground_codes = ListOf(Text(100), most=50, load_default=list)
    set_aside_by = ListOf(Text(300), most=50, load_default=list)
    text = Text(20_000, allow_none=True, load_default=None)
    visible_in_application = MapOf(Choice(("direct", "suggestive", "none")), most=50, load_default=dict)


def _years() -> ListOf:
    return ListOf(Year(), most=200, load_default=list)


def _note() -> Text:
    return Text(5000, allow_none=True, load_default=None)


class RegisteredGrantShape(Shape):
    """A project that was granted money, and for which years."""

    project = Text(500, required=True)
    administrations = ListOf(Text(300), fewest=1, most=50, required=True)
    grant_type = Text(60, required=True)
    years = _years()
    note = _note()


class CentralStudyShape(Shape):
    """A study that the city runs centrally."""

    name = Text(500, required=True)
    years = _years()
    note = _note()


class CityProgrammeShape(Shape):
    """A programme of the city, such as the renewal of a system."""

    name = Text(500, required=True)
    kind = Text(100, required=True)
    ongoing_from = Year(allow_none=True, load_default=None)
    note = _note()


class CityStandardShape(Shape):
    """A method that is standard in the city."""

    name = Text(500, required=True)
    covers = Text(1000, required=True)
    note = _note()


class OtherFundingShape(Shape):
    """Money that a project has from another funder."""

    project = Text(500, required=True)
    funder = Text(300, required=True)
    years = _years()
    note = _note()


class LocalServiceShape(Shape):
    """A service that exists in the city and could be visited there."""

    name = Text(500, required=True)
    host_type = Text(200, required=True)
    note = _note()


class ReportShape(Shape):
    """What became of a granted project's report for some years."""

    project = Text(500, required=True)
    administrations = ListOf(Text(300), fewest=1, most=50, required=True)
    grant_type = Text(60, allow_none=True, load_default=None)
    years = _years()
    status = Choice(("approved", "not_approved", "not_received"), required=True)
    note = _note()


class RegisterShape(Shape):
    """The whole register."""

    comment = Text(5000, allow_none=True, load_default=None)
    earlier_grants = ListOf(Part(RegisteredGrantShape), most=_MOST, load_default=list)
    central_studies = ListOf(Part(CentralStudyShape), most=_MOST, load_default=list)
    city_programmes = ListOf(Part(CityProgrammeShape), most=_MOST, load_default=list)
    city_standards = ListOf(Part(CityStandardShape), most=_MOST, load_default=list)
    other_funding = ListOf(Part(OtherFundingShape), most=_MOST, load_default=list)
    local_services = ListOf(Part(LocalServiceShape), most=_MOST, load_default=list)
    reports = ListOf(Part(ReportShape), most=_MOST, load_default=list)


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


class NewCallShape(CollectingShape, TermsShape):
    """A call to create as a draft; the questions of the 2018 form are asked when it names none of its own."""

    code = Text(100, pattern=CODE, required=True)
    rule_set = Text(100, pattern=CODE, required=True)
    closes_automatically = TrueFalse(load_default=True)


class ChangedCallShape(NewCallShape):
    """Terms of a draft call to change; keys that are left out stay as they are."""


class NewApplicationShape(CollectingShape, ContentShape):
    """An application to create; without a reference of its own it is given one."""

    reference = Text(60, pattern=REFERENCE, allow_none=True, load_default=None)


class ChangedApplicationShape(CollectingShape, ContentShape):
    """An application's new content, complete; the reference stays."""


class AdministrationShape(Shape):
    """The administration that an address names."""

    administration = Text(300, required=True)


class RankingShape(CollectingShape):
    """One administration's ranking."""

    references = ListOf(Text(60), most=1000, required=True)
