"""The verb that makes precedents of a decided round: what staff decided last year becomes an example for this year's rules.

It reads a bundle with ``decisions.json`` and writes the part ``precedents`` of a rule file. Whoever owns the rules takes the
part into a draft, so that it is checked, tried, approved and kept under a hash like everything else in it.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from prescreen_shared.statuses import Decided
from prescreen_shared.written import reference_key
from scoring_service.commands.rule_commands import BAD_INPUT, OUT, echo_both
from scoring_service.rule_files.faults import FaultList
from scoring_service.rule_files.fields import load_shape
from scoring_service.rule_files.shapes import PrecedentShape

APPLICATIONS: Final = "applications.json"
DECISIONS: Final = "decisions.json"
CALL: Final = "call.json"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("bundle", metavar="BUNDLE", type=FOLDER)
@click.option("--year", type=int, help="The year that the money was for; else grant_year of call.json.")
@click.option("--out", metavar="FILE", type=OUT, help="Write it here.")
def precedents(bundle: Path, year: int | None, out: Path | None) -> None:
    """Write the decided applications of BUNDLE as the precedents of a rule file.

    BUNDLE is a folder with call.json, applications.json and decisions.json. What was granted stands without words, since a
    board then writes an amount.
    """
    call, applications, decisions = (_read(bundle / name) for name in (CALL, APPLICATIONS, DECISIONS))
    decided = {each.get("reference"): each for each in decisions if isinstance(each, dict)}
    made = [
        _precedent(each, decided[each["reference"]], year or call.get("grant_year"))
        for each in sorted(applications, key=lambda each: reference_key(str(each.get("reference"))))
        if each.get("reference") in decided
    ]
    problems = list(_problems(made))
    for problem in problems:
        click.echo(f"{bundle / DECISIONS}: {problem}", err=True)
    if problems:
        raise click.exceptions.Exit(BAD_INPUT)
    text = _as_yaml(made)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def _precedent(application: dict[str, Any], decision: dict[str, Any], year: Any) -> dict[str, Any]:
    outcome, words = decision.get("outcome"), decision.get("text")
    said = None if outcome == Decided.GRANTED or not words else " ".join(str(words).split())
    found = {
        "reference": application["reference"],
        "year": year,
        "outcome": outcome,
        "grant_type": application.get("grant_type"),
        "title": application.get("title"),
        "text": application.get("description") or application.get("title"),
        "words": said,
    }
    return {key: value for key, value in found.items() if value is not None}


def _problems(made: list[dict[str, Any]]) -> Iterator[str]:
    """Tell what of each does not fit a rule file, in both languages."""
    for each in made:
        faults = FaultList({})
        load_shape(PrecedentShape, each, (), faults)
        yield from (f"{each['reference']}: {fault.sv} ({fault.en})" for fault in faults.sorted())


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        echo_both("checks.unreadable", err=True, file=path, reason=reason)
        raise click.exceptions.Exit(BAD_INPUT) from error


def _as_yaml(made: list[dict[str, Any]]) -> str:
    yaml, written = YAML(), io.StringIO()
    yaml.width = 4096
    yaml.allow_unicode = True
    quoted = [
        {key: Quoted(value) if isinstance(value, str) else value for key, value in each.items()}
        for each in made
    ]
    yaml.dump({"precedents": quoted}, written)
    return written.getvalue()
