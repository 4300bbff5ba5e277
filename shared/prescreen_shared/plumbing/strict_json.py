"""JSON read strictly: what other readers let through silently is refused here by name."""

import json
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final, NoReturn

from prescreen_shared.errors import Fault, InputRefusedError, UnreadableBodyError, shown

DEEPEST: Final = 20
LONGEST_NUMBER: Final = 400


def read_json(body: bytes) -> Any:
    """Read one JSON document.

    Raises:
        UnreadableBodyError: not UTF-8, not JSON, NaN or Infinity, a key twice in one object, nested too deep.
        InputRefusedError: a text holds a NUL or half a surrogate pair, which no database can keep.
    """
    document = _parse(_decode(body))
    faults = list(_unfit(document))
    if any(fault.code == "nested_too_deep" for fault in faults):
        raise UnreadableBodyError(faults[-1])
    if faults:
        raise InputRefusedError(faults)
    return document


def _decode(body: bytes) -> str:
    if not body.strip():
        raise UnreadableBodyError(Fault("empty_body"))
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableBodyError(Fault("not_utf8", values={"position": error.start})) from error


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object_of,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise UnreadableBodyError(Fault("not_json", values=where)) from error
    except RecursionError as error:
        raise UnreadableBodyError(Fault("nested_too_deep", values={"max": DEEPEST})) from error


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(key for key, _ in pairs)
        twice = next(key for key, count in times.items() if count > 1)
        raise UnreadableBodyError(Fault("key_twice", field=_printable(twice), values={"key": shown(twice)}))
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableBodyError(Fault("not_a_number", values={"got": name}))


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise UnreadableBodyError(Fault("number_too_long", values={"max": LONGEST_NUMBER}))
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise UnreadableBodyError(Fault("number_too_long", values={"max": LONGEST_NUMBER}))
    number = float(digits)
    if not isfinite(number):
        raise UnreadableBodyError(Fault("not_a_number", values={"got": digits}))
    return number


def _unfit(document: Any) -> Iterator[Fault]:
    waiting: list[tuple[str, int, Any]] = [("", 1, document)]
    while waiting:
        path, depth, value = waiting.pop()
        if depth > DEEPEST:
            yield Fault("nested_too_deep", field=path, values={"max": DEEPEST})
            return
        if isinstance(value, str):
            yield from unfit_text(path, value)
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from unfit_text(_joined(path, _printable(key)), key)
                waiting.append((_joined(path, _printable(key)), depth + 1, inner))
        elif isinstance(value, list):
            waiting.extend((_joined(path, str(at)), depth + 1, inner) for at, inner in enumerate(value))


def unfit_text(path: str, text: str) -> Iterator[Fault]:
    """Find what no database can keep in one text that stands at ``path``."""
    if "\x00" in text:
        yield Fault("nul_in_text", field=path or None)
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        yield Fault("half_surrogate", field=path or None)


def _joined(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _printable(key: str) -> str:
    return key[:100].encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")
