"""What a kind of derived fact is: its name, the types it gives, its settings and the function that derives.

RETELL:
- (setting) The settings that a kind of derived fact takes, and the check of those that a rule file gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoring_service.domain.derive.known import Known, is_field
from scoring_service.domain.fact import Fact, FactType
from scoring_service.domain.rule_set import FactDeclaration, Sentence
from scoring_service.domain.wording.patterns import WordPatternError, read_pattern

Check = Callable[[Any], Sentence | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``check`` gives what is wrong with a value, or None."""

    name: str
    check: Check
    required: bool = False


@dataclass(frozen=True, slots=True)
class KindDeclaration:
    """One kind of derived fact; ``needs_call`` says that it looks at the other applications of the call.

    ``details`` are the names that its facts' details can have, for sentences to use. ``from_statement`` says that it
    only counts or compares what the applicant states, so that criteria may give points for it. ``least`` is the
    smallest number that it can give, None where it gives no number or has no limit. ``words`` are the choices that it
    can give, all of which its facts must declare.
    """

    name: str
    gives: frozenset[FactType]
    derive: Callable[[FactDeclaration, Known], Fact]
    settings: tuple[Setting, ...] = ()
    needs_call: bool = False
    details: frozenset[str] = frozenset()
    from_statement: bool = False
    least: int | None = None
    words: tuple[str, ...] = ()

    def check(self, settings: Mapping[str, Any]) -> list[SettingFault]:
        """Give every fault of a rule file's settings; none means that they can be used."""
        return check_settings(self.settings, settings)


@dataclass(frozen=True, slots=True)
class SettingFault:
    """What is wrong with a setting; ``given`` where a rule file has the setting, so that it can be told at its place.

    ``within`` leads from the setting to the very item of it that is at fault.
    """

    setting: str
    given: bool
    text: Sentence
    within: tuple[str | int, ...] = ()


def check_settings(known: tuple[Setting, ...], given: Mapping[str, Any]) -> list[SettingFault]:
    """Give every fault of the settings, each naming the setting and what would be accepted."""
    by_name = {setting.name: setting for setting in known}
    faults = [_unknown(name, ", ".join(by_name)) for name in given if name not in by_name]
    for setting in known:
        if given.get(setting.name) is None:
            if setting.required:
                text = Sentence(
                    f"inställningen {setting.name} måste anges", f"setting {setting.name!r} is required"
                )
                faults.append(SettingFault(setting.name, setting.name in given, text))
        else:
            faults.extend(_misfits(setting, given[setting.name]))
    return faults


def unfit(value: Any, sv: str, en: str) -> Sentence:
    """Say that a value is not what a setting takes."""
    return Sentence(f"{value!r} är inte {sv}", f"{value!r} is not {en}")


def a_word(value: Any) -> Sentence | None:
    """Accept a text that is not blank."""
    fine = isinstance(value, str) and value.strip()
    return None if fine else unfit(value, "en text", "a text")


def yes_or_no(value: Any) -> Sentence | None:
    """Accept true and false."""
    return None if isinstance(value, bool) else unfit(value, "true eller false", "true or false")


def percent(value: Any) -> Sentence | None:
    """Accept a whole number from 0 to 100."""
    fine = _is_whole(value) and 0 <= value <= 100
    return None if fine else unfit(value, "ett heltal från 0 till 100", "a whole number from 0 to 100")


def count(value: Any) -> Sentence | None:
    """Accept a whole number from 1."""
    fine = _is_whole(value) and value >= 1
    return None if fine else unfit(value, "ett heltal från 1", "a whole number from 1")


@dataclass(frozen=True, slots=True)
class OneOf:
    """Accepts one of the words."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> Sentence | None:
        """Give what is wrong with a value, or None."""
        words = ", ".join(self.words)
        return None if value in self.words else unfit(value, f"ett av {words}", f"one of {words}")


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Accepts a list of some of the words."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> Sentence | None:
        """Give what is wrong with a value, or None."""
        fine = isinstance(value, list) and value and all(part in self.words for part in value)
        words = ", ".join(self.words)
        return None if fine else unfit(value, f"en lista av {words}", f"a list of {words}")


def one_of(*words: str) -> OneOf:
    """Accept one of the words."""
    return OneOf(words)


def some_of(*words: str) -> SomeOf:
    """Accept a list of some of the words."""
    return SomeOf(words)


def texts(value: Any) -> Sentence | None:
    """Accept a list of texts."""
    fine = isinstance(value, list) and all(isinstance(part, str) and part.strip() for part in value)
    return None if fine else unfit(value, "en lista av texter", "a list of texts")


def fields(value: Any) -> Sentence | None:
    """Accept a list of an application's fields."""
    if not isinstance(value, list) or not value:
        return unfit(value, "en lista av fält", "a list of fields")
    unknown = ", ".join(str(part) for part in value if not isinstance(part, str) or not is_field(part))
    return Sentence(f"fältet finns inte: {unknown}", f"no such field: {unknown}") if unknown else None


def patterns(value: Any) -> Sentence | None:
    """Accept a list of word patterns."""
    if (fault := texts(value)) is not None:
        return fault
    return next((fault for _, fault in _pattern_faults(value)), None)


def pattern_groups(value: Any) -> Sentence | None:
    """Accept a mapping from a word to the patterns that mean the same."""
    if not isinstance(value, dict):
        return unfit(
            value,
            "ett ord med en lista av ordmönster",
            "a mapping from a word to a list of patterns",
        )
    return next((fault for group in value.values() if (fault := patterns(group))), None)


def _unknown(name: str, known: str) -> SettingFault:
    text = Sentence(
        f"okänd inställning {name}; de som finns: {known or 'inga'}",
        f"unknown setting {name!r}; known: {known or 'none'}",
    )
    return SettingFault(name, True, text)


def _misfits(setting: Setting, value: Any) -> Iterator[SettingFault]:
    each = _EACH.get(setting.check)
    found = None if each is None else list(each(value))
    if not found:
        fault = setting.check(value)
        found = [] if fault is None else [((), fault)]
    for within, fault in found:
        sv, en = f"inställningen {setting.name}: {fault.sv}", f"setting {setting.name!r}: {fault.en}"
        yield SettingFault(setting.name, True, Sentence(sv, en), within)


def _pattern_faults(found: Any) -> Iterator[tuple[tuple[str | int, ...], Sentence]]:
    """Give each pattern of a list that cannot be read, with its number."""
    for number, pattern in enumerate(found) if texts(found) is None else ():
        try:
            read_pattern(pattern)
        except WordPatternError as error:
            yield (number,), Sentence(error.sv, error.en)


def _group_faults(groups: Any) -> Iterator[tuple[tuple[str | int, ...], Sentence]]:
    for word, group in groups.items() if isinstance(groups, dict) else ():
        yield from (((word, *within), fault) for within, fault in _pattern_faults(group))


_EACH: Final[dict[Check, Callable[[Any], Iterator[tuple[tuple[str | int, ...], Sentence]]]]] = {
    patterns: _pattern_faults,
    pattern_groups: _group_faults,
}
"""Checks of lists that can tell each item at fault."""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
