"""The proposal on a terminal: a table for each kind of grant, sums against the frame, findings on the call.

Fields are named in the call's own words where it has a question for them, else as the catalogue does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from prescreen.verdicts_file import Verdicts
from prescreen_shared.shapes.declaring import write
from prescreen_shared.shapes.verdict import FiledVerdict, Finding
from prescreen_shared.statuses import Outcome
from prescreen_shared.texts.catalogue import (
    Language,
    format_amount,
    format_number,
    format_sum,
    name_of,
    say,
)
from prescreen_shared.written import AmountSum, add_up

_STYLES: Final = {
    Outcome.REFUSE: "red",
    Outcome.SET_ASIDE: "dim",
    Outcome.REFER: "yellow",
    Outcome.ELIGIBLE: "green",
}
_GAP: Final = "–"
_WIDE: Final = 110
"""Columns from which on applicants and reasons stand beside each other."""
_ANSWERS: Final = "answers."
_LINES: Final = ("count", "sought", "eligible-sum", "referred-sum", "frame", "left")


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
    console.print(_sum_table(call["grant_types"], applications, verdicts, language))
    if verdicts.call_findings:
        console.print(Text(say("command.call-findings", language), style="bold"))
        for finding in verdicts.call_findings:
            console.print(Text(f"• {finding.text.said(language)}"))
    console.print()
    console.print(_counts(applications, verdicts, language))
    if verdicts.rule_set:
        console.print(say("command.rules", language, **write(verdicts.rule_set)), style="dim")
    if verdicts.register:
        version, sha256 = verdicts.register.version, verdicts.register.sha256
        told = say("command.register-used", language, version=version, sha256=sha256)
        console.print(told, style="dim")


class FieldNames:
    """Names fields such as ``earlier_grants`` and ``answers.it_system`` in one language."""

    def __init__(self, call: Mapping[str, Any], language: Language) -> None:
        """Take the questions of ``call`` as intake gives it."""
        self._language: Language = language
        self._questions = {
            question["key"]: str(question["label"][language]).rstrip("?")
            for question in call.get("questions", ())
        }

    def name(self, field: str) -> str:
        """Name one field; one that nobody has named keeps its own name."""
        if field.startswith(_ANSWERS):
            key = field.removeprefix(_ANSWERS)
            return self._questions.get(key, key.replace("_", " "))
        return name_of("field", field, self._language)

    def listed(self, fields: Iterable[str]) -> str:
        """Name several, with semicolons between, since a question may hold commas."""
        return "; ".join(map(self.name, fields))


def _wide_table(name: str, rows: Sequence[_Row], language: Language) -> Table:
    table, has_points = _new_table(name), any(row.points for row in rows)
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


@dataclass(frozen=True, slots=True)
class _Row:
    """What is shown of one application."""

    reference: str
    applicants: str
    sought: str
    outcome: Text
    reasons: Text
    points: str


def _new_table(title: str) -> Table:
    """Give an empty table in the one look that all have."""
    return Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)


def _narrow_table(name: str, rows: Sequence[_Row], language: Language) -> Table:
    # Where there is no room for two columns of sentences, the reasons stand below the applicant.
    table = _new_table(name)
    table.add_column(say("command.reference", language), no_wrap=True)
    heading = f"{say('command.applicant', language)}, {say('command.reasons', language).lower()}"
    table.add_column(heading, ratio=1, overflow="fold")
    table.add_column(say("command.sought", language), justify="right", no_wrap=True)
    table.add_column(say("command.proposal", language), min_width=10, max_width=16)
    for row in rows:
        both = Text("\n").join([Text(row.applicants, style="bold"), row.reasons])
        table.add_row(row.reference, both, row.sought, row.outcome)
    return table


def _rows(
    members: Iterable[Any], verdicts: Verdicts, names: FieldNames, language: Language
) -> Iterator[_Row]:
    for application in members:
        verdict = verdicts.of(application["reference"])
        yield _Row(
            application["reference"],
            ", ".join(application["applicants"]),
            _written_amount(application.get("requested_amount")),
            _outcome(verdict, language),
            _reasons(verdict, names, language),
            _points(verdict, language),
        )


def _written_amount(amount: int | None) -> str:
    """Write an amount in whole SEK, or a dash where there is none."""
    return _GAP if amount is None else format_amount(amount)


def _outcome(verdict: FiledVerdict | None, language: Language) -> Text:
    if verdict is None:
        return Text(say("outcome.none", language))
    return Text(say(f"outcome.{verdict.outcome}", language), style=_STYLES[verdict.outcome])


def _reasons(verdict: FiledVerdict | None, names: FieldNames, language: Language) -> Text:
    if verdict is None:
        return Text(_GAP)
    lines = [Text(_sentence(finding, names, language)) for finding in verdict.reasons]
    lines += [
        Text(say("command.note", language, text=n.text.said(language)), style="dim") for n in verdict.notes
    ]
    return Text("\n").join(lines) if lines else Text(_GAP)


def _sentence(finding: Finding, names: FieldNames, language: Language) -> str:
    said = finding.text.said(language)
    if finding.possible_reason is not None:
        reason = finding.possible_reason.said(language)
        said = f"{said} {say('finding-part.possible-reason', language)} {reason}"
    if not finding.missing:
        return said
    return f"{said} {say('command.missing', language, fields=names.listed(finding.missing))}"


def _points(verdict: FiledVerdict | None, language: Language) -> str:
    if verdict is None or verdict.points is None:
        return ""
    known, most = verdict.points.known, verdict.points.max
    lines = [say("command.points", language, known=known, max=most)]
    if unknown := verdict.points.unknown:
        lines.append(say("command.unknown-points", language, unknown=unknown))
    return "\n".join(lines)


def _sum_table(
    grant_types: Mapping[str, Any], applications: Sequence[Any], verdicts: Verdicts, language: Language
) -> Table:
    """Add up, for each kind of grant, what was sought, what is eligible or referred, and what that leaves."""
    table = _new_table(say("command.sums", language))
    table.add_column("")
    columns = []
    for key, grant_type in grant_types.items():
        table.add_column(grant_type["name"], justify="right", min_width=14, overflow="fold")
        members = [application for application in applications if application["grant_type"] == key]
        columns.append(_column(members, grant_type.get("budget"), verdicts, language))
    for at, line in enumerate(_LINES):
        table.add_row(say(f"command.{line}", language), *(column[at] for column in columns))
    return table


def _column(
    members: Sequence[Any], frame: int | None, verdicts: Verdicts, language: Language
) -> tuple[str, ...]:
    sought = add_up(member.get("requested_amount") for member in members)
    eligible = _proposed(members, verdicts, Outcome.ELIGIBLE)
    return (
        format_number(len(members)),
        format_sum(sought, language),
        format_sum(eligible, language),
        format_sum(_proposed(members, verdicts, Outcome.REFER), language),
        _written_amount(frame),
        _written_amount(None if frame is None or eligible.amount is None else frame - eligible.amount),
    )


def _proposed(members: Iterable[Any], verdicts: Verdicts, outcome: Outcome) -> AmountSum:
    found = (verdicts.of(member["reference"]) for member in members)
    return add_up(verdict.proposed_amount for verdict in found if verdict and verdict.outcome is outcome)


def _counts(applications: Sequence[Any], verdicts: Verdicts, language: Language) -> str:
    counted = Counter(verdict.outcome for verdict in verdicts.verdicts)
    parts = [f"{say(f'outcome.{outcome}', language).lower()} {counted[outcome]}" for outcome in Outcome]
    if verdicts.unscreened:
        parts.append(f"{say('outcome.none', language).lower()} {len(verdicts.unscreened)}")
    return say("command.counts", language, count=len(applications), parts=", ".join(parts))
