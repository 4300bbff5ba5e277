"""A backtest on a terminal: how many change in which way, then each of them with the old sentence and the new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from shared.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from shared.texts import Language

    Answer = Mapping[str, Any]

NOT_MET = "not_met"


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


def _said(finding: Answer | None, language: Language) -> str:
    if finding is None or finding["status"] == NOT_MET:
        return say("command.says-nothing", language)
    return str(finding["text"][language])


def _outcome(side: Answer | None, language: Language) -> str:
    return "–" if side is None else say(f"outcome.{side['outcome']}", language)
