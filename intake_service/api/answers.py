"""What the API answers with; moments are UTC, dates local to the call, amounts whole SEK.

Beside the answers stands what may be asked for after the question mark of the addresses of lists.
"""

from typing import Final

from marshmallow import Schema, fields

from intake_service.store.answers import (
    ApplicationAnswer,
    CallAnswer,
    ListedApplicationAnswer,
    ListedScreeningAnswer,
    RankingAnswer,
    ScreeningAnswer,
    VerdictAnswer,
)
from prescreen_shared.plumbing.web.fields import LanguageShape, PagingShape, many, page_of
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Choice, Shape, Text
from prescreen_shared.statuses import ApplicationState, CallState, Outcome

CallSchema: Final = answer_of(CallAnswer, name="CallSchema")
ApplicationSchema: Final = answer_of(ApplicationAnswer, name="ApplicationSchema")
ScreeningSchema: Final = answer_of(ScreeningAnswer, name="ScreeningSchema")
ListedApplicationSchema: Final = answer_of(ListedApplicationAnswer, name="ListedApplicationSchema")
ListedScreeningSchema: Final = answer_of(ListedScreeningAnswer, name="ListedScreeningSchema")


CallPageSchema: Final = page_of(CallSchema, "CallPageSchema", "A page of calls.")
ApplicationPageSchema: Final = page_of(
    ListedApplicationSchema, "ApplicationPageSchema", "A page of applications."
)
RankingSchema: Final = answer_of(RankingAnswer, name="RankingSchema")


class CallScreeningsSchema(Schema):
    """Every screening of a call, the oldest first."""

    screenings = many(ListedScreeningSchema)


class ClosedCallSchema(Schema):
    """A call that is closed and its screening."""

    call = fields.Nested(CallSchema, required=True)
    screening_id = fields.UUID(required=True)


class ApplicationVerdictsSchema(Schema):
    """Every verdict on an application, the newest first."""

    application_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    verdicts = many(answer_of(VerdictAnswer))


class WarningSchema(Schema):
    """Something a sender may want to know of an accepted bundle."""

    code = fields.String(required=True)
    sv = fields.String(required=True)
    en = fields.String(required=True)


class RemarkSchema(Schema):
    """Something in a list that is no application and was not taken, or was taken though it may not be meant."""

    code = fields.String(required=True)
    cell = fields.String(required=True)
    written = fields.String(required=True)
    sv = fields.String(required=True)
    en = fields.String(required=True)


class ListedRowSchema(Schema):
    """One application as it is, or would be, stored; ``cell`` is its row, absent where it comes from no list."""

    cell = fields.String()
    application = fields.Dict(required=True)


class ListReportSchema(Schema):
    """What was stored of a list of applications, or would be; ``state`` is what storing it may name."""

    call_id = fields.UUID(required=True)
    code = fields.String(required=True)
    stored = fields.Boolean(required=True)
    applications = fields.Integer(required=True)
    applications_by_grant_type = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    rows = many(ListedRowSchema)
    remarks = many(RemarkSchema)
    sha256 = fields.String(required=True)
    state = fields.String(required=True)


class ImportReportSchema(Schema):
    """What was stored of a bundle."""

    call_id = fields.UUID(required=True)
    code = fields.String(required=True)
    applications = fields.Integer(required=True)
    applications_by_grant_type = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    rankings = fields.Integer(required=True)
    decisions = fields.Integer(required=True)
    register = fields.Boolean(required=True)
    rule_set = fields.String(required=True)
    warnings = many(WarningSchema)
    remarks = many(RemarkSchema)


class ChangedApplicationSchema(Schema):
    """One application that a corrected bundle changes; each field with what it said and what it says."""

    reference = fields.String(required=True)
    fields_ = fields.Dict(keys=fields.String(), required=True, data_key="fields", attribute="fields")


class CorrectionSchema(Schema):
    """What a corrected bundle changes, by reference; ``added`` are the new ones whole, ``state`` is what storing it must name."""

    call_id = fields.UUID(required=True)
    code = fields.String(required=True)
    new = fields.List(fields.String(), required=True)
    added = many(ListedRowSchema)
    changed = many(ChangedApplicationSchema)
    missing = fields.List(fields.String(), required=True)
    call = fields.Dict(keys=fields.String(), required=True)
    beside = fields.List(fields.String(), required=True)
    state = fields.String(required=True)


class CorrectionShape(Shape):
    """Which preview was looked at, and why the round is corrected."""

    state = Text(64, required=True)
    reason = Text(2_000, required=True)


class CallListShape(PagingShape):
    """Which calls to list."""

    state = Choice(tuple(state.value for state in CallState))
    code = Text(100)


class ApplicationListShape(PagingShape):
    """Which applications to list."""

    state = Choice(tuple(state.value for state in ApplicationState))
    grant_type = Text(60)
    applicant = Text(300)
    outcome = Choice(tuple(outcome.value for outcome in Outcome))


class ScreeningChoiceShape(Shape):
    """Which screening of a call is wanted; without it the newest that is done."""

    screening = Text(60)


class ListImportShape(Shape):
    """How a list is read: what people call the file, and whether it is only to be shown what would be stored.

    ``state`` is that of the preview that was looked at; where it is named, nothing else is stored than was shown.
    """

    name = Text(200, load_default="lista.xlsx")
    preview = fields.Boolean(load_default=False)
    state = Text(64, load_default=None)


class ProposalPageShape(ScreeningChoiceShape, LanguageShape):
    """Which screening is wanted, in which language."""
