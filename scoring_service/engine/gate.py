"""The gate that a version of the rules passes before it can be published, tried in a process that may die.

A loop or a crash inside the C extension takes its process with it and heeds no signal but SIGKILL, so a rule set is first
compiled and tried in a throw-away process with a time limit.
"""

import os
import pickle
import signal
import subprocess
import sys
from typing import Final

from scoring_service.domain.rule_set import RuleSet

TIME_LIMIT: Final = 60.0
_TRIAL: Final = "scoring_service.engine.gate_trial"


class GateRefusedError(Exception):
    """The version was refused; ``reasons`` say why, in English, for the rule owner and the log."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def pass_gate(rule_set: RuleSet, time_limit: float = TIME_LIMIT) -> None:
    """Let a version through that compiles, holds its own cases and never differs from the referee.

    ``time_limit`` is in seconds. Raises GateRefusedError on any difference, crash or time-out.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", _TRIAL]
    try:
        trial = subprocess.run(
            command,
            input=pickle.dumps(rule_set),
            capture_output=True,
            timeout=time_limit,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GateRefusedError((f"the trial was not over after {time_limit:g} seconds",)) from error
    if trial.returncode < 0:
        raise GateRefusedError((f"the trial was ended by {signal.Signals(-trial.returncode).name}",))
    if trial.returncode != 0:
        reasons = trial.stdout.decode(errors="replace").splitlines()
        raise GateRefusedError(tuple(reasons) or (_last_line(trial.stderr),))


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "the trial failed without a word"
