"""What people write in a cell, as the value of a fact: Swedish dates, amounts, yes and no, and words of a choice."""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from scoring_service.case_files.cell_error import CellError
from scoring_service.case_files.plain_cell import plain_blanks
from scoring_service.domain.fact import FactType
from scoring_service.domain.fit_values import MAX_INTEGER
from scoring_service.domain.write_value import MONTHS

if TYPE_CHECKING:
    from scoring_service.case_files.plain_cell import Plain
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration

YES: Final = frozenset(("ja", "j", "sant", "true", "yes", "y"))
NO: Final = frozenset(("nej", "n", "falskt", "false", "no"))
NOT_STATED: Final = frozenset(("ej angivet", "not stated"))
"""How a cell says outright that a fact is not stated, where a blank one takes it from the base."""

_NUMBER: Final = re.compile(r"([+-]?)(\d{1,3}(?: \d{3})+|\d+)(?:,(\d+))?")
_UNIT: Final = re.compile(r"\s*(kr\.?|kronor|sek|:-)$", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_IN_WORDS: Final = re.compile(r"(?:den )?(\d{1,2})(?::?e)? ([a-zåäö]+)\.?,? (\d{4})")
_SLASH: Final = re.compile(r"(\d{1,2})/(\d{1,2})[ -](\d{4})")
_EPOCH: Final = date(1899, 12, 30)
_LIKELY_DAYS: Final = range(30_000, 60_000)


def parse_value(plain: Plain, fact: FactDeclaration) -> Scalar | None:
    """Give the value of the fact that a cell holds; None where it says that it is not stated. Raises CellError."""
    written, plain = plain, plain_blanks(plain)
    if plain is None or (isinstance(plain, str) and plain.lower() in NOT_STATED):
        return None
    match fact.type:
        case FactType.BOOLEAN:
            return parse_boolean(plain)
        case FactType.INTEGER:
            return _limited(parse_whole(plain, "ett heltal", "a whole number"))
        case FactType.AMOUNT:
            return _limited(parse_whole(plain, "hela kronor, som 1 250 000", "whole SEK, such as 1 250 000"))
        case FactType.DATE:
            return parse_day(plain)
        case FactType.CHOICE:
            return _choice(plain, fact)
        case FactType.TEXT:
            return _text(written)


def parse_boolean(plain: Plain) -> bool:
    """Read yes or no. Raises CellError."""
    if isinstance(plain, bool):
        return plain
    word = str(plain).lower()
    if word in YES | NO:
        return word in YES
    raise CellError(
        f"är {_shown(plain)}; tas emot: ja eller nej, eller ej angivet",
        f"is {_shown(plain)}; taken: ja (yes) or nej (no), or ej angivet (not stated)",
    )


def parse_whole(plain: Plain, sv: str, en: str) -> int:
    """Read a whole number; ``sv`` and ``en`` say what would be accepted. Raises CellError."""
    refused = CellError(f"är {_shown(plain)}; tas emot: {sv}", f"is {_shown(plain)}; taken: {en}")
    if plain is None or isinstance(plain, bool | date):
        raise refused
    if isinstance(plain, int | float):
        if plain != plain or plain in (float("inf"), float("-inf")) or plain != int(plain):
            raise refused
        return int(plain)
    written = _NUMBER.fullmatch(_UNIT.sub("", plain.replace("\N{MINUS SIGN}", "-")).strip())
    if written is None or (written[3] or "").strip("0"):
        raise refused
    return int(written[1] + written[2].replace(" ", ""))


def parse_day(plain: Plain) -> date:
    """Read a day as people in Sweden write it. Raises CellError."""
    if isinstance(plain, date):
        return plain
    if isinstance(plain, int) and not isinstance(plain, bool) and plain in _LIKELY_DAYS:
        likely = _EPOCH + timedelta(days=plain)
        raise CellError(
            f"är talet {plain}, kanske dagen {likely}; formatera cellen som datum",
            f"is the number {plain}, perhaps the day {likely}; format the cell as a date",
        )
    found = _numbers_of_day(str(plain).lower())
    try:
        return date(*found) if found else _no_day(plain)
    except ValueError:
        return _no_day(plain)


def _numbers_of_day(text: str) -> tuple[int, int, int] | None:
    if iso := _ISO.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if slash := _SLASH.fullmatch(text):
        return int(slash[3]), int(slash[2]), int(slash[1])
    words = _IN_WORDS.fullmatch(text)
    months = [
        at
        for at, month in enumerate(MONTHS["sv"], 1)
        if words and len(words[2]) >= 3 and month.startswith(words[2])
    ]
    return (int(words[3]), months[0], int(words[1])) if words and months else None


def _no_day(plain: Plain) -> date:
    raise CellError(
        f"är {_shown(plain)}; tas emot: en dag som 2017-12-01, 1 december 2017 eller 1/12 2017",
        f"is {_shown(plain)}; taken: a day such as 2017-12-01, 1 december 2017 or 1/12 2017",
    )


def _choice(plain: Plain, fact: FactDeclaration) -> str:
    words = {code.lower(): code for code in fact.choices}
    for code, label in fact.choice_labels.items():
        words |= {label.sv.lower(): code, label.en.lower(): code}
    word = str(plain).lower()
    if word in words:
        return words[word]
    told = [fact.choice_labels[code].sv if code in fact.choice_labels else code for code in fact.choices]
    near = get_close_matches(word, words, n=1)
    sv, en = (f" (menas {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
    raise CellError(
        f"är {_shown(plain)}; tas emot: {', '.join(told)}{sv}",
        f"is {_shown(plain)}; taken: {', '.join(told)}{en}",
    )


def _text(plain: Plain) -> str:
    if isinstance(plain, bool):
        return "ja" if plain else "nej"
    if isinstance(plain, float) and plain == int(plain):
        return str(int(plain))
    return plain.isoformat() if isinstance(plain, date) else str(plain)


def _limited(number: int) -> int:
    if abs(number) > MAX_INTEGER:
        raise CellError(
            f"är {number}; tas emot: tal inom ±{MAX_INTEGER}",
            f"is {number}; taken: numbers within ±{MAX_INTEGER}",
        )
    return number


def _shown(plain: Plain) -> str:
    if isinstance(plain, float):
        return str(plain).replace(".", ",")
    return plain.isoformat() if isinstance(plain, date) else f"”{plain}”"
