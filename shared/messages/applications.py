"""Messages that carry applications: the facts from intake, and scoring's request for those it lacks."""

from marshmallow import Schema, fields, validate

from shared.statuses import ApplicationState


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
