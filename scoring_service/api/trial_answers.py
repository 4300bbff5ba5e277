"""What the API answers of trials: backtests, shadow runs, and what became of each application."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from scoring_service.domain.comparison.change import Change
from scoring_service.store.trial_states import TrialKind, TrialState
from shared.messages.verdicts import BilingualSchema
from shared.plumbing.web.answer_fields import PageSchema, moment, text, whole, word_of


class TriedRulesSchema(Schema):
    """Which rules, by the hash of their content."""

    name = text()
    version = whole()
    sha256 = text()
    title = fields.Dict(required=True, allow_none=True)


class BacktestSchema(Schema):
    """One backtest, also while it runs; ``counts`` are applications by what became of them."""

    backtest_id = fields.UUID(required=True)
    kind = word_of(TrialKind)
    state = word_of(TrialState)
    by = text()
    ordered_at = moment()
    started_at = moment(allow_none=True)
    finished_at = moment(allow_none=True)
    call_id = fields.UUID(required=True)
    call_code = text()
    call_title = text()
    screening_id = fields.UUID(required=True, allow_none=True)
    shadow_id = fields.UUID(required=True, allow_none=True)
    version_id = fields.UUID(required=True, allow_none=True)
    old = fields.Nested(TriedRulesSchema, required=True, allow_none=True)
    new = fields.Nested(TriedRulesSchema, required=True)
    done = whole()
    total = whole(allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    problems = fields.List(fields.Nested(BilingualSchema), required=True)


class BacktestPageSchema(PageSchema):
    """A page of backtests, the newest first."""

    items = fields.List(fields.Nested(BacktestSchema), required=True)


class BacktestDocumentSchema(Schema):
    """The whole result in the public format of docs/backtest.md, version 1; more keys may stand beside these."""

    class Meta:
        """Readers must let keys pass that they do not know."""

        unknown = INCLUDE

    version = whole()
    backtest_id = text()
    state = word_of(TrialState)
    counts = fields.Dict(required=True)
    applications = fields.List(fields.Dict(), required=True)
    unchanged = fields.List(fields.Dict(), required=True)


class ChangeSchema(Schema):
    """What became of one application; ``difference`` is null where nothing is another."""

    reference = text()
    application_id = text()
    revision = whole()
    change = word_of(Change)
    old_outcome = text(allow_none=True)
    new_outcome = text(allow_none=True)
    difference = fields.Dict(required=True, allow_none=True)


class ChangePageSchema(PageSchema):
    """A page of applications, by reference."""

    items = fields.List(fields.Nested(ChangeSchema), required=True)


class ShadowSchema(Schema):
    """A version that runs beside the active one, with its backtests, the newest first."""

    shadow_id = fields.UUID(required=True)
    call_code = text()
    version_id = fields.UUID(required=True)
    by = text()
    since = moment()
    ended_at = moment(allow_none=True)
    ended_by = text(allow_none=True)
    backtests = fields.List(fields.Nested(BacktestSchema), required=True)


class ShadowsSchema(Schema):
    """Shadow runs, the newest first."""

    items = fields.List(fields.Nested(ShadowSchema), required=True)
