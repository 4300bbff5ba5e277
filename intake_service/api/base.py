"""The one table from what may go wrong in intake to its HTTP status; the sentences stand in the catalogue.

RETELL:
- (current) The parts that a view is working with.
"""

from __future__ import annotations

from typing import Final, cast

from flask import current_app

from intake_service.domain import errors
from intake_service.parts import Parts
from prescreen_shared.plumbing.web.problems import ProblemTable

STATUS_OF: Final[ProblemTable] = {
    errors.CallNotFoundError: (404, "call_not_found"),
    errors.ApplicationNotFoundError: (404, "application_not_found"),
    errors.RankingNotFoundError: (404, "ranking_not_found"),
    errors.ScreeningNotFoundError: (404, "screening_not_found"),
    errors.ScreeningUnknownError: (404, "screening_unknown"),
    errors.CallClosedError: (409, "call_closed"),
    errors.CallNotOpenError: (409, "call_not_open"),
    errors.CallNotDraftError: (409, "call_not_draft"),
    errors.CallCodeTakenError: (409, "call_code_taken"),
    errors.ReferenceTakenError: (409, "reference_taken"),
    errors.ApplicationStateError: (409, "application_state"),
}
"""Each error of the domain: its status and the id of its sentences."""
EXTENSION: Final = "intake"


def parts() -> Parts:
    """Give the parts that the application was made of."""
    return cast("Parts", current_app.extensions[EXTENSION])
