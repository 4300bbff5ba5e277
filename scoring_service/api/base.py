"""What every view of scoring's API uses: its parts, doing a repeated request once, and the answer to a faulty rule file."""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, Response, request

from prescreen_shared.plumbing.idempotency import Once
from prescreen_shared.plumbing.web.blueprints import current_parts
from prescreen_shared.plumbing.web.problems import problem
from prescreen_shared.plumbing.web.requests import acting_person
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import IdempotencyKeyRow

Json = dict[str, Any]
Answered = tuple[Json, dict[str, str]]
"""An answer, and the headers that belong to it: where it is to be found, and whether it was given before."""
CODE = "rule_file_refused"
_KEPT = ("line", "column", "severity", "sv", "en")


def once(scope: str, key: str | None, act: Callable[[], Json], where: Callable[[Json], str]) -> Answered:
    """Do what the request asks for, once for the same key, request and person. Raises as ``Once.within`` does."""
    by = acting_person().encode() + b"\0"
    request_once = Once(IdempotencyKeyRow, scope, key, by + request.get_data(), parts().clock.now())
    document, again = request_once.around(parts().database, act)
    return document, {"Location": where(document)} | ({"Idempotency-Replayed": "true"} if again else {})


def parts() -> ScoringParts:
    """Give the parts that the application was made of."""
    return cast("ScoringParts", current_parts())


def register_rule_file_answer(app: Flask) -> None:
    """Answer with what is wrong with a rule file wherever a view meets it."""
    app.register_error_handler(RuleFileError, _answer)


def _answer(error: RuleFileError) -> Response:
    errors = [
        {"field": each.path or None, "code": CODE, **{name: getattr(each, name) for name in _KEPT}}
        for each in error.faults
    ]
    return problem(422, CODE, {"count": len(errors)}, errors)
