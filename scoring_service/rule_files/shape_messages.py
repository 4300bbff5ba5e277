"""The codes of the shape checks in words: what is wrong, the value, and what would be accepted."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.rule_files.problem import Path, ProblemList

MAX_SHOWN: Final = 60

_WORDS: Final = {
    "required": ("måste anges", "is required"),
    "null": ("får inte vara null", "must not be null"),
    "type_text": ("är {value}, ska vara text", "is {value}, should be text"),
    "type_integer": ("är {value}, ska vara ett heltal", "is {value}, should be a whole number"),
    "type_mapping": ("är {value}, ska vara nycklar med värden", "is {value}, should be a mapping"),
    "type_list": ("är {value}, ska vara en lista", "is {value}, should be a list"),
    "type_date": (
        "är {value}, ska vara en dag som 2017-12-01",
        "is {value}, should be a day such as 2017-12-01",
    ),
    "number_range": (
        "är {value}, ska vara från {least} till {most}",
        "is {value}, should be from {least} to {most}",
    ),
    "text_length": ("ska ha 1 till {detail} tecken", "should have 1 to {detail} characters"),
    "empty_list": ("får inte vara tom", "must not be empty"),
    "identifier": (
        "är {value}, ska vara små bokstäver (a–z), siffror och bindestreck",
        "is {value}, should be lower-case letters (a–z), digits and hyphens",
    ),
    "one_of": (
        "är {value}, ska vara något av: {detail}{nearest_sv}",
        "is {value}, should be one of: {detail}{nearest_en}",
    ),
    "unknown": (
        "är ingen känd nyckel; de som finns: {detail}{nearest_sv}",
        "is no known key; there are: {detail}{nearest_en}",
    ),
    "period": ("är före den första dagen", "is before the first day"),
    "fact_origin": ("ska ha antingen stated_in eller derived", "should have either stated_in or derived"),
    "two_forms": (
        "står bredvid levels; skriv den inom en nivå",
        "stands beside levels; write it inside a level",
    ),
    "effect_not_met": (
        "ska inte anges när regeln inte är uppfylld",
        "is not stated where the rule is not met",
    ),
    "possible_points": (
        "är {value}, ska vara minst lika många som points",
        "is {value}, should be at least as many as points",
    ),
    "level_not_met": (
        "ska bara anges när regeln är uppfylld",
        "is stated only where the rule is met",
    ),
    "missing_not_met": (
        "ska inte anges när regeln inte är uppfylld",
        "is not stated where the rule is not met",
    ),
}


def add_shape_errors(problems: ProblemList, errors: Any, path: Path, content: Any) -> None:
    """Put marshmallow's errors of one mapping, which stands at a path, into words."""
    for inner, code in _flatten(errors, ()):
        whole = (*path, *inner)
        name = whole[-1] if whole and isinstance(whole[-1], str) else ""
        problems.add(whole, *_words(code, name, _value_at(content, inner)))


def _flatten(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _flatten(inner, path if key == "_schema" else (*path, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flatten(inner, path)
    else:
        yield path, str(errors)


def _value_at(content: Any, path: Path) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _words(code: str, name: str, value: Any) -> tuple[str, str]:
    code, _, detail = code.partition("|")
    accepted = detail.split(", ")
    least, _, most = detail.partition("|")
    near = get_close_matches(name if code == "unknown" else str(value), accepted, n=1)
    parts = {
        "value": show(value),
        "detail": detail,
        "least": least,
        "most": most,
        "nearest_sv": f" (menas {near[0]}?)" if near else "",
        "nearest_en": f" (did you mean {near[0]}?)" if near else "",
    }
    sv, en = _WORDS[code]
    return f"{name} {sv.format(**parts)}".strip(), f"{name} {en.format(**parts)}".strip()


def show(value: Any) -> str:
    """Show a value of the file briefly, texts in quotes and days as they are written."""
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
