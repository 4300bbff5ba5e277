"""Runs the command as a user does: as a process, with nothing configured in its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

CONFIGURED = ("BROKER_URL", "INTAKE_DATABASE_URL", "SCORING_DATABASE_URL", "INTAKE_BIND", "COLUMNS")
COMMAND = (sys.executable, "-m", "prescreen.main")


def bare_environment(**more: str) -> dict[str, str]:
    """Give the environment without what would point the command at other servers."""
    return {name: value for name, value in os.environ.items() if name not in CONFIGURED} | more


def prescreen(
    *arguments: object, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, at most three minutes."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=180,
        env=dict(environment or bare_environment()),
        check=False,
    )
