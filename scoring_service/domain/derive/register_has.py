"""Whether the register holds an entry of a certain kind that runs in the grant year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.register_choice import name_of
from scoring_service.domain.derive.register_entry import SECTIONS, is_ongoing
from scoring_service.domain.derive.setting import Setting, one_of, unfit
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration, Sentence


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    section, where = declaration.settings["section"], declaration.settings.get("where") or {}
    found = [
        entry
        for entry in known.section(section)
        if all(entry.get(key) == value for key, value in where.items())
        and is_ongoing(entry, known.call.grant_year)
    ]
    names = [name_of(entry) for entry in found]
    evidence = tuple(
        Evidence(
            f"register.{section}", ". ".join(part for part in (name_of(entry), entry.get("note")) if part)
        )
        for entry in found
    )
    return Fact(bool(found), evidence, details={"names": names} if names else {})


def keys_with_values(value: Any) -> Sentence | None:
    """Accept a mapping from keys of the register to their values."""
    if isinstance(value, dict) and all(isinstance(part, str | int) for part in value.values()):
        return None
    return unfit(value, "nycklar i registret med värden", "a mapping from a key of the register to its value")


REGISTER_HAS = KindDeclaration(
    "register_has",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("section", one_of(*SECTIONS), required=True), Setting("where", keys_with_values)),
    details=frozenset(("names",)),
)
