"""Reads a call in a folder as strict JSON, with the line of whatever is wrong; what it means, intake checks."""

from __future__ import annotations

import json
import math
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from prescreen_shared.errors import ToldFault
from prescreen_shared.shapes.declaring import read
from prescreen_shared.texts.catalogue import text

CALL: Final = "call.json"
APPLICATIONS: Final = "applications.json"
RANKINGS: Final = "rankings.json"
DECISIONS: Final = "decisions.json"
REGISTER: Final = "register.json"
LISTS: Final = (".xlsx", ".csv")
"""How the list of a folder ends that has no ``applications.json``: as staff keep it, whatever they call it; intake reads it."""
_REQUIRED: Final = (CALL, APPLICATIONS, RANKINGS)
_ALL: Final = (*_REQUIRED, DECISIONS, REGISTER)
DEEPEST: Final = 40
"""Far more levels than any bundle has, far fewer than any reader's stack."""
# A string, with a colon when it is a key; a bracket; or a word or number that JSON knows under conditions.
_TOKEN: Final = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+")(?P<colon>\s*:)?|(?P<open>[\[{])|(?P<close>[\]}])'
    r"|(?P<word>NaN|-?Infinity)|(?P<number>-?\d[\d.eE+-]*)",
    re.DOTALL,
)
_LONGEST_NUMBER: Final = 400


@dataclass(frozen=True, slots=True)
class Bundle:
    """One call with its applications as they stand in the files; nothing but the JSON has been checked."""

    documents: Mapping[str, Any]
    entry_lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    list_file: Path | None = None

    @property
    def application_count(self) -> int:
        """How many applications the file lists; 0 when it is no list."""
        applications = self.documents.get(APPLICATIONS)
        return len(applications) if isinstance(applications, list) else 0

    def for_intake(self) -> dict[str, Any]:
        """Give the body that ``POST /api/bundles`` takes; a file that is not there is null."""
        body = {name.removesuffix(".json"): self.documents.get(name) for name in _ALL}
        if self.list_file is not None:
            content = b64encode(self.list_file.read_bytes()).decode()
            body["applications_list"] = {"name": self.list_file.name, "content": content}
        return body

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
        folder: holds call.json, applications.json and rankings.json, and may hold decisions.json and register.json. One
            with a list in Excel or CSV instead of applications.json may do without rankings.json too.
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
    lists = _lists_in(folder)
    named = [path for path in lists if path.stem == "applications"]
    if len(lists) > 1 or (named and paths[APPLICATIONS].exists()):
        several = ", ".join(path.name for path in (paths[APPLICATIONS], *lists) if path.exists())
        faults.append(Fault.of("bundle.several_lists", lists[0].name, files=several))
    if lists and not paths[APPLICATIONS].exists():
        del paths[APPLICATIONS]
        if not paths[RANKINGS].exists():
            documents[RANKINGS] = {}
            del paths[RANKINGS]
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
    return Bundle(documents, entry_lines, lists[0] if lists else None)


def _lists_in(folder: Path) -> list[Path]:
    """Give the files that are lists of applications: those called so, else, where no JSON has them, any workbook or CSV."""
    found = sorted(
        path
        for path in folder.glob("*")
        if path.suffix.lower() in LISTS and path.stem != "register" and path.name[0] not in "~."
    )
    named = [path for path in found if path.stem == "applications"]
    return named if named or (folder / APPLICATIONS).exists() else found


