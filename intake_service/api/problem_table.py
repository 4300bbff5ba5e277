"""The one table from what may go wrong to its HTTP status; the sentences stand in the catalogue."""

from __future__ import annotations

from typing import Final

from intake_service.domain import errors

STATUS_OF: Final[dict[type[errors.IntakeError], tuple[int, str]]] = {
    errors.InputRefusedError: (422, "input_refused"),
    errors.UnreadableBodyError: (400, "unreadable_body"),
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
    errors.ChangedMeanwhileError: (409, "changed_meanwhile"),
    errors.IdempotencyKeyReusedError: (422, "idempotency_key_reused"),
}
"""Each error of the domain: its status and the id of its sentences."""

HTTP_CODES: Final[dict[int, str]] = {
    400: "bad_request",
    404: "page_not_found",
    405: "method_not_allowed",
    412: "precondition_failed",
    413: "too_large",
    415: "not_json_content",
    428: "precondition_required",
    500: "fault",
    503: "unavailable",
}
"""Each status that the framework answers by itself, and the id of its sentences; any other is a bad request."""
