"""How the command ends: its exit codes, and what Ctrl-C and SIGTERM do while it runs and while it stops."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_like_interrupt() -> None:
    """Let SIGTERM, and a closed terminal, unwind the command as Ctrl-C does, so that everything is stopped in order."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_exit)


@contextmanager
def interrupts_call(act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` for each signal instead of raising: stopping must go on to its end.

    Only the main thread may set handlers; in another one this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    earlier = {number: signal.signal(number, lambda *_: act()) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


class ExitCode(IntEnum):
    """0 done, 1 bad input, 2 wrong use (click's own), 3 fault; 130 and 143 are a shell's codes for signals."""

    DONE = 0
    BAD_INPUT = 1
    WRONG_USE = 2
    FAULT = 3
    INTERRUPTED = 130
    TERMINATED = 143


def _raise_exit(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(ExitCode.TERMINATED)
