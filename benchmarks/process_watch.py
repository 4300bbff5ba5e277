"""Watches processes while something runs: the CPU that each used, and the most memory that each held."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import psutil

_EVERY_S = 0.5
_MEBIBYTE = 1024 * 1024


@dataclass
class ProcessUse:
    """What one process, and the children that it forked, used; memory is resident, in MiB.

    ``history_mib`` holds what the largest child held at each sample, the process itself where it has no child.
    """

    cpu_s: float = 0.0
    parent_mib: float = 0.0
    history_mib: list[float] = field(default_factory=list)

    @property
    def child_mib(self) -> float:
        """The most that one child ever held."""
        return max(self.history_mib, default=0.0)

    def growth(self) -> float:
        """The most held in the last quarter beside the most held in the second: about 1 where memory is flat."""
        quarter = max(1, len(self.history_mib) // 4)
        early = max(self.history_mib[quarter : 2 * quarter], default=0.0)
        return max(self.history_mib[-quarter:], default=0.0) / early if early else 1.0


@dataclass
class ProcessWatch:
    """Samples the processes ``pids`` (by name) from entering the block until leaving it."""

    pids: Mapping[str, int]
    uses: dict[str, ProcessUse] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._processes = {name: psutil.Process(pid) for name, pid in self.pids.items()}
        self._cpu_before = {name: _cpu(process) for name, process in self._processes.items()}
        self.uses = {name: ProcessUse() for name in self._processes}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching and settle what was used."""
        self._ended.set()
        self._thread.join()
        self._sample()
        for name, process in self._processes.items():
            self.uses[name].cpu_s = _cpu(process) - self._cpu_before[name]

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self._sample()

    def _sample(self) -> None:
        children = _children_by_parent()
        for name, process in self._processes.items():
            use, own = self.uses[name], _resident(process)
            use.parent_mib = max(use.parent_mib, own)
            use.history_mib.append(max(map(_resident, children.get(process.pid, ())), default=own))


def _children_by_parent() -> dict[int, list[psutil.Process]]:
    """Look at every process once, since psutil would do so again for each parent."""
    found: dict[int, list[psutil.Process]] = {}
    for process in psutil.process_iter(["ppid"]):
        found.setdefault(process.info["ppid"], []).append(process)
    return found


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / _MEBIBYTE
    except psutil.NoSuchProcess:
        return 0.0


def _cpu(process: psutil.Process) -> float:
    """Give the seconds used by a process, its living children, and those that it has buried."""
    total = 0.0
    for each in (process, *(process.children() if process.is_running() else ())):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total
