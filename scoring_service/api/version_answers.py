"""What the API answers of versions, of what is in force and of the log; moments are UTC."""

from __future__ import annotations

from marshmallow import Schema, fields

from scoring_service.domain.versions.states import ActivationKind, EventKind, VersionState
from shared.plumbing.web.answer_fields import PageSchema, moment, text, whole, word_of


class RuleFileProblemSchema(Schema):
    """One thing that is wrong in a rule file, with its place; a warning refuses no file."""

    line = whole()
    column = whole()
    path = text()
    severity = fields.String(required=True, metadata={"enum": ["error", "warning"]})
    sv = text()
    en = text()


class CheckedSchema(Schema):
    """What a check found; ``sha256`` is the hash of the content where no fault was found."""

    problems = fields.List(fields.Nested(RuleFileProblemSchema), required=True)
    sha256 = text(allow_none=True)


class ListedVersionSchema(Schema):
    """A version without its text; ``problems`` is null while it is not checked as it stands.

    ``writers`` are those who may not approve it. ``in_force`` tells whether calls to come are judged by it, ``calls``
    are those that have it for their own.
    """

    version_id = fields.UUID(required=True)
    name = text()
    version = whole()
    state = word_of(VersionState)
    sha256 = text(allow_none=True)
    author = text()
    writers = fields.List(fields.String(), required=True)
    shipped = fields.Boolean(required=True)
    note = text(allow_none=True)
    problems = fields.List(fields.Nested(RuleFileProblemSchema), required=True, allow_none=True)
    revision = whole()
    created_at = moment()
    changed_by = text()
    changed_at = moment()
    checked_by = text(allow_none=True)
    checked_at = moment(allow_none=True)
    approved_by = text(allow_none=True)
    approved_at = moment(allow_none=True)
    archived_by = text(allow_none=True)
    archived_at = moment(allow_none=True)
    in_force = fields.Boolean(required=True)
    calls = fields.List(fields.String(), required=True)


class VersionSchema(ListedVersionSchema):
    """A version with its text."""

    document = text()


class VersionPageSchema(PageSchema):
    """A page of versions."""

    items = fields.List(fields.Nested(ListedVersionSchema), required=True)


class RuleSetSchema(Schema):
    """Every version of one name at a glance."""

    name = text()
    in_force = fields.Nested(ListedVersionSchema, required=True, allow_none=True)
    newest = fields.Nested(ListedVersionSchema, required=True)
    versions = whole()


class RuleSetsSchema(Schema):
    """Every rule set by its name."""

    items = fields.List(fields.Nested(RuleSetSchema), required=True)


class ActivationSchema(Schema):
    """What came into force, when and why; ``call_code`` null is for calls to come.

    Right after an activation for a call, ``screenings`` are those that it already has: they stay as they are, and
    screening the call again is what to do next.
    """

    activation_id = whole()
    name = text()
    call_code = text(allow_none=True)
    kind = word_of(ActivationKind)
    version_id = fields.UUID(required=True, allow_none=True)
    version = whole(allow_none=True)
    sha256 = text(allow_none=True)
    by = text()
    at = moment()
    reason = text(allow_none=True)
    screenings = fields.List(fields.UUID(), required=True)


class ActivationPageSchema(PageSchema):
    """A page of activations, the newest first."""

    items = fields.List(fields.Nested(ActivationSchema), required=True)


class EventSchema(Schema):
    """One line of the log."""

    event_id = whole()
    at = moment()
    by = text()
    kind = word_of(EventKind)
    version_id = fields.UUID(required=True, allow_none=True)
    name = text()
    call_code = text(allow_none=True)
    reason = text(allow_none=True)
    details = fields.Dict(required=True)


class EventPageSchema(PageSchema):
    """A page of the log, the newest first."""

    items = fields.List(fields.Nested(EventSchema), required=True)


class WrittenDifferenceSchema(Schema):
    """One difference in words: the part that it is about, what differs, and the rules that it touches."""

    part = text()
    sentence = text()
    touches = text(allow_none=True)


class DifferencesSchema(Schema):
    """What differs between two versions, in the language that was asked for."""

    before = fields.UUID(required=True)
    after = fields.UUID(required=True)
    lang = text()
    differences = fields.List(fields.Nested(WrittenDifferenceSchema), required=True)
