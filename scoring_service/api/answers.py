"""What the API answers of versions, of what is in force and of the log; moments are UTC.

RETELL:
- (call_answers) What the API answers of calls, screenings and verdicts; moments are UTC, amounts whole SEK.
- (backtest_answers) What the API answers of backtests: backtests, shadow runs, and what became of each application.
"""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from prescreen_shared.plumbing.web.fields import PageSchema, day, moment, text, whole, word_of
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.shapes.verdict import CallFinding, CriterionFinding, Finding, Sentence
from prescreen_shared.shapes.version import EngineVersion
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.compare_verdicts import Change
from scoring_service.domain.version import ActivationKind, EventKind, VersionState
from scoring_service.store.tables import BacktestKind, BacktestState, ScreeningState


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
    call_findings = fields.List(fields.Nested(answer_of(CallFinding)), required=True)


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


class RuleFileProblemSchema(Schema):
    """One thing that is wrong in a rule file, with its place; a warning refuses no file."""

    line = whole()
    column = whole()
    path = text()
    severity = fields.String(required=True, metadata={"enum": ["error", "warning"]})
    sv = text()
    en = text()


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
    engine = fields.Nested(answer_of(EngineVersion), required=True)
    created_at = moment()
    findings = fields.List(fields.Nested(answer_of(Finding)), required=True)
    criteria = fields.List(fields.Nested(answer_of(CriterionFinding)), required=True)


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

    finding = fields.Nested(answer_of(Finding), required=True)
    remedies = fields.List(fields.Nested(RemedySchema), required=True)
    rests_on = fields.List(fields.String(), required=True)
    sentences = fields.List(fields.Nested(answer_of(Sentence)), required=True)


class VerdictChangesSchema(Schema):
    """What would change one verdict, ground by ground."""

    reference = text()
    findings = fields.List(fields.Nested(FindingChangesSchema), required=True)


class CheckedSchema(Schema):
    """What a check found; ``sha256`` is the hash of the content where no fault was found."""

    problems = fields.List(fields.Nested(RuleFileProblemSchema), required=True)
    sha256 = text(allow_none=True)


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


class TriedRulesSchema(Schema):
    """Which rules, by the hash of their content."""

    name = text()
    version = whole()
    sha256 = text()
    title = fields.Dict(required=True, allow_none=True)


class BacktestSchema(Schema):
    """One backtest, also while it runs; ``counts`` are applications by what became of them."""

    backtest_id = fields.UUID(required=True)
    kind = word_of(BacktestKind)
    state = word_of(BacktestState)
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
    problems = fields.List(fields.Nested(answer_of(Sentence)), required=True)


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
    state = word_of(BacktestState)
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
