"""The CPU seconds of ``prescreen check``, as a table: ``python -m tests.bad_input.check_seconds``.

The command runs as a process, as people run it, on the four shipped examples and on every broken folder; user and system
seconds of all its processes are counted. Each folder is to take less than two seconds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tests.bad_input.broken_folders import BROKEN, EXAMPLE, ROOT

GOAL_S: Final = 2.0
COMMAND: Final = (sys.executable, "-m", "prescreen.main", "check", "--lang", "en")


class Checked(NamedTuple):
    """One folder: what it is, what the command ended with, whether it said what it must, and its seconds of CPU."""

    name: str
    exit_code: int
    is_told: bool
    cpu_s: float


def check(name: str, folder: Path, file: str | None = None, code: str = "") -> Checked:
    """Run the command on a folder; where it is broken, ``file`` and ``code`` must be told."""
    before = os.times()
    done = subprocess.run([*COMMAND, str(folder)], capture_output=True, text=True, check=False)
    after = os.times()
    said = done.stdout + done.stderr
    is_told = (file or "") in said and f"[{code}]" in said if code else done.returncode == 0
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Checked(name, done.returncode, is_told and done.returncode == bool(code), cpu)


def every_folder() -> Iterator[Checked]:
    """Check the shipped examples, then each broken folder."""
    for folder in sorted(EXAMPLE.parent.glob("stockholm-*")):
        yield check(folder.relative_to(ROOT).as_posix(), folder)
    for broken, file, code in BROKEN:
        with TemporaryDirectory() as made:
            for part in EXAMPLE.glob("*.json"):
                shutil.copy(part, made)
            broken(Path(made))
            yield check(f"{code} in {file}", Path(made), file, code)


def main() -> int:
    """Print the table; 1 where a folder took too long, or did not say what it must."""
    print(f"{'folder':<44} {'exit':>4} {'CPU s':>6}")
    found = []
    for each in every_folder():
        found.append(each)
        told = "" if each.is_told else "  NOT TOLD"
        slow = "" if each.cpu_s < GOAL_S else f"  above {GOAL_S:g} s"
        print(f"{each.name:<44} {each.exit_code:>4} {each.cpu_s:>6.2f}{told}{slow}", flush=True)
    longest = max(each.cpu_s for each in found)
    print(f"{len(found)} folders, the longest {longest:.2f} s of CPU; the goal is under {GOAL_S:g} s.")
    return 0 if all(each.is_told for each in found) and longest < GOAL_S else 1


if __name__ == "__main__":
    sys.exit(main())
