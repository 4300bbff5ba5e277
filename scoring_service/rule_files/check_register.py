"""What a fact asks of the register is held against the register's own shape: keys that no entry has, values that none can have.

Such a setting would match nothing in any call, and the ground that rests on it would be off in silence.
"""

from collections.abc import Iterator
from typing import Any, Final

from prescreen_shared.errors import shown
from prescreen_shared.prose import fold
from prescreen_shared.shapes.declaring import Kind, Text, Whole, Words, fields_of
from prescreen_shared.shapes.register import Register
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.rule_files.faults import FaultList, Path

_KEYS: Final = {
    each.name: {key.name: key.kind for key in fields_of(each.kind.inside[0].type)}
    for each in fields_of(Register)
    if each.kind.type is tuple and each.kind.inside
}
"""For each section, the keys of its entries and what they hold."""


def check_register_keys(fact: FactDeclaration, faults: FaultList) -> None:
    """Note each setting of one fact that no entry of its section of the register can match."""
    section = fact.settings.get("section")
    if not isinstance(section, str) or section not in _KEYS:
        return
    held, path = _KEYS[section], ("facts", fact.name)
    for key, place in _named_keys(fact):
        if key not in held:
            _add_unknown(section, key, held, (*path, *place), faults)
        elif _is_text(held[key]):
            _check_choices(fact, section, key, held[key], (*path, "choices"), faults)
        else:
            texts = ", ".join(name for name, kind in held.items() if _is_text(kind))
            faults.add(
                (*path, *place), "rule-file.register-key-no-text", key=key, section=section, keys=texts
            )
    where = fact.settings.get("where")
    for key, value in where.items() if isinstance(where, dict) else ():
        place = (*path, "where", key)
        if key not in held:
            _add_unknown(section, key, held, place, faults)
        elif (accepted := _unmatched(held[key], value)) is not None:
            faults.add(
                place,
                "rule-file.never-in-register",
                key=key,
                section=section,
                value=shown(value),
                accepted=accepted,
            )


def _named_keys(fact: FactDeclaration) -> Iterator[tuple[str, Path]]:
    key, keys = fact.settings.get("key"), fact.settings.get("keys")
    if isinstance(key, str):
        yield key, ("key",)
    for number, each in enumerate(keys if isinstance(keys, list) else ()):
        if isinstance(each, str):
            yield each, ("keys", number)


def _check_choices(
    fact: FactDeclaration, section: str, key: str, kind: Kind, path: Path, faults: FaultList
) -> None:
    """Note a choice of a fact that the closed list of the key lacks."""
    words = kind.mark(Words)
    choices: tuple[str, ...] = () if words is None else fact.choices
    for number, choice in enumerate(choices):
        if words is not None and fold(choice) not in map(fold, words.words):
            place = (*path, choice if fact.choice_labels else number)
            faults.add(
                place,
                "rule-file.never-in-register",
                key=key,
                section=section,
                value=shown(choice),
                accepted=", ".join(words.words),
            )


def _unmatched(kind: Kind, value: Any) -> str | None:
    """Say what the key can hold where the value is none of it; None where an entry can have the value."""
    words, whole = kind.mark(Words), kind.mark(Whole)
    if words is not None:
        fits = isinstance(value, str) and fold(value) in map(fold, words.words)
        return None if fits else ", ".join(words.words)
    if whole is not None:
        fits = isinstance(value, int) and not isinstance(value, bool) and whole.least <= value <= whole.most
        return None if fits else f"{whole.least}–{whole.most}"
    return None if _is_text(kind) and isinstance(value, str) and value.strip() else "text"


def _is_text(kind: Kind) -> bool:
    return kind.type is str and (kind.mark(Text) is not None or kind.mark(Words) is not None)


def _add_unknown(section: str, key: str, held: dict[str, Kind], path: Path, faults: FaultList) -> None:
    faults.add(path, "rule-file.no-such-register-key", section=section, key=shown(key), keys=", ".join(held))
