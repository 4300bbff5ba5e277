"""What people write in a cell, as a value: amounts, days, years, yes and no, words of a list; what can mean two things is asked.

Nothing guesses: a number for a day, or ``350.000``, is refused with what it may mean. A cell that is blank, or says that
nothing is known, states nothing and is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Final, TypeVar

from prescreen_shared.errors import listed, nearest, shown
from prescreen_shared.shapes.declaring import EARLIEST_YEAR, LATEST_YEAR
from prescreen_shared.sheets.cells import Cell, Plain
from prescreen_shared.sheets.table import fold_label
from prescreen_shared.template import MONTHS

Number = TypeVar("Number", int, float)
YES: Final = frozenset("ja j x yes y sant true 1 ✓ ✔ √ ☑ ☒".split())
NO: Final = frozenset("nej n no falskt false 0 ☐".split())
NOT_STATED: Final = frozenset(
    (
        *("", "vet ej", "vet inte", "ej angivet", "ej angiven", "ej besvarad", "ej besvarat", "inget svar"),
        *(
            "uppgift saknas",
            "saknas",
            "oklart",
            "n a",
            "na",
            "not stated",
            "unknown",
            "don t know",
            "no answer",
        ),
    )
)
"""What a cell says that states nothing; signs alone, such as ``-`` or ``?``, are folded to blank."""
NONE_OF_THEM: Final = frozenset(("0", "nej", "inga", "inget", "ingen", "inte tidigare", "no", "none", "nil"))
_BLANKS: Final = re.compile("[\\s\u00a0\u202f\u2007\u2009]+")
_CURRENCY: Final = r"(?:kronor|kr\.?|sek|:-|,-)"
_SCALES: Final = {
    1_000: r"(?:tkr|ksek|tusen(?: (?:kronor|kr|sek))?)\.?",
    1_000_000: r"(?:mkr|mnkr|msek|milj(?:on(?:er)?)?\.?(?: (?:kronor|kr|sek))?)\.?",
}
_WRITTEN: Final = re.compile(
    rf"(?:(?:sek|kr) ?)?(?P<number>[+-]?\d[\d .,']*?)(?: ?(?P<unit>{_CURRENCY}|{'|'.join(_SCALES.values())}))?"
)
_LIKELY_DAYS: Final = range(20_000, 65_000)
_EPOCH: Final = date(1899, 12, 30)
_ISO: Final = re.compile(r"(?P<year>\d{4})([-/.]?)(?P<month>\d{2})\2(?P<day>\d{2})")
_BY_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})(?P<sign>[/.-]) ?(?P<month>\d{1,2})(?P<gap>[ /.-]+)(?P<year>\d{4}|\d{2})"
)
_IN_WORDS: Final = re.compile(
    r"(?:den )?(?P<day>\d{1,2})(?::?[ae]|st|nd|rd|th)?\.? (?P<month>[^\W\d]+)\.?,? (?P<year>\d{4})"
)
_WEEKDAY: Final = re.compile(
    r"(?:mån|tis|ons|tors?|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)\w*\.?,? (?:den )?(?=\d)"
)
_CLOCK: Final = re.compile(
    r"(?P<day>.+?)[ T,]+(?:kl(?:ockan)?\.? ?|at )?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2}))?"
)
_ONE_YEAR: Final = re.compile(r"(\d{4})(?: ?\((förstudie|prestudy|pre-study)\)| (förstudie|prestudy))?")
_YEARS_APART: Final = re.compile(r"\s*(?:[,;+&\n]|\boch\b|\bsamt\b|\band\b|(?<=\d)[/ ](?=\d{4}))\s*")
_SPAN: Final = re.compile(r"(\d{4})\s*(?:[-–—]|till(?: och med)?|t\.?o\.?m\.?|to)\s*(\d{4}|\d{2})")
_WORD_YEAR: Final = re.compile(r"^(?:åren|året|år|years?)\s+")


class CellRefusedError(ValueError):
    """A cell is not taken as the value that is wanted; ``code`` and ``values`` make its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def plain(cell: Cell) -> Plain:
    """Give what a cell holds.

    Raises:
        CellRefusedError: an error, or a formula whose value was not stored.
    """
    if cell.problem is not None:
        raise CellRefusedError(cell.problem, got=cell.written[:80])
    return cell.value


