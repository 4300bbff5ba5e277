"""The words by which a sheet says what is expected: of a rule, of a criterion and of a whole application."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeVar

from scoring_service.case_files.cell_error import CellError
from scoring_service.case_files.parse_value import parse_whole
from scoring_service.case_files.plain_cell import plain_blanks
from scoring_service.domain.cases.case import ExpectedAnswer, ExpectedPoints
from shared.statuses import Effect, FindingStatus, Outcome
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.case_files.plain_cell import Plain
    from scoring_service.domain.rule_set import Rule

Word = TypeVar("Word")

_ANSWER: Final = re.compile(
    r"(?P<word>[^,;(]+?)(?: \((?P<effect>[^)]+)\))?(?:, (?:nivå|level) (?P<level>\d+))?"
)
_ANSWERS: Final = (*Effect, FindingStatus.UNDETERMINED, FindingStatus.NOT_MET)
_POINTS: Final = re.compile(r"(\d+) \((?:möjliga|possible) (\d+)\)")


def outcome_word(outcome: Outcome) -> str:
    """Write an outcome in Swedish."""
    return say(f"cases.outcome-{outcome.value}", "sv")


def parse_outcome(plain: Plain) -> Outcome:
    """Read an outcome. Raises CellError."""
    words = {say(f"cases.outcome-{each.value}", language): each for each in Outcome for language in LANGUAGES}
    return _word_of(plain, words | {each.value: each for each in Outcome}, map(outcome_word, Outcome))


def answer_word(expected: ExpectedAnswer) -> str:
    """Write what is expected of a rule, without what is missing."""
    if expected.status is FindingStatus.MET and expected.effect is not None:
        word = _effect_word(expected.effect)
        return word if expected.level is None else f"{word}, nivå {expected.level}"
    word = say(f"cases.answer-{expected.status.value}", "sv")
    return word if expected.effect is None else f"{word} ({_effect_word(expected.effect)})"


def answer_choices(rule: Rule) -> list[str]:
    """Give what a rule can answer, as a list to choose from."""
    effects = [level.effect for level in rule.levels]
    met = [ExpectedAnswer(FindingStatus.MET, effect) for effect in dict.fromkeys(effects)]
    levels = [
        ExpectedAnswer(FindingStatus.MET, effect, number)
        for number, effect in enumerate(effects, 1)
        if effects.count(effect) > 1
    ]
    others = [ExpectedAnswer(FindingStatus.UNDETERMINED), ExpectedAnswer(FindingStatus.NOT_MET)]
    return [answer_word(each) for each in (*met, *levels, *others)]


def parse_answer(plain: Plain, missing: tuple[str, ...] | None = None) -> ExpectedAnswer:
    """Read what is expected of a rule; ``missing`` are names that stand beside it. Raises CellError."""
    written = _ANSWER.fullmatch(str(plain_blanks(plain)).lower())
    found = _word_of(written["word"] if written else plain, _words(), _told())
    effect, level = (written["effect"], written["level"]) if written else (None, None)
    if isinstance(found, Effect):
        if effect:
            raise _misplaced(effect)
        return ExpectedAnswer(FindingStatus.MET, found, int(level) if level else None, missing)
    if level or (effect and found is FindingStatus.NOT_MET):
        raise _misplaced(effect or f"nivå {level}")
    meant = _word_of(effect, _words(), _told()) if effect else None
    if isinstance(meant, FindingStatus):
        raise _misplaced(meant)
    return ExpectedAnswer(found, meant, None, missing)


def points_value(expected: ExpectedPoints) -> str | int:
    """Write points: a number, with the possible ones beside it where they are more."""
    if expected.possible_points == expected.points:
        return expected.points
    return f"{expected.points} (möjliga {expected.possible_points})"


def parse_points(plain: Plain) -> ExpectedPoints:
    """Read points. Raises CellError."""
    both = _POINTS.fullmatch(str(plain_blanks(plain)).lower())
    if both:
        points, possible = int(both[1]), int(both[2])
    else:
        points = possible = parse_whole(
            plain, "ett heltal, eller som 0 (möjliga 2)", "a whole number, or such as 0 (möjliga 2)"
        )
    if not 0 <= points <= possible:
        raise CellError(
            f"är ”{plain}”; poäng är minst 0, och möjliga poäng minst lika många",
            f"is ”{plain}”; points are at least 0, and possible points at least as many",
        )
    return ExpectedPoints(points, possible)


def _words() -> dict[str, Effect | FindingStatus]:
    words: dict[str, Effect | FindingStatus] = {}
    for each in _ANSWERS:
        said = (say(f"cases.answer-{each.value}", language) for language in LANGUAGES)
        words |= dict.fromkeys((each.value, *said), each)
    return words


def _told() -> list[str]:
    return [say(f"cases.answer-{each.value}", "sv") for each in _ANSWERS]


def _effect_word(effect: Effect) -> str:
    return say(f"cases.answer-{effect.value}", "sv")


def _word_of(plain: Plain, words: Mapping[str, Word], told: Iterable[str]) -> Word:
    known = {word.lower(): found for word, found in words.items()}
    word = str(plain_blanks(plain)).strip().lower()
    if word in known:
        return known[word]
    near = get_close_matches(word, known, n=1)
    sv, en = (f" (menas {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
    accepted = ", ".join(told)
    raise CellError(f"är ”{plain}”; tas emot: {accepted}{sv}", f"is ”{plain}”; taken: {accepted}{en}")


def _misplaced(words: str) -> CellError:
    return CellError(
        f"”{words}” hör inte till det svaret; ta bort det",
        f"”{words}” does not belong to that answer; remove it",
    )
