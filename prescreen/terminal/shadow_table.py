"""Shadow runs as a table on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

    from shared.texts import Language

    Answer = Mapping[str, Any]

UNCHANGED = "unchanged"


def print_shadows(console: Console, shadows: Iterable[Answer], language: Language) -> None:
    """Print each shadow run with how many proposals it would have changed on each screening."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("column-call", "column-version", "column-who", "column-shadow", "column-what"):
        table.add_column(say(f"command.{column}", language))
    for each in shadows:
        tried = [_counts(backtest, language) for backtest in each["backtests"]]
        version = each["backtests"][0]["new"] if each["backtests"] else None
        name = each["version_id"] if version is None else f"{version['name']}@{version['version']}"
        table.add_row(each["call_code"], name, each["by"], each["shadow_id"], "\n".join(tried) or "–")
    console.print(table)


def _counts(backtest: Answer, language: Language) -> str:
    counts = backtest["counts"]
    changed = sum(count for kind, count in counts.items() if kind != UNCHANGED)
    return say("command.shadow-counts", language, changed=changed, total=sum(counts.values()))
