"""The characters of a rule file: none that the database or engine cannot hold, and none that a reader cannot see."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from scoring_service.rule_files.shape_messages import show
from scoring_service.rule_files.walk_content import texts_in

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path, ProblemList

_ALLOWED: Final = frozenset("\n\t")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_UNBROKEN: Final = frozenset("\u00a0\u202f")


def check_letters(content: Any, problems: ProblemList) -> None:
    """Note control characters and half surrogate pairs, characters that turn or hide text, and decomposed letters."""
    for text, path in texts_in(content):
        if not text.isascii() or not text.isprintable():
            _check(text, path, problems)
        if text.isspace() and not _is_setting(path):
            problems.add(path, "är bara mellanslag; skriv en text", "is only spaces; write a text")


def _check(text: str, path: Path, problems: ProblemList) -> None:
    if bad := [each for each in text if _is_forbidden(each)]:
        problems.add(
            path,
            f"innehåller tecknet {_code(bad[0])}, som inte går att lagra eller inte syns; skriv om texten utan det",
            f"holds the character {_code(bad[0])}, which cannot be stored or is not seen; write the text without it",
        )
    elif hidden := [each for each in text if each in INVISIBLE]:
        _note(
            path,
            f"innehåller det osynliga tecknet {_code(hidden[0])}, ofta kopierat ur en pdf; skriv {show(_seen(text))}",
            f"holds the invisible character {_code(hidden[0])}, often copied from a PDF; write {show(_seen(text))}",
            problems,
            strict=_is_setting(path),
        )
    elif not unicodedata.is_normalized("NFC", text):
        _note(
            path,
            f"har bokstäver som består av två tecken (a och prickar för sig); skriv {show(unicodedata.normalize('NFC', text))} med hela bokstäver",
            f"has letters made of two characters (a and its dots apart); write {show(unicodedata.normalize('NFC', text))} with whole letters",
            problems,
        )
    elif _is_setting(path) and any(each in _UNBROKEN for each in text):
        _note(
            path,
            f"har ett hårt mellanslag; skriv {show(_spaced(text))} med vanliga mellanslag",
            f"has a no-break space; write {show(_spaced(text))} with plain spaces",
            problems,
        )


def _note(path: Path, sv: str, en: str, problems: ProblemList, *, strict: bool = False) -> None:
    """A choice is compared letter by letter, so there it is an error; elsewhere the text only looks like another."""
    strict = strict or (_is_setting(path) and "choices" in path)
    problems.add(path, sv, en, "error" if strict else "warning")


def _is_setting(path: Path) -> bool:
    """Tell whether a text is compared with what applicants write, rather than shown to a reader."""
    return path[0] == "facts" and "label" not in path


def _is_forbidden(character: str) -> bool:
    return character in _TURNING or (
        unicodedata.category(character) in ("Cc", "Cs", "Cn") and character not in _ALLOWED
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _seen(text: str) -> str:
    return "".join(each for each in text if each not in INVISIBLE)


def _spaced(text: str) -> str:
    return "".join(" " if each in _UNBROKEN else each for each in text)
