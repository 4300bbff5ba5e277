"""The settings that a kind of derived fact takes, and the check of those that a rule file gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.field_text import is_field
from scoring_service.domain.wording.word_pattern import WordPatternError, read_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Check = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``check`` gives what is wrong with a value, or None."""

    name: str
    check: Check
    required: bool = False


def check_settings(known: tuple[Setting, ...], given: Mapping[str, Any]) -> list[str]:
    """Give every fault of the settings, each naming the setting and what would be accepted."""
    by_name = {setting.name: setting for setting in known}
    faults = [
        f"unknown setting {name!r}; known: {', '.join(by_name) or 'none'}"
        for name in given
        if name not in by_name
    ]
    for setting in known:
        if given.get(setting.name) is None:
            if setting.required:
                faults.append(f"setting {setting.name!r} is required")
        elif fault := setting.check(given[setting.name]):
            faults.append(f"setting {setting.name!r}: {fault}")
    return faults


def a_word(value: Any) -> str | None:
    """Accept a text that is not blank."""
    return None if isinstance(value, str) and value.strip() else f"{value!r} is not a text"


def yes_or_no(value: Any) -> str | None:
    """Accept true and false."""
    return None if isinstance(value, bool) else f"{value!r} is not true or false"


def percent(value: Any) -> str | None:
    """Accept a whole number from 0 to 100."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and 0 <= value <= 100 else f"{value!r} is not a whole number from 0 to 100"


def count(value: Any) -> str | None:
    """Accept a whole number from 1."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and value >= 1 else f"{value!r} is not a whole number from 1"


def one_of(*words: str) -> Check:
    """Accept one of the words."""
    return lambda value: None if value in words else f"{value!r} is not one of {', '.join(words)}"


def some_of(*words: str) -> Check:
    """Accept a list of some of the words."""

    def check(value: Any) -> str | None:
        fine = isinstance(value, list) and value and all(part in words for part in value)
        return None if fine else f"{value!r} is not a list of {', '.join(words)}"

    return check


def texts(value: Any) -> str | None:
    """Accept a list of texts."""
    fine = isinstance(value, list) and all(isinstance(part, str) and part.strip() for part in value)
    return None if fine else f"{value!r} is not a list of texts"


def fields(value: Any) -> str | None:
    """Accept a list of an application's fields."""
    if not isinstance(value, list) or not value:
        return f"{value!r} is not a list of fields"
    unknown = [part for part in value if not isinstance(part, str) or not is_field(part)]
    return f"no such field: {', '.join(map(str, unknown))}" if unknown else None


def patterns(value: Any) -> str | None:
    """Accept a list of word patterns."""
    if (fault := texts(value)) is not None:
        return fault
    for pattern in value:
        try:
            read_pattern(pattern)
        except WordPatternError as error:
            return str(error)
    return None


def pattern_groups(value: Any) -> str | None:
    """Accept a mapping from a word to the patterns that mean the same."""
    if not isinstance(value, dict):
        return f"{value!r} is not a mapping from a word to a list of patterns"
    return next((fault for group in value.values() if (fault := patterns(group))), None)