def read_json(content: bytes, file: str) -> JsonText:
    """Read one file.

    Raises:
        BadBundleError: with the faults found: not UTF-8, not JSON, a key twice in one object, NaN or a number beyond
            all bounds, nested too deep, half a surrogate pair.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadBundleError([Fault.of("bundle.not_utf8", file, line, position=error.start)]) from error
    scan = _Scan(text, file)
    if faults := list(scan.faults()):
        raise BadBundleError(faults)
    try:
        return JsonText(json.loads(text), tuple(scan.entry_lines))
    except json.JSONDecodeError as error:
        fault = Fault.of("bundle.not_json", file, error.lineno, column=error.colno, problem=error.msg)
        raise BadBundleError([fault]) from error


@dataclass(frozen=True, slots=True)
class Fault(ToldFault):
    """A fault of one file."""

    @classmethod
    def of(cls, text_id: str, file: str, line: int | None = None, **values: object) -> Self:
        """Make a fault whose sentences stand in the catalogue; the id's last part becomes its code."""
        said = text(text_id, **values)
        return cls(file, text_id.rpartition(".")[2], said["sv"], said["en"], line=line)


class BadBundleError(Exception):
    """The bundle cannot be taken; carries the faults that were found, how many there are in all, and what they sum up to."""

    def __init__(
        self, faults: Sequence[Fault], count: int | None = None, summary: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__("; ".join(f"{fault.file}: {fault.en}" for fault in faults))
        self.faults = tuple(faults)
        self.count = len(self.faults) if count is None else count
        self.summary = tuple(summary)


def fault_from(document: Mapping[str, object]) -> Fault:
    """Read a fault as intake reports it, a member of ``errors`` of its problem document."""

    sv, en = document.get("sv"), document.get("en")
    return read(
        Fault,
        document,
        file=document.get("file"),
        code=document.get("code") or "unknown",
        sv=sv or en or "",
        en=en or sv or "",
        line=None,
    )


def _unreadable(name: str, path: Path, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault.of("bundle.file_missing", name, path=str(path))
    return Fault.of("bundle.file_unreadable", name, path=str(path), problem=error.strerror or str(error))


@dataclass(frozen=True, slots=True)
class JsonText:
    """A document with the line on which each member of an outermost list begins."""

    value: Any
    entry_lines: tuple[int, ...]


class _Scan:
    """One pass over the tokens, for what Python's own reader lets through or does not give a line for."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._is_list = bool(re.match(r"\s*\[", text))
        self._line = 1
        self._counted = 0
        self.entry_lines: list[int] = []

    def faults(self) -> Iterator[Fault]:
        keys: list[set[str]] = []
        for token in _TOKEN.finditer(self._text):
            if token["open"]:
                if self._is_list and len(keys) == 1:
                    self.entry_lines.append(self._line_at(token.start()))
                keys.append(set())
                if len(keys) > DEEPEST:
                    yield self._fault("bundle.too_deep", token, deepest=DEEPEST)
                    return
            elif token["close"]:
                del keys[-1:]
            elif token["word"]:
                yield self._fault("bundle.not_a_number", token, word=token["word"])
            elif token["number"]:
                yield from self._number_faults(token)
            else:
                yield from self._string_faults(token, keys)

    def _number_faults(self, token: re.Match[str]) -> Iterator[Fault]:
        digits = token["number"]
        if len(digits) > _LONGEST_NUMBER or _is_infinite(digits):
            yield self._fault("bundle.number_too_large", token, number=digits[:20])

    def _string_faults(self, token: re.Match[str], keys: list[set[str]]) -> Iterator[Fault]:
        if "\\" not in token["string"]:
            string = token["string"][1:-1]
        else:
            try:
                string = json.loads(token["string"])
                string.encode("utf-8")
            except UnicodeEncodeError:
                yield self._fault("bundle.half_a_character", token)
                return
            except json.JSONDecodeError:
                return  # Python's own reader will say where.
        if token["colon"] and keys:
            if string in keys[-1]:
                yield self._fault("bundle.key_twice", token, key=string)
            keys[-1].add(string)

    def _fault(self, text_id: str, token: re.Match[str], **values: object) -> Fault:
        return Fault.of(text_id, self._file, self._line_at(token.start()), **values)

    def _line_at(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line


def _is_infinite(digits: str) -> bool:
    try:
        return math.isinf(float(digits))
    except ValueError:
        return False
