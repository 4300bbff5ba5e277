"""The one table from what may go wrong in scoring to its HTTP status; the sentences stand in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.domain.versions import errors as life
from scoring_service.trials import errors as trials

if TYPE_CHECKING:
    from shared.plumbing.web.problem_table import ProblemTable

_STATUS: Final[dict[type[life.LifeError], int]] = {
    life.NobodyNamedError: 422,
    life.ReasonMissingError: 422,
    life.VersionNotFoundError: 404,
    life.VersionTakenError: 409,
    life.VersionChangedError: 412,
    life.VersionLastingError: 409,
    life.NotCheckedError: 409,
    life.SamePersonError: 403,
    life.NotApprovedError: 409,
    life.NotValidForCallError: 409,
    life.NothingBeforeError: 409,
    life.NothingInForceError: 409,
    life.VersionInForceError: 409,
    life.CallUnknownError: 404,
    life.CallNotGatheredError: 409,
    life.RollBackOfNeitherError: 422,
    trials.BacktestNotFoundError: 404,
    trials.ShadowNotFoundError: 404,
    trials.KeptScreeningNotFoundError: 404,
    trials.KeptVerdictNotFoundError: 404,
    trials.ScreeningNotDoneError: 409,
    trials.NothingToTryError: 409,
}

STATUS_OF: Final[ProblemTable] = {error: (status, error.word) for error, status in _STATUS.items()}
"""Each error of the service: its status and the id of its sentences."""
