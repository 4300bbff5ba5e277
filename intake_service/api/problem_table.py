"""The one table from what may go wrong in intake to its HTTP status; the sentences stand in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake_service.domain import errors

if TYPE_CHECKING:
    from shared.plumbing.web.problem_table import ProblemTable

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
