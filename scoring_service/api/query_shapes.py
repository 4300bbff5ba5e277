"""What may stand after the question mark of scoring's addresses."""

from __future__ import annotations

from scoring_service.api.body_shapes import LONGEST_CODE, UUID_PATTERN
from scoring_service.domain.comparison.change import Change
from scoring_service.domain.versions.states import VersionState
from scoring_service.trials.read_backtests import CHANGED
from shared.plumbing.shapes.fields import Choice, Text
from shared.plumbing.shapes.shape import Shape
from shared.plumbing.web.query_shapes import LanguageShape, PagingShape
from shared.statuses import Outcome


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
