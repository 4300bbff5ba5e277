"""The pipeline's part of the table: the way from intake to verdict beside bare Celery, and where its time goes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figure import Figure, against
from benchmarks.noop_run import run_noop
from benchmarks.pair_run import Moments, PairRun


def pipeline_figures(run: PairRun) -> list[Figure]:
    """Compare a finished run with no-op tasks on the same broker, then divide its seconds and its CPU."""
    same = run_noop(run.broker_url, run.messages())
    single = run_noop(run.broker_url, ({"application": number} for number in range(run.applications)))
    section = f"Intake to verdict, {run.applications:,} applications"
    base = Figure(section, f"no-op Celery, the same {same.messages:,} messages", same.wall_s, "s")
    each = against(base, f"no-op Celery, {single.messages:,} messages of one application", single.wall_s)
    whole = against(base, "intake to the last verdict", run.moments.wall_s)
    beside_single = Figure(section, whole.what, whole.value, "s", each.what, each.value)
    return [base, each, whole, beside_single, *_phases(section, run.moments), *_cpu(run)]


def _phases(section: str, moments: Moments) -> Iterator[Figure]:
    whole = Figure(f"{section}: where its seconds go", "intake to the last verdict", moments.wall_s, "s")
    points = (
        ("import: HTTP, every check, one transaction", moments.imported),
        ("send: relay, queue, kept by scoring", moments.received),
        ("prepare: rules through the gate, the call as a whole, chunks cut", moments.prepared),
        ("judge: the chunks, in as many children as cores", moments.judged),
        ("record: the last verdicts back in intake", moments.recorded),
    )
    yield whole
    began = moments.began
    for what, ended in points:
        yield against(whole, what, max(0.0, (ended - began).total_seconds()))
        began = max(began, ended)


def _cpu(run: PairRun) -> Iterator[Figure]:
    """Divide the CPU between the processes; two cores working give two seconds of it a second."""
    micro = {name: use.cpu_s * 1e6 / run.applications for name, use in run.uses.items()}
    section = f"Intake to verdict, {run.applications:,} applications: where its CPU goes"
    whole = Figure(section, "all processes", sum(micro.values()), "µs CPU an application")
    yield whole
    for name, taken in sorted(micro.items(), key=lambda item: -item[1]):
        yield against(whole, name, taken)
