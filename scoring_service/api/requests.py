"""What may be sent to scoring's API, in bodies and after the question mark; an unknown key is refused by name."""

from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from prescreen_shared.plumbing.web.fields import LanguageShape, PagingShape
from prescreen_shared.schemas.fields import UUID_PATTERN, Choice, CodedMessage, Shape, Text
from prescreen_shared.statuses import Outcome
from scoring_service.backtests.views import CHANGED
from scoring_service.domain.compare_verdicts import Change
from scoring_service.domain.version import VersionState

LONGEST_DOCUMENT: Final = 2_000_000
LONGEST_REASON: Final = 2_000
LONGEST_CODE: Final = 200


class VersionListShape(PagingShape):
    """Which versions to list."""

    name = Text(LONGEST_CODE)
    state = Choice(tuple(state.value for state in VersionState))


class SheetShape(LanguageShape):
    """In which form and language the sheet is wanted."""

    format = Choice(("html", "md"), load_default="html")


class CasesShape(Shape):
    """Whether proposed cases are wanted beside those that there are; finding them takes seconds."""

    proposed = Choice(("yes", "no"), load_default="no")


class ActivationListShape(PagingShape):
    """Which activations to list."""

    name = Text(LONGEST_CODE)
    call = Text(LONGEST_CODE)


class VerdictListShape(PagingShape):
    """Which verdicts to list."""

    outcome = Choice(tuple(outcome.value for outcome in Outcome))


class BacktestListShape(PagingShape):
    """Which backtests to list."""

    call = Text(LONGEST_CODE)
    version_id = Text(36, pattern=UUID_PATTERN)


class ShadowListShape(Shape):
    """Which shadow runs to list."""

    call = Text(LONGEST_CODE)


class ChangeListShape(PagingShape):
    """Which applications of a backtest to list; ``changed`` is all but the unchanged."""

    change = Choice((CHANGED, *(change.value for change in Change)))


def _document(**more: Any) -> Text:
    told = {"description": "the rule file as YAML text"}
    return Text(LONGEST_DOCUMENT, metadata=told, **more)


class DocumentShape(Shape):
    """A rule file to look at."""

    document = _document(required=True)


class VersionShape(DocumentShape):
    """A rule file to keep as a draft, with a note for those who read it."""

    note = Text(LONGEST_REASON, allow_none=True, load_default=None)


class ReasonShape(Shape):
    """Why something is done; the whole body may be left out."""

    may_be_left_out = True

    reason = Text(LONGEST_REASON, allow_none=True, load_default=None)


def _id(**more: Any) -> Text:
    return Text(36, pattern=UUID_PATTERN, **more)


class ActivationShape(Shape):
    """What is to come into force, for which call (null: for calls to come), and why."""

    version_id = _id(required=True)
    call = Text(LONGEST_CODE, allow_none=True, load_default=None)
    reason = Text(LONGEST_REASON, required=True)


class RollBackShape(Shape):
    """What is to be rolled back: a rule set by its name, or one call by its code."""

    name = Text(LONGEST_CODE)
    call = Text(LONGEST_CODE)
    reason = Text(LONGEST_REASON, required=True)

    @validates_schema
    def check(self, values: dict[str, Any], **_: Any) -> None:
        """See to it that one of the two is named."""
        _require_one_of(values, "name", "call")


class ScreeningShape(Shape):
    """Why a call is screened again, and by which version where it is not to be the one in force."""

    version_id = _id(allow_none=True, load_default=None)
    reason = Text(LONGEST_REASON, required=True)


class BacktestShape(Shape):
    """Which rules are tried on which round."""

    version_id = _id()
    document = _document()
    screening_id = _id()
    call = Text(LONGEST_CODE)

    @validates_schema
    def check(self, values: dict[str, Any], **_: Any) -> None:
        """See to it that the rules are named in one way, and the round in one way."""
        _require_one_of(values, "version_id", "document")
        _require_one_of(values, "screening_id", "call")


class ShadowShape(Shape):
    """Which version is to run beside the active one, for which call."""

    version_id = _id(required=True)
    call = Text(LONGEST_CODE, required=True)


def _require_one_of(values: dict[str, Any], first: str, second: str) -> None:
    """See to it that exactly one of two keys is stated.

    Raises:
        ValidationError: both or neither are.
    """
    if (first in values) is (second in values):
        raise ValidationError(CodedMessage("one_of_two", first=first, second=second), first)
