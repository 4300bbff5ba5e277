"""The constants that a rule file declares: one value, or several with the day from which each is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.rule_set import Constant, DatedValue, Sentence
from scoring_service.rule_files.literals import LiteralError, parse_constant
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.schemas import ConstantShape, DatedValueShape
from scoring_service.rule_files.shape_messages import show

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.rule_files.problem import Path, ProblemList


def parse_short_constant(name: str, raw: Any, problems: ProblemList) -> Scalar | None:
    """Give the value of a constant that is nothing but its value; None where it is at fault."""
    return _value(raw, ("constants", name), name, problems)


def parse_long_constant(name: str, raw: dict[str, Any], problems: ProblemList) -> Constant | None:
    """Give a constant with a label and dated values; None where something of it is at fault."""
    path, before = ("constants", name), len(problems)
    content = load_shape(ConstantShape, raw, path, problems)
    found = [
        _dated(item, (*path, "values", number), problems)
        for number, item in enumerate(content.get("values", ()))
    ]
    values = [value for value in found if value is not None]
    _check_order(found, path, problems)
    _check_types(found, path, problems)
    if len(problems) > before:
        return None
    label = content.get("label")
    return Constant(tuple(values), None if label is None else Sentence(**label))


def _dated(raw: Any, path: Path, problems: ProblemList) -> DatedValue | None:
    content = load_shape(DatedValueShape, raw, path, problems)
    if "value" not in content:
        return None
    value = _value(content["value"], (*path, "value"), "value", problems)
    return None if value is None else DatedValue(value, content.get("from_"))


def _value(raw: Any, path: Path, name: str, problems: ProblemList) -> Scalar | None:
    try:
        return parse_constant(raw)
    except LiteralError as error:
        problems.add(path, f"{name} {error.sv}", f"{name} {error.en}")
        return None


def _check_order(found: list[DatedValue | None], path: Path, problems: ProblemList) -> None:
    last = None
    for number, each in enumerate(found):
        if each is None:
            continue
        place = (*path, "values", number)
        if number > 0 and each.from_on is None:
            problems.add(
                place,
                "saknar from; bara det första värdet får gälla från början",
                "has no from; only the first value may be in force from the beginning",
            )
        if each.from_on is not None and last is not None and each.from_on <= last:
            problems.add(
                (*place, "from"),
                f"{each.from_on} är inte efter {last}; värdena ska stå i dagarnas ordning",
                f"{each.from_on} is not after {last}; the values should stand in the order of their days",
            )
        last = each.from_on or last


def _check_types(found: list[DatedValue | None], path: Path, problems: ProblemList) -> None:
    first = next((each for each in found if each is not None), None)
    for number, each in enumerate(found):
        if first is not None and each is not None and type(each.value) is not type(first.value):
            problems.add(
                (*path, "values", number, "value"),
                f"{show(each.value)} är av ett annat slag än {show(first.value)}; alla värden ska vara av samma slag",
                f"{show(each.value)} is of another type than {show(first.value)}; all values should be of one type",
            )
