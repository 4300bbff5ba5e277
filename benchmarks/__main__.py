"""``python -m benchmarks``: prints one table of ratios from one run, and writes it as JSON and Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from benchmarks.activation_figures import activation_figures
from benchmarks.engine_figures import engine_figures
from benchmarks.figure import Figure
from benchmarks.memory_figures import memory_figures
from benchmarks.pair_run import screened
from benchmarks.pipeline_figures import pipeline_figures
from benchmarks.table import as_rich, write_files

SECTIONS = ("engine", "activation", "pipeline", "memory")


@click.command()
@click.option("--applications", default=10_000, show_default=True, type=click.IntRange(10, 10_000))
@click.option("--only", type=click.Choice(SECTIONS), multiple=True, help="Measure this part alone.")
@click.option("--out", default="out/benchmarks", show_default=True, type=click.Path(path_type=Path))
def main(applications: int, only: tuple[str, ...], out: Path) -> None:
    """Measure ApplicationJudge, pipeline and memory, each beside something else in the same run."""
    wanted, console = only or SECTIONS, Console(width=None if sys.stdout.isatty() else 160)
    figures: list[Figure] = []
    if "engine" in wanted:
        console.print("timing the evaluators …", style="dim")
        figures += engine_figures(applications)
    if "activation" in wanted:
        console.print("activating versions …", style="dim")
        figures += activation_figures()
    if "pipeline" in wanted or "memory" in wanted:
        figures += _pair_figures(applications, wanted, console)
    console.print(as_rich(figures))
    write_files(figures, out)
    console.print(f"{out / 'benchmarks.json'}, {out / 'benchmarks.md'}", style="dim", soft_wrap=True)


def _pair_figures(applications: int, wanted: tuple[str, ...], console: Console) -> Iterator[Figure]:
    small = max(1, applications // 10)
    if "memory" in wanted:
        console.print(f"screening {small:,} applications …", style="dim")
        with screened(small) as run:
            before = run.uses
    console.print(f"screening {applications:,} applications …", style="dim")
    with screened(applications) as run:
        if "pipeline" in wanted:
            yield from pipeline_figures(run)
    if "memory" in wanted:
        yield from memory_figures((small, before), (applications, run.uses))


if __name__ == "__main__":
    main()
