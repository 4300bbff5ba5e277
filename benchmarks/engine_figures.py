"""The engine's part of the table: three evaluators of the same rules, and the whole verdict around them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from benchmarks.engine_run import CALL, DERIVE, DURABLE, REFEREE, RULE_SET, SCREEN, ZEN
from benchmarks.figure import Figure, against
from prescreen_shared.plumbing.allocator import STEADY

_UNIT = "µs CPU an application"


def engine_figures(applications: int) -> list[Figure]:
    """Measure in a process of its own, started as the scoring worker is.

    Raises:
        subprocess.CalledProcessError: the evaluators gave different answers.
    """
    command = [sys.executable, "-m", "benchmarks.engine_run", str(applications)]
    environment = {**os.environ, **STEADY}
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    taken: dict[str, float] = json.loads(ran.stdout)
    base = Figure(
        f"Rules {RULE_SET}, a call of {applications:,} applications", REFEREE, taken[REFEREE], _UNIT
    )
    parts = [against(base, name, taken[name]) for name in (DURABLE, ZEN, CALL, DERIVE, SCREEN)]
    whole = against(base, "the whole verdict", sum(taken[name] for name in (CALL, DERIVE, SCREEN)))
    return [base, *parts, whole]
