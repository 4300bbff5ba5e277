"""The scheduler's loop: named steps, each run every so often in its own thread, until the process is told to stop.

A step that does the same to many things does it to each alone, so that one that fails holds back none of the others.
"""

import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog

_log = structlog.get_logger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do every ``every_s`` seconds.

    ``run`` gives True when there is more to do at once. It may raise anything: the failure is logged and the
    step is tried again after a pause that doubles up to ``longest_pause_s``.
    """

    name: str
    every_s: float
    run: Callable[[], bool]
    longest_pause_s: float = 30.0


class Poller:
    """Runs steps side by side, so that one that fails or hangs never holds back another."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask every step to end after what it is doing."""
        self._stop.set()

    def run(self) -> None:
        """Run until ``stop`` is called; returns when every step has ended."""
        threads = [
            threading.Thread(target=self._repeat, args=(step,), name=step.name, daemon=True)
            for step in self._steps
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                # A join without a limit would keep the main thread from seeing signals.
                thread.join(timeout=0.5)

    def run_until_signalled(self) -> None:
        """Run until SIGTERM or SIGINT; only for the main thread of a process."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        self.run()

    def _repeat(self, step: Step) -> None:
        failures = 0
        while not self._stop.is_set():
            more = False
            try:
                more = step.run()
                failures = 0
            except Exception:
                failures += 1
                _log.exception("step_failed", step=step.name, failures=failures)
            if not more:
                self._stop.wait(_pause(step, failures))


def each_alone(items: Iterable[Item], act: Callable[[Item], Result]) -> list[Result]:
    """Act on every item, also on those behind one that failed, and give what came of each.

    Raises:
        ExceptionGroup: at the end, with what every failed item raised.
    """
    results: list[Result] = []
    failures: list[Exception] = []
    for item in items:
        try:
            results.append(act(item))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("some could not be done", failures)
    return results


def _pause(step: Step, failures: int) -> float:
    return min(step.every_s * float(2 ** min(failures, 10)), max(step.longest_pause_s, step.every_s))
