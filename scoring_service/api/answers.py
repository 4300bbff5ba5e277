"""What the API answers, derived from what the use cases give to read; moments are UTC, amounts whole SEK."""

from typing import Final

from marshmallow import INCLUDE, Schema, fields

from prescreen_shared.plumbing.web.fields import many, page_of
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Written
from prescreen_shared.shapes.verdict import EngineVersion, Verdict
from scoring_service.backtests.explain import FindingChanges
from scoring_service.backtests.views import BacktestView, ChangeView, ShadowView
from scoring_service.domain.what_would_change import FieldChange, Remedy
from scoring_service.sheets.differences import WrittenDifference
from scoring_service.store.tables import BacktestState
from scoring_service.versions.drafts import CheckedDocument
from scoring_service.versions.views import (
    ActivationView,
    CallView,
    EventView,
    ListedVersionView,
    RuleSetView,
    ScreeningView,
    VersionView,
    WholeScreeningView,
)

_MOMENT: Final = Written(required=True, metadata={"format": "date-time"})


def _all_of(schema: type[Schema], name: str, told: str) -> type[Schema]:
    """Give the schema of a whole list."""
    made = Schema.from_dict({"items": many(schema)}, name=name)
    made.__doc__ = told
    return made


ScreeningSchema: Final = answer_of(ScreeningView)
WholeScreeningSchema: Final = answer_of(WholeScreeningView)
CallSchema: Final = answer_of(CallView)
CallPageSchema: Final = page_of(CallSchema, "CallPageSchema", "A page of calls, by their codes.")
KeptVerdictSchema: Final = answer_of(
    Verdict,
    name="KeptVerdictSchema",
    more={"engine": fields.Nested(answer_of(EngineVersion), required=True), "created_at": _MOMENT},
)
VerdictPageSchema: Final = page_of(
    KeptVerdictSchema, "VerdictPageSchema", "A page of verdicts, by reference, each with every finding."
)
RemedySchema: Final = answer_of(
    Remedy,
    name="RemedySchema",
    more={"changes": many(answer_of(FieldChange, name="FieldChangeSchema", without=("distance",)))},
)
FindingChangesSchema: Final = answer_of(
    FindingChanges, name="FindingChangesSchema", more={"remedies": many(RemedySchema)}
)
CheckedSchema: Final = answer_of(CheckedDocument, name="CheckedSchema", keys={"faults": "problems"})
ListedVersionSchema: Final = answer_of(ListedVersionView)
VersionSchema: Final = answer_of(VersionView)
VersionPageSchema: Final = page_of(ListedVersionSchema, "VersionPageSchema", "A page of versions.")
RuleSetsSchema: Final = _all_of(answer_of(RuleSetView), "RuleSetsSchema", "Every rule set by its name.")
ActivationSchema: Final = answer_of(ActivationView)
ActivationPageSchema: Final = page_of(
    ActivationSchema, "ActivationPageSchema", "A page of activations, the newest first."
)
EventPageSchema: Final = page_of(
    answer_of(EventView), "EventPageSchema", "A page of the log, the newest first."
)
BacktestSchema: Final = answer_of(BacktestView)
BacktestPageSchema: Final = page_of(
    BacktestSchema, "BacktestPageSchema", "A page of backtests, the newest first."
)
ChangePageSchema: Final = page_of(
    answer_of(ChangeView, name="ChangeSchema", without=("position",)),
    "ChangePageSchema",
    "A page of applications, by reference.",
)
ShadowSchema: Final = answer_of(ShadowView)
ShadowsSchema: Final = _all_of(ShadowSchema, "ShadowsSchema", "Shadow runs, the newest first.")


class VerdictChangesSchema(Schema):
    """What would change one verdict, ground by ground."""

    reference = fields.String(required=True)
    findings = many(FindingChangesSchema)


class DifferencesSchema(Schema):
    """What differs between two versions, in the language that was asked for."""

    before = fields.UUID(required=True)
    after = fields.UUID(required=True)
    lang = fields.String(required=True)
    differences = many(answer_of(WrittenDifference))


class BacktestDocumentSchema(Schema):
    """The whole result in the public format of docs/backtest.md, version 1; more keys may stand beside these."""

    class Meta:
        """Readers must let keys pass that they do not know."""

        unknown = INCLUDE

    version = fields.Integer(required=True)
    backtest_id = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [*BacktestState]})
    counts = fields.Dict(required=True)
    applications = fields.List(fields.Dict(), required=True)
    unchanged = fields.List(fields.Dict(), required=True)
