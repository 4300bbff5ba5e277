"""The same command with PostgreSQL and Redis named in its environment instead of the embedded parts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import redis

from tests.end_to_end.made_bundle import application, call, write_bundle
from tests.end_to_end.run_command import bare_environment, prescreen
from tests.stages.databases import postgres_url

BROKER = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@pytest.mark.postgres_redis
def test_a_call_travels_through_postgresql_and_redis(tmp_path: Path) -> None:
    try:
        redis.Redis.from_url(BROKER).ping()
    except redis.ConnectionError as error:
        pytest.skip(f"no Redis at {BROKER}: {error}")
    bundle = write_bundle(tmp_path / "bundle", call("servers"), [application("A-1"), application("A-2")])
    with postgres_url() as intake, postgres_url() as scoring:
        environment = bare_environment(
            INTAKE_DATABASE_URL=intake, SCORING_DATABASE_URL=scoring, BROKER_URL=BROKER
        )
        data = tmp_path / "data"
        done = prescreen("run", bundle, "--out", tmp_path, "--data-dir", data, environment=environment)
    assert done.returncode == 0, done.stderr
    verdicts = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))["verdicts"]
    assert {verdict["reference"]: verdict["outcome"] for verdict in verdicts} == {
        "A-1": "eligible",
        "A-2": "eligible",
    }
    assert not list(data.glob("*.sqlite3"))
    assert not (data / "broker" / "appendonlydir").exists()
