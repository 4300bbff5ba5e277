"""Reads a tutorial and does what it says: its commands, its edits, and what it says that one then sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)?[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GAP = "…"


@dataclass
class Command:
    """One line that the reader types, and the lines that it then sees; ``…`` stands for anything."""

    line: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Edit:
    """Lines of a file that are replaced by others; ``file`` is a copy made of the one edited before, where it is new."""

    file: str | None
    removed: list[str]
    added: list[str]


def read_tutorial(text: str) -> Iterator[Command | Edit]:
    """Give the steps of a tutorial in order."""
    for kind, rest, content in BLOCK.findall(text):
        if kind == "console":
            yield from _commands(content)
        elif kind == "diff":
            yield from _edits(rest.strip() or None, content)


def _commands(content: str) -> Iterator[Command]:
    command: Command | None = None
    for line in content.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(line.removeprefix("$ "))
        elif command is not None and line.strip():
            command.expected.append(line)
    if command is not None:
        yield command


def _edits(file: str | None, content: str) -> Iterator[Edit]:
    """A run of removed lines with the run of added ones after it is one edit."""
    edit = Edit(file, [], [])
    for line in content.splitlines():
        if line.startswith("-") and edit.added:
            yield edit
            edit = Edit(None, [], [])
        (edit.removed if line.startswith("-") else edit.added).append(line[1:])
    yield edit


class Reader:
    """Somebody who follows a tutorial in an empty folder, on the ports that were free."""

    def __init__(self, folder: Path, ports: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._ports = ports
        self._environment = {**environment, "PATH": f"{_bin()}{os.pathsep}{os.environ['PATH']}"}
        self._edited: str | None = None

    def follow(self, step: Command | Edit) -> None:
        """Do one step, and see to it that what the tutorial promises is there."""
        if isinstance(step, Edit):
            self._edit(step)
        else:
            self._run(step)

    def _edit(self, edit: Edit) -> None:
        if edit.file is not None:
            assert self._edited is not None
            (self._folder / edit.file).write_text((self._folder / self._edited).read_text())
            self._edited = edit.file
        assert self._edited is not None, "the tutorial edits a file before it has one"
        path = self._folder / self._edited
        text, before = path.read_text(), "\n".join(edit.removed)
        assert text.count(before) == 1, f"{self._edited} does not hold once: {before}"
        path.write_text(text.replace(before, "\n".join(edit.added)))

    def _run(self, command: Command) -> None:
        line = command.line
        for documented, real in self._ports.items():
            line = line.replace(documented, real)
        found = re.search(r"--out (\S+\.yaml)", line)
        if found and self._edited is None:
            self._edited = found.group(1)
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        seen = done.stdout + done.stderr
        assert done.returncode == 0, f"$ {line}\n{seen}"
        for expected in command.expected:
            assert _is_seen(expected, seen), f"$ {line}\nexpected: {expected}\nsaw:\n{seen}"


def _is_seen(expected: str, seen: str) -> bool:
    """Tell whether a line was seen; runs of blanks are alike, since tables are as wide as their content."""
    pattern = r".*?".join(r"\s+".join(map(re.escape, part.split())) for part in expected.split(GAP))
    return re.search(pattern, seen, re.DOTALL if GAP in expected else 0) is not None


def _bin() -> str:
    return str(os.path.dirname(sys.executable))  # noqa: PTH120 - the link itself, not what it leads to
