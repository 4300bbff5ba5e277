"""Files that staff send from a page: what they are called and hold, how a page carries them, what register or round is in them.

A page that shows what would be stored carries the very file, with its checksum, to the request that stores it; nothing is
kept on the server in between.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from intake_service.importing.register_sheet import read_sheets
from intake_service.shapes import FILES, RegisterShape
from prescreen_shared.errors import Fault, InputRefusedError, UnreadableBodyError, listed
from prescreen_shared.plumbing.strict_json import read_json
from prescreen_shared.schemas.fields import load

LISTS: Final = ("applications.xlsx", "applications.csv")
"""What a round may hold in the place of ``applications.json``."""
_REQUIRED: Final = ("call", "rankings")
_ZIPPED: Final = b"PK"
_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class SentFile:
    """One file as a browser sent it."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Its checksum."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def packed(self) -> str:
        """What a page carries of it."""
        return b64encode(zlib.compress(self.content, 1)).decode()

    def told(self) -> dict[str, str]:
        """Give name and checksum, as the log keeps them."""
        return {"name": self.name, "sha256": self.sha256}


def sent_file(name: str, content: bytes) -> SentFile:
    """Give a file as it was chosen, without the folder that some browsers put before its name."""
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    return SentFile("".join(filter(str.isprintable, last))[:_LONGEST_NAME] or "?", content)


def unpack_file(name: str, packed: str, sha256: str, most: int) -> SentFile:
    """Give a file that a page carried; it unpacks to ``most`` bytes at most.

    Raises:
        InputRefusedError: it is not the file of the checksum.
    """
    try:
        content = zlib.decompressobj().decompress(b64decode(packed, validate=True), most)
    except (ValueError, zlib.error):
        content = b""
    found = sent_file(name, content)
    if found.sha256 != sha256:
        raise InputRefusedError([Fault("file_not_whole", None, {"name": found.name}, file=found.name)])
    return found


def register_in(file: SentFile) -> dict[str, Any]:
    """Read a workbook, or JSON, as a register in its public format.

    Raises:
        InputRefusedError: with every fault, each with its cell, or its entry and field.
    """
    if file.content.startswith(_ZIPPED):
        return read_sheets(file.content)
    loaded = load(RegisterShape(), _json_in(file))
    return loaded.accepted()


def bundle_in(files: Sequence[SentFile]) -> dict[str, Any]:
    """Give the files of a round as the document that ``read_bundle`` takes; what is in them is not checked here.

    Raises:
        InputRefusedError: a file is none of a round's, comes twice, is missing or is no JSON.
    """
    faults: list[Fault] = []
    document: dict[str, Any] = {}
    parts = {file: part for part, file in FILES.items()} | dict.fromkeys(LISTS, "applications_list")
    for file in files:
        part = parts.get(file.name.casefold())
        if part is None:
            faults.append(Fault("file_unknown", None, {"accepted": listed(parts)}, file=file.name))
        elif part in document:
            faults.append(Fault("file_twice", None, {"name": file.name}, file=file.name))
        else:
            document[part] = _part_in(file, part, faults)
    for part in _REQUIRED:
        if part not in document:
            faults.append(Fault("file_missing", None, {"name": FILES[part]}, file=FILES[part]))
    if not {"applications", "applications_list"} & document.keys():
        values = {"name": listed((FILES["applications"], *LISTS))}
        faults.append(Fault("file_missing", None, values, file=FILES["applications"]))
    if faults:
        raise InputRefusedError(faults)
    return document


def _part_in(file: SentFile, part: str, faults: list[Fault]) -> Any:
    if part == "applications_list":
        return {"name": file.name, "content": b64encode(file.content).decode()}
    try:
        return _json_in(file)
    except InputRefusedError as error:
        faults.extend(error.faults)
        return None


def _json_in(file: SentFile) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = read_json(file.content)
    except UnreadableBodyError as error:
        raise InputRefusedError([error.fault.at(file=file.name)]) from error
    except InputRefusedError as error:
        raise InputRefusedError([fault.at(file=file.name) for fault in error.faults]) from error
    return found
