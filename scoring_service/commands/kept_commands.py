"""The verbs on what the database keeps: versions to files and from them, and replaying every verdict.

``python -m scoring_service.main versions export|import`` and ``… replay``, which prints for people or as JSON how many
verdicts came out as they are kept, and every one that did not.
"""

import json
import traceback
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import click

from prescreen_shared.plumbing.migrations import differences
from prescreen_shared.texts.catalogue import LANGUAGES, Language, say
from scoring_service.backtests.replay import Apart, Differing, Place, ReplayReport, replay
from scoring_service.commands.rule_commands import run_command
from scoring_service.domain.version import NobodyNamedError
from scoring_service.parts import ScoringParts
from scoring_service.store.tables import Base
from scoring_service.versions.carry import RefusedFile, export_versions, import_versions

DIFFERENT: Final = 1
WRONG: Final = 1
WRONG_USE: Final = 2
FAULT: Final = 3
MOST_LISTED: Final = 20
"""So many of each group are named for people; JSON names all."""
_language = click.option("--lang", "language", type=click.Choice(LANGUAGES), default="sv", show_default=True)


def run_versions(parts: ScoringParts, arguments: list[str]) -> int:
    """Run one verb on versions and give its exit code: 0 done, 1 a file was refused, 2 wrong use."""
    return run_command(versions, "versions", arguments, parts)


def run_replay(parts: ScoringParts, arguments: list[str]) -> int:
    """Replay and print; 0 when everything is identical, 1 when something is not, 2 for wrong use, 3 for a fault."""
    try:
        return run_command(replay_kept, "replay", arguments, parts)
    except Exception:
        # Python's own exit code for a defect is 1, which here says that something differs.
        traceback.print_exc()
        return FAULT


@click.group("versions")
def versions() -> None:
    """Carry versions of the rules between the database and files."""


@versions.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="Only the versions of these rules.")
@_language
@click.pass_obj
def export(parts: ScoringParts, folder: Path, name: str | None, language: Language) -> None:
    """Write NAME/VERSION.yaml and NAME/VERSION.meta.yaml of every version below FOLDER."""
    done = export_versions(parts, folder, name=name)
    for file in done.written:
        print(file)
    print(say("versions.exported", language, versions=done.versions, files=len(done.written)))


@versions.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", required=True, help="Who reads them in; this person may not approve them.")
@_language
@click.pass_obj
def read_in(parts: ScoringParts, path: Path, by: str, language: Language) -> int:
    """Read in the rule file PATH, or all below the folder PATH; each new version becomes a draft."""
    try:
        done = import_versions(parts, path, by=by)
    except NobodyNamedError as error:
        raise click.UsageError(say(f"problem.{error.word}", language, **error.values)) from error
    for draft in done.drafts:
        print(say("versions.draft", language, name=draft.name, version=draft.version, id=draft.version_id))
    for refused in done.refused:
        for line in _refused(refused, language):
            print(line)
    counts = {"drafts": len(done.drafts), "known": len(done.known), "refused": len(done.refused)}
    print(say("versions.imported", language, **counts))
    return WRONG if done.refused else 0


@click.command("replay")
@click.option("--call", metavar="CODE", help="Replay the screenings of this call only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_language
@click.pass_obj
def replay_kept(parts: ScoringParts, call: str | None, form: str, language: Language) -> int:
    """Screen every kept application again and tell whether it comes out byte for byte the same."""
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


def _refused(refused: RefusedFile, language: Language) -> list[str]:
    if refused.error is not None:
        return [f"{refused.file}: {say(f'problem.{refused.error.word}', language, **refused.error.values)}"]
    return [
        f"{refused.file}:{fault.line}:{fault.column}: {fault.sv if language == 'sv' else fault.en}"
        for fault in refused.faults
    ]


def _lines(report: ReplayReport, language: Language) -> Iterator[str]:
    yield say(
        "replay.identical",
        language,
        verdicts=report.identical,
        screenings=report.screenings,
        call_findings=report.identical_call_findings,
    )
    groups: dict[str, Sequence[Differing | Apart]] = {
        "replay.differing": report.differing,
        "replay.not-replayable": report.not_replayable,
        "replay.fault": report.referred_for_a_fault,
        "replay.other-engine": report.other_engine,
        "replay.earlier-derivation": report.earlier_derivation,
    }
    for text_id, found in groups.items():
        if found:
            yield say(text_id, language, count=len(found))
            yield from (f"  {_place(each.place)}: {_told(each)}" for each in islice(found, MOST_LISTED))
            if len(found) > MOST_LISTED:
                yield "  " + say("replay.more", language, count=len(found) - MOST_LISTED)


def _told(each: Differing | Apart) -> str:
    if isinstance(each, Apart):
        return each.why
    old, new = ("–" if value is None else value for value in (each.difference.old, each.difference.new))
    return f"{each.what} {each.difference.path}: {old} → {new}"


def _place(place: Place) -> str:
    return f"{place.call} {place.reference or ''} ({place.screening_id})".replace("  ", " ")
