"""What the API answers with; moments are UTC, dates local to the call, amounts whole SEK.

RETELL:
- (query_shapes) What may stand after the question mark of the addresses of intake's lists.
"""

from __future__ import annotations

from marshmallow import Schema, fields

from intake_service.shapes import ContentShape, GrantTypeShape, QuestionShape
from prescreen_shared.plumbing.web.fields import LanguageShape, PageSchema, PagingShape, day, moment, word_of
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Choice, Shape, Text
from prescreen_shared.shapes.verdict import CriterionFinding, Finding
from prescreen_shared.shapes.version import EngineVersion, VersionRef
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState, Outcome


class CallSchema(Schema):
    """A call; ``closes_at`` is the moment at which it closes."""

    call_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    issuer = fields.String(required=True, allow_none=True)
    registration_number = fields.String(required=True, allow_none=True)
    state = word_of(CallState)
    opens_on = day()
    closes_on = day()
    closes_at = moment(allow_none=True)
    closes_automatically = fields.Boolean(required=True)
    time_zone = fields.String(required=True)
    grant_year = fields.Integer(required=True, allow_none=True)
    grant_types = fields.Dict(keys=fields.String(), values=fields.Nested(GrantTypeShape), required=True)
    max_applications_per_administration = fields.Integer(required=True, allow_none=True)
    criteria = fields.List(fields.String(), required=True)
    administrations = fields.List(fields.String(), required=True, allow_none=True)
    questions = fields.List(fields.Nested(QuestionShape), required=True)
    stated_totals = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, allow_none=True)
    rule_set = fields.String(required=True)
    created_at = moment()
    opened_at = moment(allow_none=True)
    closed_at = moment(allow_none=True)


class ApplicationSchema(Schema):
    """An application as it stands; a draft has no registration number and has not arrived."""

    application_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    registration_number = fields.String(required=True, allow_none=True)
    state = word_of(ApplicationState)
    revision = fields.Integer(required=True)
    received_at = moment(allow_none=True)
    submitted_at = moment(allow_none=True)
    created_at = moment()
    changed_at = moment()
    content = fields.Nested(ContentShape, required=True)


class CallPageSchema(PageSchema):
    """A page of calls."""

    items = fields.List(fields.Nested(CallSchema), required=True)


class ListedApplicationSchema(ApplicationSchema):
    """An application in a list, with the proposal for it once it is screened."""

    outcome = fields.String(
        required=True, allow_none=True, metadata={"enum": [*(word.value for word in Outcome), None]}
    )


class ApplicationPageSchema(PageSchema):
    """A page of applications."""

    items = fields.List(fields.Nested(ListedApplicationSchema), required=True)


class RankingSchema(Schema):
    """An administration's ranking."""

    administration = fields.String(required=True)
    references = fields.List(fields.String(), required=True)
    changed_at = moment()


class ScreeningSchema(Schema):
    """How far a screening has come; ``problems`` say why scoring could not use the rules.

    ``based_on``, ``ordered_by`` and ``reason`` tell of one made again; all three are null for the first.
    """

    screening_id = fields.UUID(required=True)
    state = word_of(DeliveryState)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    stuck = fields.Integer(required=True)
    started_at = moment()
    finished_at = moment(allow_none=True)
    rule_set = fields.Nested(answer_of(VersionRef), required=True, allow_none=True)
    engine = fields.Nested(answer_of(EngineVersion), required=True, allow_none=True)
    deliveries = fields.Integer(required=True)
    duplicates = fields.Integer(required=True)
    problems = fields.List(fields.String(), required=True)
    based_on = fields.UUID(required=True, allow_none=True)
    ordered_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class ListedScreeningSchema(ScreeningSchema):
    """One screening of a call; lists and pages show one of them where none is asked for."""

    shown = fields.Boolean(required=True)


class CallScreeningsSchema(Schema):
    """Every screening of a call, the oldest first."""

    screenings = fields.List(fields.Nested(ListedScreeningSchema), required=True)


class ClosedCallSchema(Schema):
    """A call that is closed and its screening."""

    call = fields.Nested(CallSchema, required=True)
    screening_id = fields.UUID(required=True)


class StoredVerdictSchema(Schema):
    """One verdict on one revision, with every finding, those that passed too, and what each criterion gives."""

    screening_id = fields.UUID(required=True)
    revision = fields.Integer(required=True)
    outcome = fields.String(required=True)
    proposed_amount = fields.Integer(required=True, allow_none=True)
    rule_set = fields.Nested(answer_of(VersionRef), required=True)
    engine = fields.Nested(answer_of(EngineVersion), required=True)
    recorded_at = moment()
    findings = fields.List(fields.Nested(answer_of(Finding)), required=True)
    criteria = fields.List(fields.Nested(answer_of(CriterionFinding)), required=True)


class ApplicationVerdictsSchema(Schema):
    """Every verdict on an application, the newest first."""

    application_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    verdicts = fields.List(fields.Nested(StoredVerdictSchema), required=True)


class WarningSchema(Schema):
    """Something a sender may want to know of an accepted bundle."""

    code = fields.String(required=True)
    sv = fields.String(required=True)
    en = fields.String(required=True)


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
    warnings = fields.List(fields.Nested(WarningSchema), required=True)


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


class ProposalPageShape(ScreeningChoiceShape, LanguageShape):
    """Which screening is wanted, in which language."""
