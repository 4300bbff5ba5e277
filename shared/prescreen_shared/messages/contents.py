"""Messages about one screening of one call: the order with its frozen manifest, its chunks, its end.

RETELL:
- (applications) Messages that carry applications: the facts from intake, and scoring's request for those it lacks.
- (verdicts) Messages that carry verdicts: outcome, every finding, points, the version of the rules and of the engine.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from prescreen_shared.statuses import ApplicationState, Effect, FindingStatus, Outcome


class GrantTypeSchema(Schema):
    """A grant type of a call: highest amount to apply for and money to share out, whole SEK."""

    name = fields.String(required=True)
    max_amount = fields.Integer(strict=True, required=True, allow_none=True)
    budget = fields.Integer(strict=True, required=True, allow_none=True)
    max_applications_per_administration = fields.Integer(strict=True, load_default=None, allow_none=True)


class AskedQuestionSchema(Schema):
    """A question of the call's form as far as its answers must fit the rules; ``choices`` only for a choice."""

    key = fields.String(required=True)
    type = fields.String(required=True)
    choices = fields.List(fields.String(), load_default=list)


class CallSnapshotSchema(Schema):
    """What scoring needs to know of a call; dates are local dates of ``time_zone``."""

    call_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    issuer = fields.String(required=True, allow_none=True)
    registration_number = fields.String(required=True, allow_none=True)
    opens_on = fields.Date(required=True, allow_none=True)
    closes_on = fields.Date(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "the closing moment, which may come before the end of ``closes_on``"},
    )
    time_zone = fields.String(required=True)
    grant_year = fields.Integer(strict=True, required=True, allow_none=True)
    grant_types = fields.Dict(keys=fields.String(), values=fields.Nested(GrantTypeSchema), required=True)
    max_applications_per_administration = fields.Integer(strict=True, required=True, allow_none=True)
    administrations = fields.List(fields.String(), required=True, allow_none=True)
    questions = fields.List(fields.Nested(AskedQuestionSchema), load_default=list)


class ReceiveCallV1(Schema):
    """intake → scoring: a call as it stands when it opens, so that rules can be tried on it before it closes.

    No screening rests on it: the order to screen carries the call once more, as it stands then.
    """

    call = fields.Nested(CallSnapshotSchema, required=True)
    register = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    rule_set = fields.String(required=True, metadata={"description": "name of the rule set to apply"})


class DecidedSumSchema(Schema):
    """Sums per grant type of what people decided beside what a document states; whole SEK."""

    decided = fields.Integer(strict=True, required=True)
    stated = fields.Integer(strict=True, required=True)


class ScreenCallV1(Schema):
    """intake → scoring: screen exactly the revisions of this manifest."""

    screening_id = fields.UUID(required=True)
    call = fields.Nested(CallSnapshotSchema, required=True)
    manifest = fields.List(fields.Tuple((fields.UUID(), fields.Integer(strict=True))), required=True)
    rankings = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    register = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    decided_sums = fields.Dict(
        keys=fields.String(), values=fields.Nested(DecidedSumSchema), required=True, allow_none=True
    )
    rule_set = fields.String(required=True, metadata={"description": "name of the rule set to apply"})
    rule_set_document = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "the text of a rule set given as a file instead of a stored one"},
    )
    rule_set_sha256 = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(equal=64),
        metadata={
            "description": "exactly these rules, for a screening that scoring announced; else those in force"
        },
    )


class PrepareScreeningV1(Schema):
    """scoring → scoring: every revision of the manifest is here; fix the rules, look at the call as a whole, cut chunks."""

    screening_id = fields.UUID(required=True)


class ScreenChunkV1(Schema):
    """scoring → scoring: evaluate the applications of one chunk of a screening."""

    screening_id = fields.UUID(required=True)
    chunk_id = fields.UUID(required=True)


class BilingualSchema(Schema):
    """One text in Swedish and English."""

    sv = fields.String(required=True)
    en = fields.String(required=True)


class SourceSchema(Schema):
    """The document that a rule comes from and its wording."""

    document = fields.String(required=True)
    quote = fields.String(required=True)


class CallFindingSchema(Schema):
    """What is found about the call as a whole."""

    rule = fields.String(required=True)
    text = fields.Nested(BilingualSchema, required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    source = fields.Nested(SourceSchema, load_default=None, allow_none=True)


class RuleSetReferenceSchema(Schema):
    """Exactly which rules were applied; ``sha256`` is the hash of the rule set's canonical content."""

    name = fields.String(required=True)
    version = fields.Integer(strict=True, required=True)
    sha256 = fields.String(required=True, validate=validate.Length(equal=64))


class CallScreenedV1(Schema):
    """scoring → intake: every application of the manifest has its verdict; findings about the whole call."""

    screening_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    rule_set = fields.Nested(RuleSetReferenceSchema, required=True)
    verdict_count = fields.Integer(strict=True, required=True, validate=validate.Range(min=0))
    call_findings = fields.List(fields.Nested(CallFindingSchema), required=True)


class ScreeningRefusedV1(Schema):
    """scoring → intake: no application is screened, since the rule set named is unknown or fails its own checks.

    Sending ``scoring.screen_call`` again tries again, so the order can be repeated once the rules are mended.
    """

    screening_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    rule_set = fields.String(required=True)
    problems = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "one sentence a problem, with file, line and column where they are known"},
    )


