"""A configured broker goes with configured databases, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen.embedded.one_machine import settings_for
from prescreen.embedded.supervisor import DataDirectory, SharedBrokerError

BINDS = {"bind": "127.0.0.1:1", "scoring_bind": "127.0.0.1:2"}


def test_a_broker_without_both_databases_is_refused_naming_the_variables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BROKER_URL", "redis://broker")
    monkeypatch.setenv("INTAKE_DATABASE_URL", "postgresql://intake")
    monkeypatch.delenv("SCORING_DATABASE_URL", raising=False)
    data = DataDirectory(tmp_path)
    try:
        with pytest.raises(SharedBrokerError, match=r"not SCORING_DATABASE_URL: .*unset BROKER_URL"):
            settings_for(data, **BINDS, embedded_broker_url=None)
        monkeypatch.setenv("SCORING_DATABASE_URL", "postgresql://scoring")
        assert settings_for(data, **BINDS, embedded_broker_url=None).broker_url == "redis://broker"
    finally:
        data.close()
