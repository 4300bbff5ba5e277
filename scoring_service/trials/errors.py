"""What may not be done with a trial, as facts; the sentences stand in the catalogue under ``problem.`` and the word."""

from __future__ import annotations

from scoring_service.domain.versions.errors import LifeError


class BacktestNotFoundError(LifeError):
    """No backtest has this id."""

    word = "backtest_not_found"

    def __init__(self, backtest_id: str) -> None:
        super().__init__(backtest_id=backtest_id)


class ShadowNotFoundError(LifeError):
    """No shadow run has this id."""

    word = "shadow_not_found"

    def __init__(self, shadow_id: str) -> None:
        super().__init__(shadow_id=shadow_id)


class KeptScreeningNotFoundError(LifeError):
    """Scoring keeps no screening with this id."""

    word = "kept_screening_not_found"

    def __init__(self, screening_id: str) -> None:
        super().__init__(screening_id=screening_id)


class KeptVerdictNotFoundError(LifeError):
    """A screening has no verdict on an application with this reference."""

    word = "kept_verdict_not_found"

    def __init__(self, screening_id: str, reference: str) -> None:
        super().__init__(screening_id=screening_id, reference=reference)


class ScreeningNotDoneError(LifeError):
    """A screening that is not done has no verdicts to compare with."""

    word = "screening_not_done"

    def __init__(self, screening_id: str, state: str) -> None:
        super().__init__(screening_id=screening_id, state=state)


class NothingToTryError(LifeError):
    """The call has no screening that is done, and scoring does not know its applications otherwise."""

    word = "nothing_to_try"

    def __init__(self, call: str) -> None:
        super().__init__(call=call)


class TrialTakenError(Exception):
    """Another process has the trial by now, or it has ended: what this one finds is not needed."""


class TrialStoppedError(Exception):
    """The process was told to stop: the trial waits for another one."""


class RulesNotTakenError(Exception):
    """The rules cannot be compiled; the message says why."""
