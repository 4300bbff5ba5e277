"""The table from what may go wrong to its HTTP status, as far as it is the same in both services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared import errors

ProblemTable = Mapping[type[errors.StatedError], tuple[int, str]]
"""Each error: its status and the id of its sentences in the catalogue."""

COMMON_PROBLEMS: Final[ProblemTable] = {
    errors.InputRefusedError: (422, "input_refused"),
    errors.UnreadableBodyError: (400, "unreadable_body"),
    errors.ChangedMeanwhileError: (409, "changed_meanwhile"),
    errors.IdempotencyKeyReusedError: (422, "idempotency_key_reused"),
    errors.PersonMissingError: (401, "person_missing"),
    errors.ForeignPageError: (403, "foreign_page"),
}

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
