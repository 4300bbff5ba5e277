"""Reading versions in from files: each new one as a draft, whatever the file says of its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.domain.versions.errors import LifeError
from scoring_service.domain.versions.person import named
from scoring_service.domain.versions.states import EventKind
from scoring_service.life.create_draft import create_draft
from scoring_service.life.export_versions import META
from scoring_service.life.read_head import read_head
from scoring_service.rule_files.problem import Problem, RuleFileError
from scoring_service.rule_files.read_rule_file import examine_rule_file
from scoring_service.store.versions.find_version import version_of_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView

SUFFIX = ".yaml"


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not read in: because of ``problems`` in it, or of ``error`` when it cannot have its number."""

    file: str
    problems: tuple[Problem, ...] = ()
    error: LifeError | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What became of each file: new drafts, files whose version is kept already, and files that were refused."""

    drafts: tuple[VersionView, ...]
    known: tuple[str, ...]
    refused: tuple[RefusedFile, ...]


def import_versions(parts: LifeParts, path: Path, *, by: str) -> Import:
    """Read in one rule file, or all of a folder that ``export_versions`` has written; again changes nothing.

    A version that is kept with the same content is left as it is, approved or not; one with other content is never
    overwritten.

    Raises:
        NobodyNamedError: ``by`` names nobody.
        OSError: the path cannot be read.
    """
    person = named(by)
    drafts: list[VersionView] = []
    known: list[str] = []
    refused: list[RefusedFile] = []
    for file in _files(path):
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            document = _text_of(file)
            if _is_known(parts, document):
                known.append(name)
            else:
                drafts.append(create_draft(parts, document, by=person, kind=EventKind.IMPORTED))
        except RuleFileError as error:
            refused.append(RefusedFile(name, problems=error.problems))
        except LifeError as error:
            refused.append(RefusedFile(name, error=error))
    return Import(tuple(drafts), tuple(known), tuple(refused))


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.rglob(f"*{SUFFIX}")) if not file.name.endswith(META)]


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(1, 1, "", "filen är inte UTF-8", "the file is not UTF-8")
        raise RuleFileError([problem]) from error


def _is_known(parts: LifeParts, document: str) -> bool:
    name, version = read_head(document)
    with parts.database.reading() as session:
        kept = version_of_number(session, name, version)
    if kept is None:
        return False
    if kept.document == document:
        return True
    # Only comments or layout may differ: what counts is what the rules say.
    rule_set, _ = examine_rule_file(document)
    return rule_set is not None and rule_set.sha256 == kept.sha256
