"""Alembic's entry to the scoring database."""

from __future__ import annotations

from prescreen_shared.plumbing.migrations import run_in_environment
from scoring_service.store.tables import Base

run_in_environment(Base.metadata)
