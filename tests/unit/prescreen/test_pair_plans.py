"""Which processes each command starts, and what those that serve pages are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prescreen.embedded.one_machine import (
    PAIR,
    SCORING_WEB,
    PairSettings,
    plan_pair,
    plan_pair_with_rule_pages,
    settings_for,
)
from prescreen.embedded.supervisor import DataDirectory

TOLD = ("SCORING_CLAIMED_NAMES", "SCORING_COOKIE_SECURE", "SCORING_SECRET_KEY", "SCORING_SECRET_KEY_FILE")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PairSettings]:
    for name in ("BROKER_URL", *TOLD):
        monkeypatch.delenv(name, raising=False)
    data = DataDirectory(tmp_path / "data")
    yield settings_for(data, bind="127.0.0.1:1", scoring_bind="127.0.0.1:2", embedded_broker_url="redis://x")
    data.close()


def told_of_rule_pages(settings: PairSettings) -> dict[str, str]:
    """Give what the process that serves rules is told beside what all are told."""
    [plan] = [each for each in plan_pair_with_rule_pages(settings) if each.name == SCORING_WEB]
    return {name: value for name, value in plan.environment.items() if name in TOLD}


def test_a_run_starts_no_pages_for_rules_and_up_does(settings: PairSettings) -> None:
    assert tuple(plan.name for plan in plan_pair(settings)) == PAIR
    assert tuple(plan.name for plan in plan_pair_with_rule_pages(settings)) == (*PAIR, SCORING_WEB)


def test_on_one_machine_a_name_may_be_said_and_the_cookie_travels_without_tls(settings: PairSettings) -> None:
    told = told_of_rule_pages(settings)
    assert (told["SCORING_CLAIMED_NAMES"], told["SCORING_COOKIE_SECURE"]) == ("true", "false")


def test_what_the_environment_says_stands(settings: PairSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORING_CLAIMED_NAMES", "false")
    monkeypatch.setenv("SCORING_SECRET_KEY", "k" * 40)
    assert told_of_rule_pages(settings) == {"SCORING_COOKIE_SECURE": "false"}


def test_the_key_is_made_once_for_each_directory_and_is_its_owners_alone(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "one", "other"):
        data = DataDirectory(tmp_path / name)
        file = data.secret_file("scoring")
        assert file.stat().st_mode & 0o777 == 0o600
        keys.append(file.read_text("ascii"))
        data.close()
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 64
