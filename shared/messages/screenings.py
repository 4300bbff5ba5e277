"""Messages about one screening of one call: the order with its frozen manifest, its chunks, its end."""

from marshmallow import Schema, fields, validate

from shared.messages.verdicts import CallFindingSchema, RuleSetReferenceSchema


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


class DecidedSumSchema(Schema):
    """Sums per grant type of what people decided beside what a document states; whole SEK."""

    decided = fields.Integer(strict=True, required=True)
    stated = fields.Integer(strict=True, required=True)


class ReceiveCallV1(Schema):
    """intake → scoring: a call as it stands when it opens, so that rules can be tried on it before it closes.

    No screening rests on it: the order to screen carries the call once more, as it stands then.
    """

    call = fields.Nested(CallSnapshotSchema, required=True)
    register = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    rule_set = fields.String(required=True, metadata={"description": "name of the rule set to apply"})


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
