"""The figures of one run as a table on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from os import cpu_count
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.figure import Figure

_HEADS = ("What", "Measured", "Ratio", "Beside")
_LIBRARIES = ("celery", "durable-rules", "redis", "sqlalchemy", "zen-engine")


def as_rich(figures: Sequence[Figure]) -> Table:
    """Give the table for a terminal, a block for each section."""
    table = Table(title="One run; every ratio is to what ran beside it", title_justify="left")
    for head in _HEADS:
        table.add_column(head, justify="right" if head in ("Measured", "Ratio") else "left")
    for section, lines in groupby(figures, key=lambda figure: figure.section):
        table.add_section()
        table.add_row(f"[bold]{section}[/bold]", "", "", "")
        for line in lines:
            table.add_row(*_cells(line))
    return table


def as_markdown(figures: Sequence[Figure]) -> str:
    """Give the table as a README quotes it."""
    rows = [f"| {' | '.join(_HEADS)} |", "|---|--:|--:|---|"]
    for section, lines in groupby(figures, key=lambda figure: figure.section):
        rows.append(f"| **{section}** | | | |")
        rows.extend(f"| {' | '.join(_cells(line))} |" for line in lines)
    return "\n".join(rows) + "\n"


def write_files(figures: Sequence[Figure], folder: Path) -> None:
    """Write ``benchmarks.json`` and ``benchmarks.md``; the first says what it ran on."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"run": _run(), "figures": [figure.to_json() for figure in figures]}
    text = json.dumps(document, indent=2, ensure_ascii=False)
    (folder / "benchmarks.json").write_text(text + "\n", encoding="utf-8")
    (folder / "benchmarks.md").write_text(as_markdown(figures), encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    return (
        figure.what,
        f"{_number(figure.value)} {figure.unit}",
        f"{_number(figure.ratio)} ×" if figure.beside else "1 ×",
        figure.beside or "",
    )


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _run() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": cpu_count(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }
