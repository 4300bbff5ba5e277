"""Processes are started, started again when they end, given up when that is in vain, and stopped."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from prescreen.embedded.supervisor import DataDirectory, ProcessFailedError, ProcessPlan, Supervisor


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataDirectory]:
    """Give a data directory."""
    directory = DataDirectory(tmp_path)
    yield directory
    directory.close()


@pytest.fixture
def supervisor(data: DataDirectory) -> Iterator[Supervisor]:
    """Give a supervisor, and end what it started."""
    supervisor = Supervisor(data)
    yield supervisor
    supervisor.kill()


def plan(name: str, program: str, is_ready: Callable[[], bool] = lambda: True) -> ProcessPlan:
    """Plan a Python program."""
    return ProcessPlan(name, (sys.executable, "-c", program), {}, is_ready, grace_s=2)


def wait_for_pid(supervisor: Supervisor, name: str, other_than: int | None = None) -> int:
    """Wait until a process runs, after a restart under another id."""
    until = time.monotonic() + 10
    while (pid := supervisor.pid_of(name)) in (None, other_than):
        assert time.monotonic() < until, f"{name} does not run"
        time.sleep(0.02)
    assert pid is not None
    return pid


def check_for(supervisor: Supervisor, seconds: float) -> None:
    """Check again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        supervisor.check()
        time.sleep(0.05)


def test_a_process_that_is_killed_is_started_again(supervisor: Supervisor, data: DataDirectory) -> None:
    supervisor.start([plan("sleeper", "import time; time.sleep(600)")])
    first = wait_for_pid(supervisor, "sleeper")
    os.kill(first, signal.SIGKILL)
    wait_for_pid(supervisor, "sleeper", other_than=first)
    assert "ended with 137 and is started again" in data.log_file("sleeper").read_text()
    supervisor.check()


def test_a_process_that_keeps_ending_is_given_up_with_its_log(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.embedded.supervisor._LONGEST_PAUSE_S", 0.05)
    supervisor.start([plan("broken", "print('the reason why'); raise SystemExit(3)")])
    with pytest.raises(ProcessFailedError, match=r"(?s)broken keeps ending.*the reason why"):
        check_for(supervisor, seconds=20)


def test_starting_waits_until_all_are_ready(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "ready"
    program = f"import time; time.sleep(0.3); open({str(mark)!r}, 'w'); time.sleep(600)"
    supervisor.start([plan("slow", program, mark.exists)])
    assert mark.exists()


def test_a_process_that_is_never_ready_is_an_error(supervisor: Supervisor) -> None:
    with pytest.raises(ProcessFailedError, match="not ready"):
        supervisor.start([plan("late", "import time; time.sleep(600)", lambda: False)], timeout_s=0.3)


def test_stopping_some_leaves_the_others(supervisor: Supervisor) -> None:
    supervisor.start(
        [plan("one", "import time; time.sleep(600)"), plan("two", "import time; time.sleep(600)")]
    )
    one, two = wait_for_pid(supervisor, "one"), wait_for_pid(supervisor, "two")
    supervisor.stop(["one"])
    assert not psutil.pid_exists(one)
    assert psutil.pid_exists(two)
    supervisor.stop(["two"])
    assert not psutil.pid_exists(two)


def test_what_is_stopped_stays_stopped(supervisor: Supervisor) -> None:
    supervisor.start(
        [plan("one", "import time; time.sleep(600)"), plan("two", "import time; time.sleep(600)")]
    )
    one = wait_for_pid(supervisor, "one")
    supervisor.stop(["one"])
    time.sleep(0.6)
    assert not psutil.pid_exists(one)


def test_one_that_somebody_kills_is_never_given_up(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.embedded.supervisor._LONGEST_PAUSE_S", 0.05)
    supervisor.start([plan("victim", "import time; time.sleep(600)")])
    pid = None
    for _ in range(10):
        pid = wait_for_pid(supervisor, "victim", other_than=pid)
        os.kill(pid, signal.SIGKILL)
    wait_for_pid(supervisor, "victim", other_than=pid)
    supervisor.check()
