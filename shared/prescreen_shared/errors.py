"""Errors that state a fact, and faults in what somebody sent, which both services' edges tell alike.

Each holds the values that its text in the catalogue needs; a fault also says where it is. Each service adds errors of its
own beside these.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated, Any, Final

from prescreen_shared.shapes.declaring import About, Mark, Words
from prescreen_shared.written import nearest_words

SHOWN_LENGTH: Final = 80
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
"""What is shown for a sign that cannot be seen."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PLACE_IN_LIST: Final = re.compile(r"\.[0-9]+(?=\.|$)")


class StatedError(Exception):
    """Something that may not be done; ``values`` hold the facts that its text needs."""

    def __init__(self, **values: Any) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in values.items()))
        self.values = values


class InputRefusedError(StatedError):
    """What was sent has faults; every one of them is in ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class UnreadableBodyError(StatedError):
    """The body of a request cannot be read at all; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(code=fault.code)
        self.fault = fault


class ChangedMeanwhileError(StatedError):
    """Somebody else changed the same thing at the same moment."""


class IdempotencyKeyReusedError(StatedError):
    """An idempotency key came again with another content."""

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class PersonMissingError(StatedError):
    """Nobody is named who makes a change; ``header`` is where the name is expected."""

    def __init__(self, header: str) -> None:
        super().__init__(header=header)


class ForeignPageError(StatedError):
    """A browser sends a change for a page of another site."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``code`` is the id of its text, ``values`` fill the text's places.

    ``file`` and ``entry`` are named for bundles: which file, and which entry of it by reference or number.
    ``field`` is the path to the value, such as ``answers.staff_training`` or ``applicants.0``; ``cell`` is where it stands in a
    sheet, such as ``Ansökningar!D7``.
    """

    code: str
    field: str | None = None
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    file: str | None = None
    entry: str | None = None
    cell: str | None = None

    def at(
        self,
        *,
        file: str | None = None,
        entry: str | None = None,
        under: str | None = None,
        cell: str | None = None,
    ) -> Fault:
        """Give the same fault placed in a file, at an entry, below a field, or in a cell."""
        path = ".".join(part for part in (under, self.field) if part)
        return dataclasses.replace(
            self,
            field=path or None,
            file=file or self.file,
            entry=entry or self.entry,
            cell=cell or self.cell,
        )


@dataclass(frozen=True, slots=True)
class ToldFault:
    """One fault as a person is told of it: where it is, what it is, and the sentence in both languages.

    ``entry`` is a reference or a place in the list; ``line`` and ``column`` count from 1.
    """

    file: Annotated[str | None, Mark.SPARSE, About("the bundle's file")]
    code: str
    sv: str
    en: str
    line: Annotated[int | None, Mark.SPARSE, About("the line of a rule file, from 1")] = None
    entry: Annotated[str | None, Mark.SPARSE, About("the entry of the file, by reference or number")] = None
    field: str | None = None
    column: Annotated[int | None, Mark.SPARSE, About("the character of that line, from 1")] = None
    severity: Annotated[str | None, Mark.SPARSE, Words(("error", "warning"))] = None
    cell: Annotated[str | None, Mark.SPARSE, About("the cell of a sheet, such as Ansökningar!D7")] = None


@dataclass(frozen=True, slots=True)
class FaultKind:
    """Faults of one kind: the same code at the same field of the same file; ``example`` is the first of them."""

    code: str
    file: Annotated[str | None, Mark.SPARSE]
    field: str | None
    count: int
    example: ToldFault


def field_of(fault: Fault) -> str:
    """Give the field of a fault without places in lists, so that all items of a list are one field."""
    return _PLACE_IN_LIST.sub("", fault.field or "")


def kinds_of_faults(faults: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sum up faults, as they are told, by kind: the most frequent kind first, places in lists left out of the field."""
    kinds: dict[tuple[Any, ...], dict[str, Any]] = {}
    for fault in faults:
        field = _PLACE_IN_LIST.sub("", fault.get("field") or "") or None
        key = (fault.get("file"), field, fault["code"])
        kind = {
            "code": fault["code"],
            **({} if fault.get("file") is None else {"file": fault["file"]}),
            "field": field,
            "count": 0,
            "example": fault,
        }
        kinds.setdefault(key, kind)["count"] += 1
    return sorted(kinds.values(), key=lambda kind: -kind["count"])


def shown(value: object) -> str:
    """Write a value as a person would: a text in quotation marks, a list as ``(1, 2)``, a mapping as ``(key: 1)``, cut to be readable."""
    written = _written(value)
    return written if len(written) <= SHOWN_LENGTH else f"{written[: SHOWN_LENGTH - 1]}…"


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return _bracketed(f"{key}: {_written(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return _bracketed(map(_written, value))
    if isinstance(value, str):
        return f'"{_CONTROL.sub(REPLACED, value)}"'
    return value.isoformat() if isinstance(value, date) else json.dumps(value, default=str)


def _bracketed(items: Iterable[str]) -> str:
    written = ", ".join(items)
    return f"({written})" if written else "–"


def listed(values: Iterable[object], limit: int = 30) -> str:
    """Write what would be accepted as one line."""
    words = [str(value) for value in values]
    return ", ".join(words[:limit]) + (", …" if len(words) > limit else "") if words else "–"


def some_of(known: Iterable[str], limit: int = 8) -> str:
    """Name the first few known words, for a fault among so many that no likeness is sought."""
    words = list(islice(known, limit + 1))
    return listed(words, limit=limit)


def nearest(value: str, known: Iterable[str]) -> str:
    """Name the known words most like ``value``, or some of them where none is like it."""
    words = sorted(known)
    return listed(nearest_words(value[:SHOWN_LENGTH], words, most=3, least=56) or words, limit=8)
