"""What may stand after the question mark of the addresses of intake's lists."""

from __future__ import annotations

from shared.plumbing.shapes.fields import Choice, Text
from shared.plumbing.shapes.shape import Shape
from shared.plumbing.web.query_shapes import LanguageShape, PagingShape
from shared.statuses import ApplicationState, CallState, Outcome


class CallListShape(PagingShape):
    """Which calls to list."""

    state = Choice(tuple(state.value for state in CallState))
    code = Text(100)


class ApplicationListShape(PagingShape):
    """Which applications to list."""

    state = Choice(tuple(state.value for state in ApplicationState))
    grant_type = Text(60)
    applicant = Text(300)
    outcome = Choice(tuple(outcome.value for outcome in Outcome))


class ScreeningChoiceShape(Shape):
    """Which screening of a call is wanted; without it the newest that is done."""

    screening = Text(60)


class ProposalPageShape(ScreeningChoiceShape, LanguageShape):
    """Which screening is wanted, in which language."""
