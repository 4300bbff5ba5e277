"""What Ctrl-C and SIGTERM do while the command runs and while it stops."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from prescreen.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_like_interrupt() -> None:
    """Let SIGTERM, and a closed terminal, unwind the command as Ctrl-C does, so that everything is stopped in order."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_exit)


def _raise_exit(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(ExitCode.TERMINATED)


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
