"""The proposal as tables on a terminal: one for each kind of grant, sums against the frame, findings on the call."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from prescreen.terminal.field_names import FieldNames
from shared.statuses import Outcome
from shared.texts import say
from shared.texts.formats import format_amount, format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from prescreen.verdicts_file import ReadFinding, ReadVerdict, Verdicts
    from shared.texts import Language

_STYLES: Final = {
    Outcome.REFUSE: "red",
    Outcome.SET_ASIDE: "dim",
    Outcome.REFER: "yellow",
    Outcome.ELIGIBLE: "green",
}
_GAP: Final = "–"


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
    console.print(Text(call["title"], style="bold"))
    for key, grant_type in call["grant_types"].items():
        members = [application for application in applications if application["grant_type"] == key]
        if members:
            console.print(_table(grant_type["name"], members, verdicts, names, language))
    console.print(_sums(call["grant_types"], applications, verdicts, language))
    if verdicts.call_findings:
        console.print(Text(say("command.call-findings", language), style="bold"))
        for finding in verdicts.call_findings:
            console.print(Text(f"• {finding[language]}"))
    console.print()
    console.print(_counts(applications, verdicts, language))
    if verdicts.rule_set:
        console.print(say("command.rules", language, **verdicts.rule_set), style="dim")


def _table(
    name: str, members: Iterable[Any], verdicts: Verdicts, names: FieldNames, language: Language
) -> Table:
    table = Table(title=name, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("command.reference", language), no_wrap=True)
    table.add_column(say("command.applicant", language), min_width=18, max_width=30)
    table.add_column(say("command.sought", language), justify="right", no_wrap=True)
    table.add_column(say("command.proposal", language), min_width=10, max_width=16)
    table.add_column(say("command.reasons", language), ratio=1)
    for application in members:
        verdict = verdicts.of(application["reference"])
        table.add_row(
            application["reference"],
            ", ".join(application["applicants"]),
            _amount(application.get("requested_amount")),
            _outcome(verdict, language),
            _reasons(verdict, names, language),
        )
    return table


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


def _sums(
    grant_types: Mapping[str, Any], applications: Sequence[Any], verdicts: Verdicts, language: Language
) -> Table:
    table = Table(
        title=say("command.sums", language),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("", max_width=30)
    for column in ("count", "sought", "eligible-sum", "referred-sum", "frame", "left"):
        table.add_column(say(f"command.{column}", language), justify="right")
    for key, grant_type in grant_types.items():
        members = [application for application in applications if application["grant_type"] == key]
        eligible = _proposed(members, verdicts, Outcome.ELIGIBLE)
        frame = grant_type.get("budget")
        table.add_row(
            grant_type["name"],
            format_number(len(members)),
            format_amount(sum(member.get("requested_amount") or 0 for member in members)),
            format_amount(eligible),
            format_amount(_proposed(members, verdicts, Outcome.REFER)),
            _amount(frame),
            _amount(None if frame is None else frame - eligible),
        )
    return table


def _proposed(members: Iterable[Any], verdicts: Verdicts, outcome: Outcome) -> int:
    found = (verdicts.of(member["reference"]) for member in members)
    return sum(verdict.proposed_amount or 0 for verdict in found if verdict and verdict.outcome is outcome)


def _counts(applications: Sequence[Any], verdicts: Verdicts, language: Language) -> str:
    counted = Counter(verdict.outcome for verdict in verdicts.verdicts)
    parts = [f"{say(f'outcome.{outcome}', language).lower()} {counted[outcome]}" for outcome in Outcome]
    if verdicts.unscreened:
        parts.append(f"{say('outcome.none', language).lower()} {len(verdicts.unscreened)}")
    return say("command.counts", language, count=len(applications), parts=", ".join(parts))


def _amount(amount: int | None) -> str:
    return _GAP if amount is None else format_amount(amount)
