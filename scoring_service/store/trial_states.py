"""The states and kinds of a trial of rules on a call; nothing rests in any other."""

from enum import StrEnum


class TrialState(StrEnum):
    """``waiting`` has not begun or was given back, ``running`` has a process, the other two are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class TrialKind(StrEnum):
    """``backtest`` was ordered by a person, ``shadow`` follows each screening of a call by itself."""

    BACKTEST = "backtest"
    SHADOW = "shadow"
