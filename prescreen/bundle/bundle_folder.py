"""Reads the files of a bundle into the document that intake imports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from prescreen.bundle.fault import BadBundleError, Fault, fault_from
from prescreen.bundle.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CALL: Final = "call.json"
APPLICATIONS: Final = "applications.json"
RANKINGS: Final = "rankings.json"
DECISIONS: Final = "decisions.json"
REGISTER: Final = "register.json"
_REQUIRED: Final = (CALL, APPLICATIONS, RANKINGS)
_ALL: Final = (*_REQUIRED, DECISIONS, REGISTER)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One call with its applications as they stand in the files; nothing but the JSON has been checked."""

    documents: Mapping[str, Any]
    entry_lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def application_count(self) -> int:
        """How many applications the file lists; 0 when it is no list."""
        applications = self.documents[APPLICATIONS]
        return len(applications) if isinstance(applications, list) else 0

    def for_intake(self) -> dict[str, Any]:
        """Give the body that ``POST /api/bundles`` takes; a file that is not there is null."""
        return {name.removesuffix(".json"): self.documents.get(name) for name in _ALL}

    def faults(self, reported: Sequence[Mapping[str, object]], otherwise: str) -> list[Fault]:
        """Read the faults that intake reports, each with the line of its entry where that is known.

        Where it reports none, ``otherwise`` is what is wrong with the bundle as a whole.
        """
        if not reported:
            return [Fault(file=None, code="refused", sv=otherwise, en=otherwise)]
        read = (fault_from(document) for document in reported)
        return [replace(fault, line=self._line_of(fault.file, fault.entry)) for fault in read]

    def _line_of(self, file: str | None, entry: str | None) -> int | None:
        lines = self.entry_lines.get(file or "", ())
        if entry is None or not lines:
            return None
        members = self.documents[file or ""]
        for line, member in zip(lines, members, strict=False):
            if isinstance(member, dict) and member.get("reference") == entry:
                return line
        return lines[int(entry)] if entry.isdecimal() and int(entry) < len(lines) else None


def read_bundle(folder: Path, register: Path | None = None) -> Bundle:
    """Read the files of a bundle.

    Args:
        folder: holds call.json, applications.json and rankings.json, and may hold decisions.json and register.json.
        register: a register elsewhere, instead of the folder's own.

    Raises:
        BadBundleError: files are missing or cannot be read as JSON; carries the faults of all files.
    """
    paths = {name: folder / name for name in _ALL}
    if register:
        paths[REGISTER] = register
    documents: dict[str, Any] = {}
    entry_lines: dict[str, tuple[int, ...]] = {}
    faults: list[Fault] = []
    for name, path in paths.items():
        try:
            content = path.read_bytes()
        except OSError as error:
            if (
                name in _REQUIRED
                or not isinstance(error, FileNotFoundError)
                or (register and name == REGISTER)
            ):
                faults.append(_unreadable(name, path, error))
            continue
        try:
            text = read_json(content, name)
        except BadBundleError as error:
            faults.extend(error.faults)
        else:
            documents[name] = text.value
            entry_lines[name] = text.entry_lines
    if faults:
        raise BadBundleError(faults)
    return Bundle(documents, entry_lines)


def _unreadable(name: str, path: Path, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault.of("bundle.file_missing", name, path=str(path))
    return Fault.of("bundle.file_unreadable", name, path=str(path), problem=error.strerror or str(error))
