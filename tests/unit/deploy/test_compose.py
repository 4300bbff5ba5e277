"""What docker-compose.yml starts is what can be started, with every secret that it needs and a check of its health."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import intake_service.main
import scoring_service.main

ROOT = Path(__file__).parents[3]
OURS = {"prescreen-intake": intake_service.main, "prescreen-scoring": scoring_service.main}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return found


def own_services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the services that run the project itself."""
    return {name: each for name, each in compose["services"].items() if each["image"] in OURS}


def test_every_command_is_one_that_the_service_has(compose: dict[str, Any]) -> None:
    for name, service in own_services(compose).items():
        [verb] = service["command"]
        assert verb in re.split(r"[ |]", OURS[service["image"]].USAGE), name


def test_every_process_of_the_table_is_started(compose: dict[str, Any]) -> None:
    table = (ROOT / "deploy" / "README.md").read_text("utf-8")
    told = re.findall(r"^\| ([a-z-]+) \| `python -m", table, re.MULTILINE)
    assert set(told) == {name for name in own_services(compose) if not name.endswith("-migrate")}


def test_every_process_that_stays_is_watched(compose: dict[str, Any]) -> None:
    unwatched = {name for name, each in own_services(compose).items() if "healthcheck" not in each}
    assert unwatched == {"intake-migrate", "scoring-migrate"}


def test_every_secret_is_made_and_every_file_that_a_setting_names_is_mounted(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("make_secrets.sh", "env.example"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / name)
    subprocess.run(["sh", str(tmp_path / "make_secrets.sh")], check=True, capture_output=True)
    made = {file.name for file in (tmp_path / "secrets").iterdir()}
    assert {Path(each["file"]).name for each in compose["secrets"].values()} <= made
    for name, service in own_services(compose).items():
        named = {Path(value).name for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert named == set(service["secrets"]), name


def test_pages_are_published_on_this_machine_alone(compose: dict[str, Any]) -> None:
    published = [port for each in own_services(compose).values() for port in each.get("ports", [])]
    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
