"""Doing once what the same request asks for several times, as a client does that got no answer.

RETELL:
- (current) The parts that a view is working with.
- (problem_table) The one table from what may go wrong in scoring to its HTTP status; the sentences stand in the catalogue.
- (rule_file_answer) The answer to a rule file that cannot be used: every problem with its line, as one problem document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final, cast

from flask import Flask, Response, current_app, request

from prescreen_shared.plumbing.idempotency import earlier_answer, give_back, keep_answer
from prescreen_shared.plumbing.web.problems import ProblemTable, problem
from prescreen_shared.plumbing.web.requests import acting_person
from scoring_service.backtests import views as backtests
from scoring_service.domain import version as versions
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.problem import Problem, RuleFileError
from scoring_service.store.tables import IdempotencyKeyRow

Json = dict[str, Any]
Answered = tuple[Json, dict[str, str]]
"""An answer, and the headers that belong to it: where it is to be found, and whether it was given before."""
EXTENSION: Final = "scoring"
_STATUS: Final[dict[type[versions.VersionError], int]] = {
    versions.NobodyNamedError: 422,
    versions.ReasonMissingError: 422,
    versions.VersionNotFoundError: 404,
    versions.VersionTakenError: 409,
    versions.VersionChangedError: 412,
    versions.VersionLastingError: 409,
    versions.NotCheckedError: 409,
    versions.SamePersonError: 403,
    versions.NotApprovedError: 409,
    versions.NotValidForCallError: 409,
    versions.NothingBeforeError: 409,
    versions.NothingInForceError: 409,
    versions.VersionInForceError: 409,
    versions.CallUnknownError: 404,
    versions.CallNotGatheredError: 409,
    versions.RollBackOfNeitherError: 422,
    backtests.BacktestNotFoundError: 404,
    backtests.ShadowNotFoundError: 404,
    versions.KeptScreeningNotFoundError: 404,
    backtests.KeptVerdictNotFoundError: 404,
    backtests.ScreeningNotDoneError: 409,
    backtests.NothingToTryError: 409,
}
STATUS_OF: Final[ProblemTable] = {error: (status, error.word) for error, status in _STATUS.items()}
"""Each error of the service: its status and the id of its sentences."""
CODE = "rule_file_refused"
_KEPT = ("line", "column", "severity", "sv", "en")


def once(scope: str, key: str | None, act: Callable[[], Json], where: Callable[[Json], str]) -> Answered:
    """Give what ``act`` gives, and to the same request of the same person with the same key what it gave before.

    A process that dies between the act and the keeping of its answer lets a repeated request act again, two minutes
    later.

    Raises:
        IdempotencyKeyReusedError: the key came before with another content, or from another person.
        ChangedMeanwhileError: the same request is being worked on.
    """
    if key is None:
        document = act()
        return document, {"Location": where(document)}
    database, now = parts().database, parts().clock.now()
    asked = acting_person().encode() + b"\0" + request.get_data()
    with database.writing() as session:
        earlier = earlier_answer(session, IdempotencyKeyRow, scope, key, asked, now)
    if earlier is not None:
        return earlier, {"Location": where(earlier), "Idempotency-Replayed": "true"}
    try:
        document = act()
    except BaseException:
        with database.writing() as session:
            give_back(session, IdempotencyKeyRow, scope, key)
        raise
    with database.writing() as session:
        keep_answer(session, IdempotencyKeyRow, scope, key, document)
    return document, {"Location": where(document)}


def parts() -> ScoringParts:
    """Give the parts that the application was made of."""
    return cast("ScoringParts", current_app.extensions[EXTENSION])


def register_rule_file_answer(app: Flask) -> None:
    """Answer with what is wrong with a rule file wherever a view meets it."""
    app.register_error_handler(RuleFileError, _answer)


def listed(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Give problems as the API lists them."""
    return [asdict(each) for each in problems]


def _answer(error: RuleFileError) -> Response:
    errors = [
        {"field": each["path"] or None, "code": CODE, **{name: each[name] for name in _KEPT}}
        for each in listed(error.problems)
    ]
    return problem(422, CODE, {"count": len(errors)}, errors)
