"""What rule owners ask for as tables on a terminal: versions, their logs, activations, backtests and shadow runs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prescreen_shared.texts.catalogue import Language, format_moment, name_of, say

Answer = Mapping[str, Any]
_HASH_SHOWN = 12
NOT_MET = "not_met"
UNCHANGED = "unchanged"


def print_versions(console: Console, versions: Iterable[Answer], language: Language) -> None:
    """Print a line for each version: its state, who wrote and approved it, and what it is in force for."""
    table = _table(
        language,
        "column-version",
        "column-state",
        "column-author",
        "column-approver",
        "column-in-force",
        "column-hash",
    )
    for each in versions:
        table.add_row(
            f"{each['name']}@{each['version']}",
            say(f"version_state.{each['state']}", language),
            each["author"],
            each["approved_by"] or "–",
            _in_force(each, language),
            (each["sha256"] or "–")[:_HASH_SHOWN],
        )
    console.print(table)


def print_events(console: Console, events: Iterable[Answer], language: Language) -> None:
    """Print what happened, the newest first."""
    table = _table(language, "column-when", "column-who", "column-what", "column-call", "column-reason")
    for each in events:
        table.add_row(
            _moment(each["at"], language),
            each["by"],
            name_of("version_event", each["kind"], language),
            each["call_code"] or "–",
            each["reason"] or "",
        )
    console.print(table)


def print_activations(console: Console, activations: Iterable[Answer], language: Language) -> None:
    """Print what came into force, the newest first."""
    table = _table(
        language, "column-when", "column-what", "column-version", "column-call", "column-who", "column-reason"
    )
    for each in activations:
        table.add_row(
            _moment(each["at"], language),
            name_of("activation_kind", each["kind"], language),
            "–" if each["version"] is None else f"{each['name']}@{each['version']}",
            each["call_code"] or say("command.calls-to-come", language),
            each["by"],
            each["reason"] or "",
        )
    console.print(table)


def print_problems(console: Console, problems: Iterable[Answer], language: Language) -> None:
    """Print what is wrong with a draft, each with its line and column."""
    for each in problems:
        console.print(
            f"{each['line']}:{each['column']}: {each['path']}",
            style="red" if each["severity"] == "error" else "yellow",
        )
        console.print(f"    {each[language]}", soft_wrap=True)


def print_backtest(console: Console, found: Answer, language: Language) -> None:
    """Print the counts, and every application that changes with its grounds before and after."""
    old, new = found["old"], found["new"]
    console.print(
        Text(
            say(
                "command.backtest-head",
                language,
                call=found["call"]["code"],
                old="–" if old is None else f"{old['name']}@{old['version']}",
                new=f"{new['name']}@{new['version']}",
            ),
            style="bold",
        )
    )
    for kind, count in found["counts"].items():
        if count:
            console.print(f"  {say(f'change.{kind}', language)}: {count}")
    for problem in found["problems"]:
        console.print(problem[language], style="yellow", soft_wrap=True)
    for application in found["applications"]:
        _print_application(console, application, found["names"], language)


def print_shadows(console: Console, shadows: Iterable[Answer], language: Language) -> None:
    """Print each shadow run with how many proposals it would have changed on each screening."""
    table = _table(language, "column-call", "column-version", "column-who", "column-shadow", "column-what")
    for each in shadows:
        tried = [_counts(backtest, language) for backtest in each["backtests"]]
        version = each["backtests"][0]["new"] if each["backtests"] else None
        name = each["version_id"] if version is None else f"{version['name']}@{version['version']}"
        table.add_row(each["call_code"], name, each["by"], each["shadow_id"], "\n".join(tried) or "–")
    console.print(table)


def _table(language: Language, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(say(f"command.{column}", language))
    return table


def _in_force(version: Answer, language: Language) -> str:
    """Say for which calls a version is in force."""
    places = [say("command.calls-to-come", language)] if version["in_force"] else []
    return ", ".join([*places, *version["calls"]]) or "–"


def _moment(text: str, language: Language) -> str:
    return format_moment(datetime.fromisoformat(text), language)


def _print_application(console: Console, application: Answer, names: Answer, language: Language) -> None:
    before, after = (_outcome(application[side], language) for side in ("old", "new"))
    console.print()
    console.print(Text(f"{application['reference']}  {before} → {after}", style="bold"))
    if application["why"]:
        console.print(f"  {application['why']}", style="yellow", soft_wrap=True)
    grounds = [("rules", each["rule"], each) for each in application["rules"]]
    grounds += [("criteria", each["criterion"], each) for each in application["criteria"]]
    for part, name, each in grounds:
        title = names.get(part, {}).get(name, {}).get(language, name)
        console.print(Text(f"  {title}", style="dim"))
        for key, finding in (("command.before", each["old"]), ("command.after", each["new"])):
            console.print(Padding(Text(f"{say(key, language)}: {_said(finding, language)}"), (0, 0, 0, 4)))


def _outcome(side: Answer | None, language: Language) -> str:
    return "–" if side is None else say(f"outcome.{side['outcome']}", language)


def _said(finding: Answer | None, language: Language) -> str:
    if finding is None or finding["status"] == NOT_MET:
        return say("command.says-nothing", language)
    return str(finding["text"][language])


def _counts(backtest: Answer, language: Language) -> str:
    counts = backtest["counts"]
    changed = sum(count for kind, count in counts.items() if kind != UNCHANGED)
    return say("command.shadow-counts", language, changed=changed, total=sum(counts.values()))
