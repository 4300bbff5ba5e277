"""What people write in a cell, as a value: Swedish dates, amounts, yes and no, words of a choice, and what is expected.

A formula, an error or a time of day is no value. What is written is kept as text, whatever it begins with.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar

from openpyxl.cell.cell import Cell, MergedCell

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from prescreen_shared.template import MONTHS
from prescreen_shared.texts.catalogue import LANGUAGES, say
from scoring_service.case_files.names import CellError
from scoring_service.domain.condition import FactType, Scalar
from scoring_service.domain.rule_set import (
    MAX_INTEGER,
    ExpectedDecision,
    FactDeclaration,
    Ground,
    expect_points,
)
from scoring_service.rule_files.faults import likeliest, said

Word = TypeVar("Word")
_ANSWER: Final = re.compile(
    r"(?P<word>[^,;(]+?)(?: \((?P<effect>[^)]+)\))?(?:, (?:nivå|level) (?P<level>\d+))?"
)
_ANSWERS: Final = (*Effect, FindingStatus.UNDETERMINED, FindingStatus.NOT_MET)
_POINTS: Final = re.compile(r"(\d+) \((?:möjliga|possible) (\d+)\)")
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
FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""What a spreadsheet may take for the beginning of a formula."""
Plain = str | int | float | bool | date | None
"""A day is always a date; a moment with a time of day is not taken."""
BLANKS: Final = dict.fromkeys(
    map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"), " "
)
"""The blanks that spreadsheets put between thousands, all to be read as a space."""


def outcome_word(outcome: Outcome) -> str:
    """Write an outcome in Swedish."""
    return say(f"cases.outcome-{outcome.value}", "sv")


def parse_outcome(plain: Plain) -> Outcome:
    """Read an outcome. Raises CellError."""
    words = {say(f"cases.outcome-{each.value}", language): each for each in Outcome for language in LANGUAGES}
    return _word_of(plain, words | {each.value: each for each in Outcome}, map(outcome_word, Outcome))


def answer_word(expected: ExpectedDecision) -> str:
    """Write what is expected of a rule, without what is missing."""
    if expected.status is FindingStatus.MET and expected.effect is not None:
        word = _effect_word(expected.effect)
        return word if expected.level is None else f"{word}, nivå {expected.level}"
    word = say(f"cases.answer-{expected.status.value}", "sv")
    return word if expected.effect is None else f"{word} ({_effect_word(expected.effect)})"


def answer_choices(rule: Ground) -> list[str]:
    """Give what a rule can answer, as a list to choose from."""
    effects = [level.effect for level in rule.levels]
    met = [ExpectedDecision(FindingStatus.MET, effect) for effect in dict.fromkeys(effects)]
    levels = [
        ExpectedDecision(FindingStatus.MET, effect, number)
        for number, effect in enumerate(effects, 1)
        if effects.count(effect) > 1
    ]
    others = [ExpectedDecision(FindingStatus.UNDETERMINED), ExpectedDecision(FindingStatus.NOT_MET)]
    return [answer_word(each) for each in (*met, *levels, *others)]


def parse_answer(plain: Plain, missing: tuple[str, ...] | None = None) -> ExpectedDecision:
    """Read what is expected of a rule; ``missing`` are names that stand beside it. Raises CellError."""
    written = _ANSWER.fullmatch(str(_plain_blanks(plain)).lower())
    found = _word_of(written["word"] if written else plain, _words(), _told())
    effect, level = (written["effect"], written["level"]) if written else (None, None)
    if isinstance(found, Effect):
        if effect:
            raise _misplaced(effect)
        return ExpectedDecision(FindingStatus.MET, found, int(level) if level else None, missing)
    if level or (effect and found is FindingStatus.NOT_MET):
        raise _misplaced(effect or f"nivå {level}")
    meant = _word_of(effect, _words(), _told()) if effect else None
    if isinstance(meant, FindingStatus):
        raise _misplaced(meant)
    return ExpectedDecision(found, meant, None, missing)


def points_value(expected: ExpectedDecision) -> str | int | None:
    """Write points: a number, with the possible ones beside it where they are more."""
    if expected.possible_points == expected.points:
        return expected.points
    return f"{expected.points} (möjliga {expected.possible_points})"


def parse_points(plain: Plain) -> ExpectedDecision:
    """Read points. Raises CellError."""
    both = _POINTS.fullmatch(str(_plain_blanks(plain)).lower())
    if both:
        points, possible = int(both[1]), int(both[2])
    else:
        points = possible = _parse_whole(plain, "points")
    if not 0 <= points <= possible:
        raise CellError("case-file.bad-points", plain=plain)
    return expect_points(points, possible)


