"""Runs one command that must not outlive its owner, whatever kills the owner.

Started as a script, in a session of its own, with a pipe from the owner as standard input. When the owner closes the
pipe or dies, even by SIGKILL, the pipe ends: the command gets SIGTERM, and its whole process group SIGKILL once the
grace has passed. It imports nothing but the standard library's smallest modules, for one stands beside each process.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time

_PR_SET_PDEATHSIG = 1
_CANNOT_START = 127
_SIGNAL_BASE = 128


def main(arguments: list[str]) -> int:
    """Guard ``command`` given as ``pid_file grace_s command…``; returns its exit status as a shell gives it."""
    pid_file, grace_s, command = arguments[0], float(arguments[1]), arguments[2:]
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _note)
    child = _start(command)
    with open(pid_file, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would cost half the start-up time
        file.write(str(child))
    try:
        return _guard(child, woken, grace_s)
    finally:
        _kill_group(child)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(pid_file)  # noqa: PTH108 - see above


_stop_asked = False


def _note(number: int, _frame: object) -> None:
    global _stop_asked
    _stop_asked = _stop_asked or number != signal.SIGCHLD


def _start(command: list[str]) -> int:
    guardian = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        _die_with(guardian)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"cannot start {command[0]}: {error}\n".encode())
    os._exit(_CANNOT_START)


def _die_with(guardian: int) -> None:
    # Where the kernel offers it, the command also dies when the guardian itself is killed.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != guardian:
            os._exit(_CANNOT_START)


def _guard(child: int, woken: int, grace_s: float) -> int:
    kill_at: float | None = None
    watched = [0, woken]
    while True:
        timeout = None if kill_at is None else max(0.0, kill_at - time.monotonic())
        readable, _, _ = select.select(watched, [], [], timeout)
        if woken in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 512)
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else _SIGNAL_BASE - code
        if kill_at is None and (0 in readable or _stop_asked):
            watched = [woken]
            kill_at = time.monotonic() + grace_s
            os.kill(child, signal.SIGTERM)
        if kill_at is not None and time.monotonic() >= kill_at:
            _kill_group(child)


def _kill_group(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
