"""The verb ``replay``: what a replay has found, printed for people or as JSON."""

from __future__ import annotations

import json
import traceback
from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from scoring_service.store.tables import Base
from scoring_service.trials.replay import replay
from shared.plumbing.migrations import differences
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.trials.parts import TrialParts
    from scoring_service.trials.replay_report import Apart, Differing, Place, ReplayReport
    from shared.texts import Language

DIFFERENT: Final = 1
WRONG_USE: Final = 2
FAULT: Final = 3
MOST_LISTED: Final = 20
"""So many of each group are named for people; JSON names all."""


def run_replay(parts: TrialParts, arguments: list[str]) -> int:
    """Replay and print; 0 when everything is identical, 1 when something is not, 2 for wrong use, 3 for a fault."""
    try:
        return int(_command(arguments, prog_name="replay", standalone_mode=False, obj=parts) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except Exception:
        # Python's own exit code for a defect is 1, which here says that something differs.
        traceback.print_exc()
        return FAULT


@click.command("replay")
@click.option("--call", metavar="CODE", help="Replay the screenings of this call only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="sv", show_default=True)
@click.pass_obj
def _command(parts: TrialParts, call: str | None, form: str, language: Language) -> int:
    """Evaluate every kept verdict again and tell whether it comes out byte for byte the same."""
    if differences(parts.database, Base.metadata):
        click.echo(say("replay.other-shape", language), err=True)
        return WRONG_USE
    report = replay(parts, call=call)
    if form == "json":
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in _lines(report, language):
            click.echo(line)
    return 0 if report.is_identical else DIFFERENT


def _lines(report: ReplayReport, language: Language) -> Iterator[str]:
    yield say(
        "replay.identical",
        language,
        verdicts=report.identical,
        screenings=report.screenings,
        call_findings=report.identical_call_findings,
    )
    if report.differing:
        yield say("replay.differing", language, count=len(report.differing))
        yield from _cut([_differing(each) for each in report.differing], language)
    groups = {
        "replay.not-replayable": report.not_replayable,
        "replay.fault": report.referred_for_a_fault,
        "replay.other-engine": report.other_engine,
    }
    for text_id, apart in groups.items():
        if apart:
            yield say(text_id, language, count=len(apart))
            yield from _cut([_apart(each) for each in apart], language)


def _cut(lines: list[str], language: Language) -> Iterator[str]:
    yield from islice(lines, MOST_LISTED)
    if len(lines) > MOST_LISTED:
        yield "  " + say("replay.more", language, count=len(lines) - MOST_LISTED)


def _differing(each: Differing) -> str:
    found = each.difference
    return f"  {_place(each.place)}: {each.what} {found.path}: {found.old} → {found.new}"


def _apart(each: Apart) -> str:
    return f"  {_place(each.place)}: {each.why}"


def _place(place: Place) -> str:
    return f"{place.call} {place.reference or ''} ({place.screening_id})".replace("  ", " ")
