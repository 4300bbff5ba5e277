"""Alembic's entry to the intake database."""

from __future__ import annotations

from intake_service.store.tables import METADATA
from prescreen_shared.plumbing.migrations import run_in_environment

run_in_environment(METADATA)
