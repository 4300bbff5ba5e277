"""What is to run: a name, a command, its environment, and how to tell that it is ready."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _at_once() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """One process to keep running; ``environment`` stands on top of the command's own.

    ``grace_s`` is how many seconds it gets to finish its work when it is stopped.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = _at_once
    keep_open: tuple[int, ...] = ()
    grace_s: float = 20.0
