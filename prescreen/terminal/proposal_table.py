"""The proposal on a terminal: a table for each kind of grant, sums against the frame, findings on the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from prescreen.terminal.field_names import FieldNames
from prescreen.terminal.sum_table import new_table, sum_table, written_amount
from shared.statuses import Outcome
from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from prescreen.verdicts_file import ReadFinding, ReadVerdict, Verdicts
    from shared.texts import Language

_STYLES: Final = {
    Outcome.REFUSE: "red",
    Outcome.SET_ASIDE: "dim",
    Outcome.REFER: "yellow",
    Outcome.ELIGIBLE: "green",
}
_GAP: Final = "–"
_WIDE: Final = 110
"""Columns from which on applicants and reasons stand beside each other."""


def print_proposal(
    console: Console,
    call: Mapping[str, Any],
    applications: Sequence[Mapping[str, Any]],
    verdicts: Verdicts,
    language: Language,
) -> None:
    """Print the whole proposal.

    Args:
        console: where to print.
        call: the call as intake took it.
        applications: its applications as intake took them.
        verdicts: the proposal for each.
        language: of everything printed.
    """
    names = FieldNames(call, language)
    lay_out = _wide_table if console.width >= _WIDE else _narrow_table
    console.print(Text(call["title"], style="bold"))
    for key, grant_type in call["grant_types"].items():
        members = [application for application in applications if application["grant_type"] == key]
        if members:
            rows = tuple(_rows(members, verdicts, names, language))
            console.print(lay_out(grant_type["name"], rows, language))
    console.print(sum_table(call["grant_types"], applications, verdicts, language))
    if verdicts.call_findings:
        console.print(Text(say("command.call-findings", language), style="bold"))
        for finding in verdicts.call_findings:
            console.print(Text(f"• {finding[language]}"))
    console.print()
    console.print(_counts(applications, verdicts, language))
    if verdicts.rule_set:
        console.print(say("command.rules", language, **verdicts.rule_set), style="dim")


def _wide_table(name: str, rows: Sequence[_Row], language: Language) -> Table:
    table, has_points = new_table(name), any(row.points for row in rows)
    table.add_column(say("command.reference", language), no_wrap=True)
    table.add_column(say("command.applicant", language), min_width=24, max_width=30, overflow="fold")
    table.add_column(say("command.sought", language), justify="right", no_wrap=True)
    table.add_column(say("command.proposal", language), min_width=10, max_width=16)
    if has_points:
        table.add_column(say("points.heading", language), no_wrap=True)
    table.add_column(say("command.reasons", language), ratio=1, overflow="fold")
    for row in rows:
        points = (row.points or _GAP,) if has_points else ()
        table.add_row(row.reference, row.applicants, row.sought, row.outcome, *points, row.reasons)
    return table


def _narrow_table(name: str, rows: Sequence[_Row], language: Language) -> Table:
    # Where there is no room for two columns of sentences, the reasons stand below the applicant.
    table = new_table(name)
    table.add_column(say("command.reference", language), no_wrap=True)
    heading = f"{say('command.applicant', language)}, {say('command.reasons', language).lower()}"
    table.add_column(heading, ratio=1, overflow="fold")
    table.add_column(say("command.sought", language), justify="right", no_wrap=True)
    table.add_column(say("command.proposal", language), min_width=10, max_width=16)
    for row in rows:
        both = Text("\n").join([Text(row.applicants, style="bold"), row.reasons])
        table.add_row(row.reference, both, row.sought, row.outcome)
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    """What is shown of one application."""

    reference: str
    applicants: str
    sought: str
    outcome: Text
    reasons: Text
    points: str


def _rows(
    members: Iterable[Any], verdicts: Verdicts, names: FieldNames, language: Language
) -> Iterator[_Row]:
    for application in members:
        verdict = verdicts.of(application["reference"])
        yield _Row(
            application["reference"],
            ", ".join(application["applicants"]),
            written_amount(application.get("requested_amount")),
            _outcome(verdict, language),
            _reasons(verdict, names, language),
            _points(verdict, language),
        )


def _points(verdict: ReadVerdict | None, language: Language) -> str:
    if verdict is None or verdict.points is None:
        return ""
    known, most = verdict.points.known, verdict.points.max
    lines = [say("command.points", language, known=known, max=most)]
    if unknown := verdict.points.possible - known:
        lines.append(say("command.unknown-points", language, unknown=unknown))
    return "\n".join(lines)


def _outcome(verdict: ReadVerdict | None, language: Language) -> Text:
    if verdict is None:
        return Text(say("outcome.none", language))
    return Text(say(f"outcome.{verdict.outcome}", language), style=_STYLES[verdict.outcome])


def _reasons(verdict: ReadVerdict | None, names: FieldNames, language: Language) -> Text:
    if verdict is None:
        return Text(_GAP)
    lines = [Text(_sentence(finding, names, language)) for finding in verdict.reasons]
    lines += [Text(say("command.note", language, text=n.text[language]), style="dim") for n in verdict.notes]
    return Text("\n").join(lines) if lines else Text(_GAP)


def _sentence(finding: ReadFinding, names: FieldNames, language: Language) -> str:
    said = finding.text[language]
    if not finding.missing:
        return said
    return f"{said} {say('command.missing', language, fields=names.listed(finding.missing))}"


def _counts(applications: Sequence[Any], verdicts: Verdicts, language: Language) -> str:
    counted = Counter(verdict.outcome for verdict in verdicts.verdicts)
    parts = [f"{say(f'outcome.{outcome}', language).lower()} {counted[outcome]}" for outcome in Outcome]
    if verdicts.unscreened:
        parts.append(f"{say('outcome.none', language).lower()} {len(verdicts.unscreened)}")
    return say("command.counts", language, count=len(applications), parts=", ".join(parts))
