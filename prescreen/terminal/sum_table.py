"""The sums of a call against its frame as a table on a terminal, a column for each kind of grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from shared.statuses import Outcome
from shared.texts import say
from shared.texts.formats import format_amount, format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from prescreen.verdicts_file import Verdicts
    from shared.texts import Language

GAP: Final = "–"
_LINES: Final = ("count", "sought", "eligible-sum", "referred-sum", "frame", "left")


def sum_table(
    grant_types: Mapping[str, Any], applications: Sequence[Any], verdicts: Verdicts, language: Language
) -> Table:
    """Add up, for each kind of grant, what was sought, what is eligible or referred, and what that leaves."""
    table = new_table(say("command.sums", language))
    table.add_column("")
    columns = []
    for key, grant_type in grant_types.items():
        table.add_column(grant_type["name"], justify="right", min_width=14, overflow="fold")
        members = [application for application in applications if application["grant_type"] == key]
        columns.append(_column(members, grant_type.get("budget"), verdicts))
    for at, line in enumerate(_LINES):
        table.add_row(say(f"command.{line}", language), *(column[at] for column in columns))
    return table


def _column(members: Sequence[Any], frame: int | None, verdicts: Verdicts) -> tuple[str, ...]:
    eligible = _proposed(members, verdicts, Outcome.ELIGIBLE)
    return (
        format_number(len(members)),
        format_amount(sum(member.get("requested_amount") or 0 for member in members)),
        format_amount(eligible),
        format_amount(_proposed(members, verdicts, Outcome.REFER)),
        written_amount(frame),
        written_amount(None if frame is None else frame - eligible),
    )


def _proposed(members: Iterable[Any], verdicts: Verdicts, outcome: Outcome) -> int:
    found = (verdicts.of(member["reference"]) for member in members)
    return sum(verdict.proposed_amount or 0 for verdict in found if verdict and verdict.outcome is outcome)


def written_amount(amount: int | None) -> str:
    """Write an amount in whole SEK, or a dash where there is none."""
    return GAP if amount is None else format_amount(amount)


def new_table(title: str) -> Table:
    """Give an empty table in the one look that all have."""
    return Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
