"""Alembic's entry to the scoring database."""

from __future__ import annotations

from scoring_service.store.tables import Base
from shared.plumbing.migrations import run_in_environment

run_in_environment(Base.metadata)
