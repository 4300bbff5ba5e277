"""Whether an answer is of the kind that its question asks for, and the one form in which an accepted answer is kept."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from intake_service.domain.call import Question, QuestionType
from prescreen_shared.errors import Fault, listed, shown
from prescreen_shared.prose import read_figures
from prescreen_shared.shapes.declaring import EARLIEST_YEAR, LARGEST_AMOUNT, LATEST_YEAR

LONGEST_ANSWER: Final = 20_000
LONGEST_LIST: Final = 200
LARGEST_NUMBER: Final = 2**53
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ORGANISATION: Final = re.compile(r"(?:16)?([0-9]{6})[-–]?([0-9]{4})")


def check_answer(question: Question, field: str, answer: object) -> Iterator[Fault]:
    """Find every fault of one answer, None excepted; ``field`` is where it stands."""
    if isinstance(answer, str) and not answer.strip():
        yield Fault("blank_text", field)
    else:
        yield from _CHECKS[question.type](question, field, answer)


def kept_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give accepted answers in one form.

    Whole numbers are integers, also where ``3.0`` was sent, decimal ones are floats; days and organisation numbers are
    written without blanks, the latter as ``202100-1234``.
    """
    types = {question.key: question.type for question in questions}
    return {key: _kept(types.get(key), answer) for key, answer in answers.items()}


def _kept(kind: QuestionType | None, answer: Any) -> Any:
    match kind:
        case QuestionType.INTEGER | QuestionType.AMOUNT if isinstance(answer, float):
            return int(answer)
        case QuestionType.DECIMAL if isinstance(answer, int):
            return float(answer)
        case QuestionType.DATE if isinstance(answer, str):
            return read_figures(answer)
        case QuestionType.ORGANISATION_NUMBER if isinstance(answer, str):
            found = _ORGANISATION.fullmatch(answer.strip())
            return answer if found is None else "-".join(found.groups())
    return answer


def _check_boolean(_: Question, field: str, answer: object) -> Iterator[Fault]:
    if not isinstance(answer, bool):
        yield Fault("not_true_or_false", field, {"got": shown(answer)})


def _check_choice(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not isinstance(answer, str) or answer not in question.choices:
        yield Fault("not_one_of", field, {"got": shown(answer), "accepted": listed(question.choices)})


def _check_choices(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault("not_a_list", field, {"got": shown(answer)})
        return
    for position, item in enumerate(answer):
        yield from _check_choice(question, f"{field}.{position}", item)
        if item in answer[:position]:
            yield Fault("named_twice", f"{field}.{position}", {"got": shown(item)})


def _check_integer(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not _is_number(answer) or answer != int(answer):  # type: ignore[call-overload] # it is a number
        yield Fault("not_a_whole_number", field, {"got": shown(answer)})
    else:
        yield from _check_range(question, field, answer, -LARGEST_NUMBER, LARGEST_NUMBER)


def _check_amount(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not _is_number(answer) or answer != int(answer):  # type: ignore[call-overload] # it is a number
        yield Fault("not_a_whole_number", field, {"got": shown(answer)})
    else:
        yield from _check_range(question, field, answer, 0, LARGEST_AMOUNT)


def _check_decimal(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not _is_number(answer):
        yield Fault("not_a_decimal", field, {"got": shown(answer)})
    else:
        yield from _check_range(question, field, answer, -LARGEST_NUMBER, LARGEST_NUMBER)


def _is_number(answer: object) -> bool:
    return isinstance(answer, (int, float)) and not isinstance(answer, bool) and math.isfinite(answer)


def _check_range(question: Question, field: str, answer: Any, least: int, most: int) -> Iterator[Fault]:
    """Hold a number to the question's own limits, and to what every part can hold."""
    least = least if question.least is None else max(least, question.least)
    most = most if question.most is None else min(most, question.most)
    if not least <= answer <= most:
        yield Fault("out_of_range", field, {"got": shown(answer), "min": least, "max": most})


def _check_date(_: Question, field: str, answer: object) -> Iterator[Fault]:
    written = read_figures(answer) if isinstance(answer, str) else ""
    try:
        day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        yield Fault("not_a_date", field, {"got": shown(answer)})
    elif not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        yield Fault(
            "date_out_of_range", field, {"got": shown(answer), "min": EARLIEST_YEAR, "max": LATEST_YEAR}
        )


def _check_organisation_number(_: Question, field: str, answer: object) -> Iterator[Fault]:
    found = _ORGANISATION.fullmatch(answer.strip()) if isinstance(answer, str) else None
    if found is None or not _has_check_digit("".join(found.groups())):
        yield Fault("not_an_organisation_number", field, {"got": shown(answer)})


def _has_check_digit(digits: str) -> bool:
    """Whether ten digits end in their check digit: each second is doubled, and all digits add up to whole tens."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _check_text(_: Question, field: str, answer: object) -> Iterator[Fault]:
    if not isinstance(answer, str):
        yield Fault("not_text", field, {"got": shown(answer)})
    elif not answer.strip():
        yield Fault("blank_text", field)
    elif len(answer) > LONGEST_ANSWER:
        yield Fault("too_long", field, {"length": len(answer), "max": LONGEST_ANSWER})


def _check_text_list(question: Question, field: str, answer: object) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault("not_a_list", field, {"got": shown(answer)})
        return
    if len(answer) > LONGEST_LIST:
        yield Fault("too_many", field, {"count": len(answer), "max": LONGEST_LIST})
        return
    for position, item in enumerate(answer):
        yield from _check_text(question, f"{field}.{position}", item)


_CHECKS: Final[dict[QuestionType, Callable[[Question, str, Any], Iterator[Fault]]]] = {
    QuestionType.BOOLEAN: _check_boolean,
    QuestionType.TEXT: _check_text,
    QuestionType.CHOICE: _check_choice,
    QuestionType.CHOICES: _check_choices,
    QuestionType.TEXT_LIST: _check_text_list,
    QuestionType.INTEGER: _check_integer,
    QuestionType.AMOUNT: _check_amount,
    QuestionType.DECIMAL: _check_decimal,
    QuestionType.DATE: _check_date,
    QuestionType.ORGANISATION_NUMBER: _check_organisation_number,
}
