"""The memory's part of the table: what the workers held with ten times the applications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.figure import Figure
from benchmarks.process_watch import ProcessUse
from prescreen.embedded.one_machine import INTAKE_WEB, INTAKE_WORKER, SCORING_WORKER


def memory_figures(
    small: tuple[int, Mapping[str, ProcessUse]], large: tuple[int, Mapping[str, ProcessUse]]
) -> Iterator[Figure]:
    """Compare the most that each process held at two sizes; one that keeps nothing of each application gives about 1."""
    section = f"Memory at {large[0]:,} applications beside {small[0]:,}"
    before, after = (_held(uses) for _, uses in (small, large))
    for what, mebibytes in after.items():
        yield Figure(section, what, mebibytes, "MiB", f"{before[what]:.0f} MiB", before[what])


def _held(uses: Mapping[str, ProcessUse]) -> dict[str, float]:
    return {
        "scoring worker, largest child": uses[SCORING_WORKER].child_mib,
        "scoring worker, parent": uses[SCORING_WORKER].parent_mib,
        "intake worker, largest child": uses[INTAKE_WORKER].child_mib,
        "intake worker, parent": uses[INTAKE_WORKER].parent_mib,
        "intake web, largest child": uses[INTAKE_WEB].child_mib,
    }
