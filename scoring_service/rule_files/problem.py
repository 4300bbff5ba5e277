"""What is wrong in a rule file, where, and what would be accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a place in the file."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault, at a line and column counted from 1; ``path`` is such as ``rules[2].when``; a warning refuses no file."""

    line: int
    column: int
    path: str
    sv: str
    en: str
    severity: Severity = "error"


class RuleFileError(Exception):
    """The file is no valid rule set; ``problems`` are all that is wrong with it, in the file's order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{p.line}:{p.column}: {p.path}: {p.en}" for p in problems))
        self.problems = tuple(problems)


class ProblemList:
    """Gathers problems by path and puts each where it stands in the file."""

    def __init__(self, positions: dict[Path, tuple[int, int]]) -> None:
        self._positions = positions
        self._problems: list[Problem] = []
        self._error_paths: list[Path] = []

    def __len__(self) -> int:
        """Count the errors; warnings are not counted, for what they are about can be used."""
        return len(self._error_paths)

    def add(self, path: Path, sv: str, en: str, severity: Severity = "error") -> None:
        """Note a fault at a path, or at the nearest place above it that the file has."""
        line, column = self._position(path)
        self._problems.append(Problem(line, column, write_path(path), sv, en, severity))
        if severity == "error":
            self._error_paths.append(path)

    def warn(self, path: Path, sv: str, en: str) -> None:
        """Note what is likely a mistake but refuses no file."""
        self.add(path, sv, en, "warning")

    def has_error_within(self, path: Path) -> bool:
        """Tell whether an error was noted at a path or below it."""
        return any(found[: len(path)] == path for found in self._error_paths)

    def sorted(self) -> list[Problem]:
        """Give the problems in the file's order, each once."""
        return sorted(set(self._problems))

    def _position(self, path: Path) -> tuple[int, int]:
        while path and path not in self._positions:
            path = path[:-1]
        return self._positions.get(path, (1, 1))


def write_path(path: Path) -> str:
    """Write a path as ``rules[2].levels[0].when``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
