"""``python -m scoring_service.main versions export|import``: all versions to a folder that git keeps, and from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from scoring_service.domain.versions.errors import NobodyNamedError
from scoring_service.life.export_versions import export_versions
from scoring_service.life.import_versions import import_versions
from shared.texts import say, text

if TYPE_CHECKING:
    from scoring_service.life.import_versions import RefusedFile
    from scoring_service.life.parts import LifeParts
    from shared.texts import Language

WRONG: Final = 1
_language = click.option(
    "--lang", "language", type=click.Choice(["sv", "en"]), default="sv", show_default=True
)
_folder = click.Path(file_okay=False, path_type=Path)
_path = click.Path(exists=True, path_type=Path)


def run_versions(parts: LifeParts, arguments: list[str]) -> int:
    """Run one verb and give its exit code: 0 done, 1 a file was refused, 2 wrong use."""
    try:
        return int(versions(arguments, prog_name="versions", standalone_mode=False, obj=parts) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code


@click.group()
def versions() -> None:
    """Carry versions of the rules between the database and files."""


@versions.command("export")
@click.argument("folder", type=_folder)
@click.option("--name", help="Only the versions of these rules.")
@_language
@click.pass_obj
def export(parts: LifeParts, folder: Path, name: str | None, language: Language) -> None:
    """Write NAME/VERSION.yaml and NAME/VERSION.meta.yaml of every version below FOLDER."""
    done = export_versions(parts, folder, name=name)
    for file in done.written:
        print(file)
    print(say("versions.exported", language, versions=done.versions, files=len(done.written)))


@versions.command("import")
@click.argument("path", type=_path)
@click.option("--by", required=True, help="Who reads them in; this person may not approve them.")
@_language
@click.pass_obj
def read_in(parts: LifeParts, path: Path, by: str, language: Language) -> int:
    """Read in the rule file PATH, or all below the folder PATH; each new version becomes a draft."""
    try:
        done = import_versions(parts, path, by=by)
    except NobodyNamedError as error:
        raise click.UsageError(say(f"problem.{error.word}", language, **error.values)) from error
    for draft in done.drafts:
        print(say("versions.draft", language, name=draft.name, version=draft.version, id=draft.version_id))
    for refused in done.refused:
        for line in _lines(refused, language):
            print(line)
    counts = {"drafts": len(done.drafts), "known": len(done.known), "refused": len(done.refused)}
    print(say("versions.imported", language, **counts))
    return WRONG if done.refused else 0


def _lines(refused: RefusedFile, language: Language) -> list[str]:
    if refused.error is not None:
        return [f"{refused.file}: {text(f'problem.{refused.error.word}', **refused.error.values)[language]}"]
    return [
        f"{refused.file}:{problem.line}:{problem.column}: {problem.sv if language == 'sv' else problem.en}"
        for problem in refused.problems
    ]
