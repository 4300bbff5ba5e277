"""What the API answers of calls, screenings and verdicts; moments are UTC, amounts whole SEK."""

from __future__ import annotations

from marshmallow import Schema, fields

from scoring_service.api.version_answers import ActivationSchema, ListedVersionSchema
from scoring_service.store.states import ScreeningState
from shared.messages.verdicts import (
    BilingualSchema,
    CallFindingSchema,
    CriterionFindingSchema,
    EngineReferenceSchema,
    FindingSchema,
)
from shared.plumbing.web.answer_fields import PageSchema, day, moment, text, whole, word_of
from shared.statuses import FindingStatus, Outcome


class ScreeningSchema(Schema):
    """One screening: how far it is, by which rules, and why it was made.

    ``rule_set_version`` and ``sha256`` are null until the rules are chosen; ``based_on`` is the screening whose call was
    screened again; ``is_awaited`` is false while intake has not heard of it.
    """

    screening_id = fields.UUID(required=True)
    call_id = fields.UUID(required=True)
    call_code = text()
    state = word_of(ScreeningState)
    rule_set = text()
    rule_set_version = whole(allow_none=True)
    sha256 = text(allow_none=True)
    applications = whole()
    verdicts = whole()
    based_on = fields.UUID(required=True, allow_none=True)
    ordered_by = text(allow_none=True)
    reason = text(allow_none=True)
    is_awaited = fields.Boolean(required=True)
    problems = fields.List(fields.String(), required=True)
    created_at = moment()
    finished_at = moment(allow_none=True)


class WholeScreeningSchema(ScreeningSchema):
    """A screening with what was found about the call as a whole, and how many have each outcome."""

    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    call_findings = fields.List(fields.Nested(CallFindingSchema), required=True)


class CallSchema(Schema):
    """A call that scoring has screened or is screening; screenings and activations stand oldest first."""

    code = text()
    call_id = fields.UUID(required=True)
    title = text()
    opens_on = day()
    closes_on = day()
    in_force = fields.Nested(ListedVersionSchema, required=True, allow_none=True)
    screenings = fields.List(fields.Nested(ScreeningSchema), required=True)
    activations = fields.List(fields.Nested(ActivationSchema), required=True)


class CallPageSchema(PageSchema):
    """A page of calls, by their codes."""

    items = fields.List(fields.Nested(CallSchema), required=True)


class KeptVerdictSchema(Schema):
    """The proposal for one revision with every finding, those that passed too."""

    application_id = fields.UUID(required=True)
    reference = text()
    revision = whole()
    outcome = word_of(Outcome)
    proposed_amount = whole(allow_none=True)
    engine = fields.Nested(EngineReferenceSchema, required=True)
    created_at = moment()
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    criteria = fields.List(fields.Nested(CriterionFindingSchema), required=True)


class VerdictPageSchema(PageSchema):
    """A page of verdicts, by reference."""

    items = fields.List(fields.Nested(KeptVerdictSchema), required=True)


class FieldChangeSchema(Schema):
    """One field stated otherwise; null before means that it was not stated, ``entry`` which entry of a list it is."""

    field = text()
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    entry = whole(allow_none=True)


class RemedySchema(Schema):
    """Changes, all needed, after which the rule is no longer met; ``outcome`` is then the proposal."""

    changes = fields.List(fields.Nested(FieldChangeSchema), required=True)
    status = word_of(FindingStatus)
    outcome = word_of(Outcome)


class FindingChangesSchema(Schema):
    """One finding that is met or undetermined, and the smallest changes that make it fall, in words too.

    Without remedies, ``rests_on`` names what no statement changes.
    """

    finding = fields.Nested(FindingSchema, required=True)
    remedies = fields.List(fields.Nested(RemedySchema), required=True)
    rests_on = fields.List(fields.String(), required=True)
    sentences = fields.List(fields.Nested(BilingualSchema), required=True)


class VerdictChangesSchema(Schema):
    """What would change one verdict, ground by ground."""

    reference = text()
    findings = fields.List(fields.Nested(FindingChangesSchema), required=True)
