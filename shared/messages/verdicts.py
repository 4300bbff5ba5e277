"""Messages that carry verdicts: outcome, every finding, points, the version of the rules and of the engine."""

from marshmallow import Schema, fields, validate

from shared.statuses import Effect, FindingStatus, Outcome


class BilingualSchema(Schema):
    """One text in Swedish and English."""

    sv = fields.String(required=True)
    en = fields.String(required=True)


class EvidenceSchema(Schema):
    """Words that a finding rests on, and the field in which they stand."""

    field = fields.String(required=True)
    quote = fields.String(required=True)


class SourceSchema(Schema):
    """The document that a rule comes from and its wording."""

    document = fields.String(required=True)
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


class CallFindingSchema(Schema):
    """What is found about the call as a whole."""

    rule = fields.String(required=True)
    text = fields.Nested(BilingualSchema, required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), required=True)
    source = fields.Nested(SourceSchema, load_default=None, allow_none=True)


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


class RuleSetReferenceSchema(Schema):
    """Exactly which rules were applied; ``sha256`` is the hash of the rule set's canonical content."""

    name = fields.String(required=True)
    version = fields.Integer(strict=True, required=True)
    sha256 = fields.String(required=True, validate=validate.Length(equal=64))


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