def is_stated(value: Plain) -> bool:
    """Tell whether a value says anything."""
    return value is not None and not (isinstance(value, str) and fold_label(value) in NOT_STATED)


def text_of(cell: Cell) -> str | None:
    """Give text as it was written; a number as people read it, a day as ``2017-12-01``."""
    value = plain(cell)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else None if value is None else str(value)


def code_of(cell: Cell) -> str | None:
    """Give a number or code by which people know something; one that a program has made a day of is asked about."""
    value = plain(cell)
    if isinstance(value, date | time) or (isinstance(value, float) and not value.is_integer()):
        raise CellRefusedError("code_as_number", got=text_of(cell))
    return text_of(cell)


def truth_of(cell: Cell) -> bool | None:
    """Read yes or no in either language."""
    value = plain(cell)
    if isinstance(value, bool) or not is_stated(value):
        return value if isinstance(value, bool) else None
    word = fold_label(str(value))
    if word not in YES | NO:
        raise CellRefusedError("no_truth", got=shown(value))
    return word in YES


def whole_of(cell: Cell) -> int | None:
    """Read a whole number that counts something."""
    return _number_of(cell, "not_whole", _whole)


def decimal_of(cell: Cell) -> float | None:
    """Read a number that may have decimals."""
    return _number_of(cell, "not_number", float)


def amount_of(cell: Cell, header: str = "") -> int | None:
    """Read an amount in whole SEK; where the column's header says so, a bare number counts thousands or millions."""
    scale = _scale_of(header)
    return _number_of(cell, "not_amount", _whole, scale)


def day_of(cell: Cell) -> date | None:
    """Read a day."""
    found = moment_of(cell)
    if isinstance(found, datetime):
        raise CellRefusedError("time_of_day", got=shown(text_of(cell)))
    return found


def moment_of(cell: Cell) -> date | datetime | None:
    """Read a day, or a local time of a day as a ``datetime`` without an offset."""
    value = plain(cell)
    if isinstance(value, date) or not is_stated(value):
        return value if isinstance(value, date) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _LIKELY_DAYS:
        raise CellRefusedError("serial_for_day", got=shown(value), likely=_EPOCH + timedelta(days=int(value)))
    return _written_moment(str(value)) if isinstance(value, str | int) else _no_day(value)


def years_of(cell: Cell) -> list[tuple[int, bool]] | None:
    """Read years, each with whether it is said to be a pre-study; ``-`` and ``inga`` say that there are none."""
    value = plain(cell)
    written = _blanks(_dashes("" if value is None else str(value))).strip(" .").casefold()
    if fold_label(written) in NONE_OF_THEM or (written and not written.strip("-")):
        return []
    if not is_stated(value):
        return None
    if isinstance(value, date | time | bool):
        raise CellRefusedError("no_years", got=shown(text_of(cell)))
    parts = _YEARS_APART.split(_WORD_YEAR.sub("", written))
    return list(dict.fromkeys(year for part in parts if part for year in _years(part, value)))


def choice_of(cell: Cell, words: Mapping[str, str], code: str = "not_one_of") -> str | None:
    """Read one of several words: ``words`` gives the code of each word that may stand for it; case makes no difference."""
    value = plain(cell)
    if value is None:
        return None
    folded = {fold_label(word): meant for word, meant in words.items()}
    written = text_of(cell) or ""
    if fold_label(written) in folded:
        return folded[fold_label(written)]
    if not is_stated(value):
        return None
    firsts = {meant: word for word, meant in reversed(list(words.items()))}
    told = list(firsts.values())[::-1]
    raise CellRefusedError(
        code, got=shown(written), accepted=listed(told) if len(told) < 12 else nearest(written, told)
    )


def _number_of(cell: Cell, code: str, convert: Callable[[Fraction], Number], scale: int = 1) -> Number | None:
    """Read a number; where it states no unit, it is multiplied by ``scale``."""
    value = plain(cell)
    if not is_stated(value):
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return convert(Fraction(str(value)) * scale)
        if not isinstance(value, str):
            raise ValueError(value)
        number, stated = _written_number(value)
        return convert(number * (stated or scale))
    except CellRefusedError:
        raise
    except ValueError as error:
        raise CellRefusedError(code, got=shown(text_of(cell))) from error