class ScreeningBegunV1(Schema):
    """scoring → intake: the call of the screening ``based_on`` is screened again, at the request of a person.

    Intake takes it up by sending ``scoring.screen_call`` for the new screening; scoring repeats this message until then.
    """

    screening_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    based_on = fields.UUID(required=True)
    rule_set = fields.Nested(RuleSetReferenceSchema, required=True)
    by = fields.String(required=True, metadata={"description": "the person who asked for it"})
    reason = fields.String(required=True)


class EarlierGrantSchema(Schema):
    """One earlier grant as the applicant states it; ``year`` is the year that the money was for."""

    year = fields.Integer(strict=True, required=True, allow_none=True)
    grant_type = fields.String(required=True, allow_none=True)
    prestudy = fields.Boolean(required=True, allow_none=True)
    same_project = fields.Boolean(required=True, allow_none=True)


class ApplicationContentSchema(Schema):
    """What the applicant wrote; null means not stated. Amounts are whole SEK."""

    grant_type = fields.String(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    applicants = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)
    requested_amount = fields.Integer(strict=True, required=True, allow_none=True)
    earlier_grants = fields.List(fields.Nested(EarlierGrantSchema), required=True, allow_none=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)


class ApplicationSnapshotSchema(Schema):
    """One revision of one application, complete in itself."""

    application_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    revision = fields.Integer(strict=True, required=True, validate=validate.Range(min=1))
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in ApplicationState]))
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    registration_number = fields.String(required=True, allow_none=True)
    content = fields.Nested(ApplicationContentSchema, required=True)


class ReceiveApplicationsV1(Schema):
    """intake → scoring: applications as they stand, sent on submission, change, withdrawal and request."""

    call_id = fields.UUID(required=True)
    applications = fields.List(
        fields.Nested(ApplicationSnapshotSchema), required=True, validate=validate.Length(min=1)
    )


class SendApplicationsV1(Schema):
    """scoring → intake: revisions that the manifest names and scoring does not have."""

    screening_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    missing = fields.List(
        fields.Tuple((fields.UUID(), fields.Integer(strict=True))),
        required=True,
        validate=validate.Length(min=1),
    )


class EvidenceSchema(Schema):
    """Words that a finding rests on, and the field in which they stand."""

    field = fields.String(required=True)
    quote = fields.String(required=True)


class FindingSchema(Schema):
    """What one rule found on one application."""

    rule = fields.String(required=True)
    effect = fields.String(required=True, validate=validate.OneOf([effect.value for effect in Effect]))
    status = fields.String(required=True, validate=validate.OneOf([status.value for status in FindingStatus]))
    text = fields.Nested(BilingualSchema, required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    missing = fields.List(fields.String(), required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    source = fields.Nested(SourceSchema, required=True)


class CriterionFindingSchema(Schema):
    """What one criterion gives one application: sure points, those not ruled out, and the most there are to get."""

    criterion = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf([status.value for status in FindingStatus]))
    points = fields.Integer(strict=True, required=True, validate=validate.Range(min=0))
    possible_points = fields.Integer(strict=True, required=True, validate=validate.Range(min=0))
    max_points = fields.Integer(strict=True, required=True, validate=validate.Range(min=0))
    text = fields.Nested(BilingualSchema, required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    missing = fields.List(fields.String(), required=True)
    source = fields.Nested(SourceSchema, required=True)


class VerdictSchema(Schema):
    """The proposal for one revision of one application with all its findings, passed ones too.

    ``criteria`` are left out where the rules have none for the application, and were by senders before there were any.
    """

    application_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    revision = fields.Integer(strict=True, required=True, validate=validate.Range(min=1))
    outcome = fields.String(required=True, validate=validate.OneOf([outcome.value for outcome in Outcome]))
    proposed_amount = fields.Integer(strict=True, required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    criteria = fields.List(fields.Nested(CriterionFindingSchema), load_default=list)


class EngineReferenceSchema(Schema):
    """Which engine evaluated the rules."""

    name = fields.String(required=True)
    version = fields.String(required=True)


class RecordVerdictsV1(Schema):
    """scoring → intake: the verdicts of one chunk of a screening."""

    screening_id = fields.UUID(required=True)
    rule_set = fields.Nested(RuleSetReferenceSchema, required=True)
    engine = fields.Nested(EngineReferenceSchema, required=True)
    verdicts = fields.List(fields.Nested(VerdictSchema), required=True, validate=validate.Length(min=1))
