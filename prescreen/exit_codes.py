"""The exit codes of the command, the same for every verb."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """0 done, 1 bad input, 2 wrong use (click's own), 3 fault; 130 and 143 are a shell's codes for signals."""

    DONE = 0
    BAD_INPUT = 1
    WRONG_USE = 2
    FAULT = 3
    INTERRUPTED = 130
    TERMINATED = 143
