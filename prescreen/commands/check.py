"""``prescreen check``: the call in a folder with its applications, register and rules, checked with nothing started.

Each service is asked for its part as a process of its own, so that what is said is what the running pair would say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.text import Text

from prescreen.bundle import CALL, BadBundleError, Fault, read_bundle
from prescreen.commands.options import File, Folder, language_option
from prescreen.exit import ExitCode
from prescreen.terminal.console import notes_console, print_faults, print_remarks, result_console
from prescreen_shared.errors import kinds_of_faults
from prescreen_shared.texts.catalogue import Language, say

_INTAKES_PART: Final = "intake_service.importing.check_bundle"
_SCORINGS_PART: Final = "scoring_service.commands.fit_command"


@click.command()
@click.argument("bundle_folder", metavar="FOLDER", type=Folder)
@click.option(
    "--rule-set", metavar="NAME|FILE", help="Rules to check against instead of those that the call names."
)
@click.option("--register", type=File, help="A register instead of the folder's register.json.")
@language_option
def check(
    bundle_folder: Path, rule_set: str | None, register: Path | None, language: Language | None
) -> None:
    """Check the call in FOLDER, its applications and register, and whether its rules exist and fit it.

    Nothing is started and nothing stored. Ends with 1 where there is a fault.
    """
    try:
        bundle = read_bundle(bundle_folder, register)
        file = _rule_file(rule_set)
        name = file.stem if file else rule_set
        body = {**bundle.for_intake(), "rule_set": None if file else name}
        answer = _ask(_INTAKES_PART, body)
        if answer["faults"]:
            found = bundle.faults(answer["faults"], "")
            raise BadBundleError(found, len(found), kinds_of_faults(answer["faults"]))
        rules = name or answer["rule_set"]
        asked = {"call": answer["call"], "register": answer["register"], "rules": rules}
        problems = _ask(_SCORINGS_PART, {**asked, "file": str(file) if file else None})
        print_remarks(notes_console(), answer["remarks"], language or "sv")
        _tell_problems(problems, language)
    except BadBundleError as error:
        print_faults(notes_console(), error.faults, language, error.count, error.summary)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    told = {"folder": bundle_folder, "count": answer["applications"], "rules": rules}
    result_console().print(say("command.checked", language or "sv", **told), soft_wrap=True)


def _rule_file(given: str | None) -> Path | None:
    """Give the file that ``--rule-set`` names, None where it names a rule set or nothing."""
    if given is None or not ("/" in given or Path(given).is_file()):
        return None
    if not Path(given).is_file():
        raise click.BadParameter(f"there is no file {given}", param_hint="--rule-set")
    return Path(given).absolute()


def _ask(module: str, body: Mapping[str, Any]) -> Any:
    """Ask a service for its part, as a process that starts nothing else.

    Raises:
        OSError: it failed.
    """
    command = (sys.executable, "-m", module)
    done = subprocess.run(command, input=json.dumps(body), capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{module}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def _tell_problems(problems: Sequence[Mapping[str, Any]], language: Language | None) -> None:
    """Print what does not fit; what is only a warning is printed and lets the folder pass.

    Raises:
        BadBundleError: something does not fit.
    """
    told = [(each["severity"], _fault_of(each)) for each in problems]
    faults = [fault for severity, fault in told if severity == "error"]
    console = notes_console()
    for severity, fault in told:
        if severity != "error":
            console.print(Text(fault.en if language == "en" else fault.sv, style="yellow"))
    if faults:
        raise BadBundleError(faults)


def _fault_of(problem: Mapping[str, Any]) -> Fault:
    out = problem["way_out"] or {}
    sv, en = (f"{problem['text'][key]} {out.get(key, '')}".strip() for key in ("sv", "en"))
    place = {"line": problem.get("line"), "field": problem.get("field")}
    return Fault(problem.get("file") or CALL, problem["code"], sv, en, **place)
