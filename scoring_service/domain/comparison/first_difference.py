"""Where two JSON values first differ, for a person who must find the place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from scoring_service.domain.comparison.canonical_json import canonical_json

_ABSENT: Final = object()
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """``path`` leads to the place, such as ``findings[3].text.sv``; the values there as JSON, None where there is none."""

    path: str
    old: str | None
    new: str | None


def first_difference(old: Any, new: Any) -> Difference | None:
    """Find the first place by sorted keys and list positions where the two differ, None where they do not."""
    return None if canonical_json(old) == canonical_json(new) else _find(old, new, "")


def _find(old: Any, new: Any, path: str) -> Difference | None:
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(f"{path}.{key}" if path else key, key) for key in sorted({*old, *new})]
        found = (_find(old.get(key, _ABSENT), new.get(key, _ABSENT), inner) for inner, key in pairs)
        return next((each for each in found if each), None)
    if isinstance(old, list) and isinstance(new, list):
        items = enumerate(zip_longest(old, new, fillvalue=_ABSENT))
        found = (_find(before, after, f"{path}[{number}]") for number, (before, after) in items)
        return next((each for each in found if each), None)
    if old is not _ABSENT and new is not _ABSENT and canonical_json(old) == canonical_json(new):
        return None
    return Difference(path, _written(old), _written(new))


def _written(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    text = canonical_json(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