def parse_value(plain: Plain, fact: FactDeclaration) -> Scalar | None:
    """Give the value of the fact that a cell holds; None where it says that it is not stated. Raises CellError."""
    written, plain = plain, _plain_blanks(plain)
    if plain is None or (isinstance(plain, str) and plain.lower() in NOT_STATED):
        return None
    match fact.type:
        case FactType.BOOLEAN:
            return parse_boolean(plain)
        case FactType.INTEGER:
            return _limited(_parse_whole(plain, "integer"))
        case FactType.AMOUNT:
            return _limited(_parse_whole(plain, "amount"))
        case FactType.DATE:
            return _parse_day(plain)
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
    raise CellError("case-file.no-truth", value=_shown(plain))


def put_value(cell: Any, value: Any) -> None:
    """Write a value; text stays text, whatever it begins with."""
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value


def put_text(cell: Any, text: str) -> None:
    """Write text that no program takes for a formula."""
    cell.value = text
    keep_text(cell)


def keep_text(cell: Any) -> None:
    """Mark a cell as text, with the quote that spreadsheets put before what looks like a formula."""
    cell.data_type = "s"
    cell.quotePrefix = cell.value[:1] in FORMULA_SIGNS


def plain_cell(cell: Cell | MergedCell) -> Plain:
    """Give what a cell holds; None where it is blank. Raises CellError."""
    value = cell.value
    if cell.data_type == "f":
        raise CellError("case-file.holds-formula")
    if cell.data_type == "e":
        raise CellError("case-file.holds-error", value=value)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError("case-file.time-of-day", moment=f"{value:%H:%M}")
        return value.date()
    if value is None or isinstance(value, bool | int | float | date):
        return value
    raise CellError("case-file.odd-cell", kind=type(value).__name__)


def _word_of(plain: Plain, words: Mapping[str, Word], told: Iterable[str]) -> Word:
    known = {word.lower(): found for word, found in words.items()}
    word = str(_plain_blanks(plain)).strip().lower()
    if word in known:
        return known[word]
    near = likeliest(word, known)
    accepted = ", ".join(told)
    raise CellError("case-file.unknown-word", plain=plain, accepted=accepted, near=near)


def _plain_blanks(plain: Plain) -> Plain:
    """Read every kind of blank as a space; what people wrote as text is kept as they wrote it elsewhere."""
    return plain.translate(BLANKS) if isinstance(plain, str) else plain


def _effect_word(effect: Effect) -> str:
    return say(f"cases.answer-{effect.value}", "sv")


def _words() -> dict[str, Effect | FindingStatus]:
    words: dict[str, Effect | FindingStatus] = {}
    for each in _ANSWERS:
        said = (say(f"cases.answer-{each.value}", language) for language in LANGUAGES)
        words |= dict.fromkeys((each.value, *said), each)
    return words


def _told() -> list[str]:
    return [say(f"cases.answer-{each.value}", "sv") for each in _ANSWERS]


def _misplaced(words: str) -> CellError:
    return CellError("case-file.misplaced", words=words)


def _parse_whole(plain: Plain, kind: str) -> int:
    """Read a whole number of a kind that the refusal names. Raises CellError."""
    accepted = said(f"case-file.number-{kind}")
    refused = CellError("case-file.not-whole", value=_shown(plain), accepted=accepted)
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


def _shown(plain: Plain) -> str:
    if isinstance(plain, float):
        return str(plain).replace(".", ",")
    return plain.isoformat() if isinstance(plain, date) else f"”{plain}”"


def _limited(number: int) -> int:
    if abs(number) > MAX_INTEGER:
        raise CellError("case-file.number-too-large", number=number, max_integer=MAX_INTEGER)
    return number


def _parse_day(plain: Plain) -> date:
    """Read a day as people in Sweden write it. Raises CellError."""
    if isinstance(plain, date):
        return plain
    if isinstance(plain, int) and not isinstance(plain, bool) and plain in _LIKELY_DAYS:
        likely = _EPOCH + timedelta(days=plain)
        raise CellError("case-file.number-for-day", plain=plain, likely=likely)
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
    raise CellError("case-file.no-day", value=_shown(plain))


def _choice(plain: Plain, fact: FactDeclaration) -> str:
    words = {code.lower(): code for code in fact.choices}
    for code, label in fact.choice_labels.items():
        words |= {label.sv.lower(): code, label.en.lower(): code}
    word = str(plain).lower()
    if word in words:
        return words[word]
    told = [fact.choice_labels[code].sv if code in fact.choice_labels else code for code in fact.choices]
    near = likeliest(word, words)
    raise CellError("case-file.no-such-value", value=_shown(plain), accepted=", ".join(told), near=near)


def _text(plain: Plain) -> str:
    if isinstance(plain, bool):
        return "ja" if plain else "nej"
    if isinstance(plain, float) and plain == int(plain):
        return str(int(plain))
    return plain.isoformat() if isinstance(plain, date) else str(plain)
