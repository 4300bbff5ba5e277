"""A configured broker goes with configured databases, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from prescreen.embedded.data_directory import DataDirectory
from prescreen.embedded.errors import SharedBrokerError
from prescreen.embedded.pair_plans import settings_for

if TYPE_CHECKING:
    from pathlib import Path

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