def _written_number(written: str) -> tuple[Fraction, int | None]:
    """Give the number that a text writes, and what its unit multiplies it by. Raises ValueError, CellRefusedError."""
    found = _WRITTEN.fullmatch(_blanks(_dashes(written)).casefold())
    if found is None:
        raise ValueError(written)
    unit = found["unit"]
    scales = [scale for scale, word in _SCALES.items() if unit and re.fullmatch(word, unit)]
    scale = scales[0] if scales else 1 if unit else None
    return _digits(found["number"].strip(), written, is_money=scale == 1), scale


def _digits(number: str, written: str, *, is_money: bool) -> Fraction:
    sign = -1 if number.startswith("-") else 1
    number = number.lstrip("+-").strip()
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", number) and not (is_money and "." in number):
        # A full stop or a comma before three digits parts thousands for some and decimals for others.
        whole, _, rest = re.split("([.,])", number)
        raise CellRefusedError("two_numbers", got=shown(written), first=whole, second=whole + rest)
    for thousands, decimals in ((" ", ","), (".", ","), (",", "."), ("'", "."), (" ", ".")):
        grouped = rf"(\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+)(?:{re.escape(decimals)}(\d+))?"
        found = re.fullmatch(grouped, number)
        if found:
            return sign * Fraction(f"{found[1].replace(thousands, '')}.{found[2] or '0'}")
    raise ValueError(written)


def _whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise ValueError(number)
    return int(number)


def _scale_of(header: str) -> int:
    words = set(re.findall(r"[^\W\d]+", header.casefold()))
    if words & {"tkr", "ksek", "kkr"}:
        return 1_000
    return 1_000_000 if words & {"mkr", "mnkr", "msek"} else 1


def _blanks(written: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", written)).strip()


def _dashes(written: str) -> str:
    return re.sub("[\u2010-\u2015\u2212]", "-", written)


def _written_moment(written: str) -> date | datetime:
    text = _WEEKDAY.sub("", _blanks(_dashes(written)).casefold())
    clock = _CLOCK.fullmatch(text.replace("t", " ", 1) if re.match(r"\d{4}-\d{2}-\d{2}t", text) else text)
    try:
        if clock is None:
            return _written_day(text, written)
        day = _written_day(clock["day"].rstrip(" ,"), written)
        return datetime.combine(
            day, time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
        )
    except ValueError as error:
        if isinstance(error, CellRefusedError):
            raise
        return _no_day(written)


def _written_day(text: str, written: str) -> date:
    if (found := _ISO.fullmatch(text)) is not None:
        return _likely(date(int(found["year"]), int(found["month"]), int(found["day"])), written)
    if (found := _BY_DAY.fullmatch(text)) is not None:
        return _day_first(found, written)
    if (found := _IN_WORDS.fullmatch(text)) is not None:
        name = found["month"]
        months = [
            at
            for named in MONTHS.values()
            for at, each in enumerate(named, 1)
            if len(name) > 2 and each.casefold().startswith(name)
        ]
        if len(set(months)) == 1:
            return _likely(date(int(found["year"]), months[0], int(found["day"])), written)
    return _no_day(written)


def _day_first(found: re.Match[str], written: str) -> date:
    """Read ``30/11 2017`` and ``30/11-17``; of ``5/6/2017`` only the writer knows which number is the month."""
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    is_swedish = found["sign"] == "/" and found["gap"].strip() in ("", "-")
    if len(found["year"]) == 2:
        if not is_swedish:
            raise CellRefusedError("day_unclear", got=shown(written))
        year += 2000
    if not is_swedish and day != month and day <= 12 and month <= 12 and found["sign"] == "/":
        raise CellRefusedError("day_unclear", got=shown(written))
    return _likely(date(year, month, day), written)


def _likely(day: date, written: str) -> date:
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else _no_day(written)


def _no_day(value: object) -> date:
    raise CellRefusedError("no_day", got=shown(value))


def _years(part: str, value: Plain) -> list[tuple[int, bool]]:
    span, one = _SPAN.fullmatch(part), _ONE_YEAR.fullmatch(part)
    if span is not None:
        first = int(span[1])
        last = int(span[2]) if len(span[2]) == 4 else first // 100 * 100 + int(span[2])
        found = [(year, False) for year in range(first, last + 1)] if first < last < first + 20 else []
    else:
        found = [(int(one[1]), bool(one[2] or one[3]))] if one is not None else []
    if not found or not all(EARLIEST_YEAR <= year <= LATEST_YEAR for year, _ in found):
        raise CellRefusedError("no_years", got=shown(value))
    return found
