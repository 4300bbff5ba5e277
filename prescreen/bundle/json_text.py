"""Reads JSON strictly: one meaning for every reader, and the line of whatever is wrong."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from prescreen.bundle.fault import BadBundleError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

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
class JsonText:
    """A document with the line on which each member of an outermost list begins."""

    value: Any
    entry_lines: tuple[int, ...]


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
