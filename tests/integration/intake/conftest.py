"""Intake on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stages.intake import IntakeStage


@pytest.fixture
def stage(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()
