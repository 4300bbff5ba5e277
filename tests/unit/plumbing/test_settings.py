"""Settings: every bad variable is named at once, and secrets may stand in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen_shared.plumbing.settings import (
    SettingsError,
    environment,
    read_delivery_settings,
    read_log_settings,
    read_worker_settings,
)


def test_every_bad_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROKER_URL", raising=False)
    monkeypatch.setenv("LOG_FORMAT", "xml")
    monkeypatch.setenv("OUTBOX_WINDOW", "many")
    monkeypatch.setenv("SCORING_CONCURRENCY", "0")

    def read() -> None:
        with environment() as env:
            read_log_settings(env)
            read_delivery_settings(env)
            read_worker_settings(env, "scoring", 2)

    with pytest.raises(SettingsError) as caught:
        read()
    assert set(caught.value.problems) == {"BROKER_URL", "LOG_FORMAT", "OUTBOX_WINDOW", "SCORING_CONCURRENCY"}


def test_an_address_without_a_broker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "memory://")
    with pytest.raises(SettingsError, match="redis://"), environment() as env:
        read_delivery_settings(env)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "broker"
    secret.write_text("redis://:hemligt@broker:6379/0")
    monkeypatch.delenv("BROKER_URL", raising=False)
    monkeypatch.setenv("BROKER_URL_FILE", str(secret))
    with environment() as env:
        settings = read_delivery_settings(env)
    assert settings.broker_url == "redis://:hemligt@broker:6379/0"


def test_the_defaults_are_those_of_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "redis+socket:///run/prescreen/broker.sock")
    with environment() as env:
        assert read_log_settings(env).format == "json"
        assert read_delivery_settings(env).visibility_timeout_s == 300
        assert read_worker_settings(env, "intake", 1).time_limit_s == 120
