"""However the command ends, it leaves no process and no temporary folder behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.end_to_end.run_command import COMMAND, bare_environment

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockholm-2018"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def belonging_to(mark: str) -> list[psutil.Process]:
    """Find the processes that carry a mark in their environment, as every child of a marked command does."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("PRESCREEN_TEST") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture(autouse=True)
def interrupts_count() -> Iterator[None]:
    """Let started commands heed Ctrl-C also where the tests run in the background, whose children inherit that it is ignored."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


def wait_until_sending(command: subprocess.Popen[str]) -> None:
    """Wait until the command says that it sends the applications: everything has been started, and nothing is done yet."""
    assert command.stderr is not None
    for line in command.stderr:
        if "Skickar" in line:
            return
    pytest.fail("the command ended before it sent anything")


def wait_until_gone(mark: str, seconds: float) -> None:
    """Wait until nothing of the command is left."""
    until = time.monotonic() + seconds
    while left := belonging_to(mark):
        assert time.monotonic() < until, [process.cmdline() for process in left]
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("how", "code", "seconds"),
    [
        pytest.param(signal.SIGINT, 130, 40, id="ctrl-c"),
        pytest.param(signal.SIGTERM, 143, 40, id="sigterm", marks=pytest.mark.long),
        pytest.param(signal.SIGKILL, -signal.SIGKILL, 60, id="sigkill", marks=pytest.mark.long),
    ],
)
def test_no_process_outlives_the_command(
    tmp_path: Path, how: signal.Signals, code: int, seconds: float
) -> None:
    mark = f"{how.name}-{os.getpid()}"
    environment = bare_environment(PRESCREEN_TEST=mark, TMPDIR=str(tmp_path))
    command = subprocess.Popen(
        [*COMMAND, "run", str(EXAMPLE), "--out", str(tmp_path / "out")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until_sending(command)
    # The command, its six guardians, the broker and the five processes of the pair.
    assert len(belonging_to(mark)) >= 13
    # A terminal sends Ctrl-C to the whole group that it controls.
    os.killpg(command.pid, how)
    assert command.wait(60) == code
    wait_until_gone(mark, seconds)
    if how is not signal.SIGKILL:
        assert list(tmp_path.glob("prescreen-*")) == []


@pytest.mark.long
def test_up_serves_its_pages_until_it_is_told_to_stop(tmp_path: Path) -> None:
    port, rules_port = free_port(), free_port()
    ports = ["--port", str(port), "--rules-port", str(rules_port)]
    mark = f"up-{os.getpid()}"
    command = subprocess.Popen(
        [*COMMAND, "up", "--data-dir", str(tmp_path / "data"), *ports],
        env=bare_environment(PRESCREEN_TEST=mark),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert command.stdout is not None
        address = f"http://127.0.0.1:{port}"
        assert address in command.stdout.readline()
        assert httpx.get(f"{address}/", trust_env=False).status_code == 200
        rules_address = f"http://127.0.0.1:{rules_port}"
        assert rules_address in command.stdout.readline()
        assert "stockholm-2018" in httpx.get(f"{rules_address}/", trust_env=False).text
        assert (tmp_path / "data" / "scoring.secret").stat().st_mode & 0o077 == 0
        second = subprocess.run(
            [*COMMAND, "up", "--data-dir", str(tmp_path / "other"), "--port", str(port)],
            env=bare_environment(),
            capture_output=True,
            check=False,
        )
        assert second.returncode == 2
    finally:
        command.send_signal(signal.SIGINT)
    assert command.wait(60) == 0
    wait_until_gone(mark, 10)
