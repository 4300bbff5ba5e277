"""A guarded process lives no longer than its owner, however the owner ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from prescreen.embedded.supervisor import GuardedProcess

# Its own child ignores SIGTERM, as the child of a worker may.
STUBBORN = """
import os, signal, time
if not os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
time.sleep(600)
"""

OWNER = """
import sys, time
from pathlib import Path
from prescreen.embedded.supervisor import GuardedProcess
folder = Path(sys.argv[1])
process = GuardedProcess([sys.executable, "-c", sys.argv[2]], environment={}, grace_s=1,
                         log_file=folder / "log", pid_file=folder / "pid")
time.sleep(600)
"""


def guard(folder: Path, program: str, grace_s: float = 1.0) -> GuardedProcess:
    """Start a Python program under a guardian."""
    command = [sys.executable, "-c", program]
    return GuardedProcess(
        command, environment={}, log_file=folder / "log", pid_file=folder / "pid", grace_s=grace_s
    )


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def family_of(pid_file: Path) -> list[psutil.Process]:
    """Give the guarded process and its own child once both run."""
    wait_until(lambda: pid_file.exists() and bool(pid_file.read_text()))
    process = psutil.Process(int(pid_file.read_text()))
    wait_until(lambda: len(process.children()) == 1)
    return [process, *process.children()]


def test_the_exit_code_is_that_of_the_command(tmp_path: Path) -> None:
    process = guard(tmp_path, "raise SystemExit(7)")
    wait_until(lambda: process.exit_code is not None)
    assert process.exit_code == 7


def test_a_killed_command_is_reported_as_a_shell_would(tmp_path: Path) -> None:
    process = guard(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    wait_until(lambda: process.exit_code is not None)
    assert process.exit_code == 128 + signal.SIGKILL


def test_what_it_writes_stands_in_the_log(tmp_path: Path) -> None:
    process = guard(tmp_path, "import sys; print('to the log'); print('this too', file=sys.stderr)")
    process.wait()
    assert sorted((tmp_path / "log").read_text().splitlines()) == ["this too", "to the log"]


def test_a_command_that_cannot_start_says_so_in_the_log(tmp_path: Path) -> None:
    process = GuardedProcess(
        ["/no/such/program"], environment={}, log_file=tmp_path / "log", pid_file=tmp_path / "pid", grace_s=1
    )
    wait_until(lambda: process.exit_code is not None)
    assert process.exit_code == 127
    assert "/no/such/program" in (tmp_path / "log").read_text()


def test_stopping_lets_the_command_finish_within_its_grace(tmp_path: Path) -> None:
    program = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\nopen(%r, 'w')\ntime.sleep(600)"
    process = guard(tmp_path, program % str(tmp_path / "ready"), grace_s=10)
    wait_until(lambda: (tmp_path / "ready").exists())
    process.ask_to_stop()
    process.wait()
    assert process.exit_code == 5
    assert process.pid is None


def test_stopping_ends_stubborn_grandchildren_too(tmp_path: Path) -> None:
    process = guard(tmp_path, STUBBORN)
    family = family_of(tmp_path / "pid")
    process.ask_to_stop()
    process.wait()
    wait_until(lambda: not any(member.is_running() for member in family))


def test_killing_ends_everything_at_once(tmp_path: Path) -> None:
    process = guard(tmp_path, STUBBORN, grace_s=600)
    family = family_of(tmp_path / "pid")
    process.kill()
    wait_until(lambda: not any(member.is_running() for member in family), seconds=3)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
def test_nothing_is_left_when_the_owner_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path), STUBBORN])
    family = family_of(tmp_path / "pid")
    owner.send_signal(how)
    owner.wait()
    wait_until(lambda: not any(member.is_running() for member in family))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_the_command_does_not_outlive_a_killed_guardian(tmp_path: Path) -> None:
    guard(tmp_path, "import time; time.sleep(600)")
    wait_until((tmp_path / "pid").exists)
    wait_until(lambda: bool((tmp_path / "pid").read_text()))
    process = psutil.Process(int((tmp_path / "pid").read_text()))
    process.parent().kill()  # type: ignore[union-attr]
    wait_until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
