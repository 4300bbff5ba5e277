"""Who may apply: the call's own list where it has one, else the dated list of the rule set."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scoring_service.domain.administration_names import (
    AdministrationNames,
    KnownAdministration,
    administration_key,
)
from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.setting import Setting, texts, unfit
from scoring_service.domain.fact import Evidence, Fact, FactType
from scoring_service.domain.rule_set import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.frozen_call import CallFacts
    from scoring_service.domain.rule_set import FactDeclaration, RuleSet

KIND = "applicants_may_apply"
ENTRY_KEYS = frozenset(("name", "from_year", "to_year", "aliases", "replaces"))


def known_administrations(rule_set: RuleSet, call: CallFacts) -> AdministrationNames:
    """Give the administrations to recognise in a call: those of the call first, then those of the rule set."""
    listed = tuple(
        _read_entry(entry)
        for declaration in rule_set.facts.values()
        if declaration.kind == KIND
        for entry in declaration.settings["administrations"]
    )
    ignored = tuple(
        phrase
        for declaration in rule_set.facts.values()
        if declaration.kind == KIND
        for phrase in declaration.settings.get("ignored_words") or ()
    )
    own = None if call.administrations is None else tuple(call.administrations)
    return _join(own, listed, ignored)


@lru_cache(maxsize=16)
def _join(
    own: tuple[str, ...] | None, listed: tuple[KnownAdministration, ...], ignored: tuple[str, ...]
) -> AdministrationNames:
    # Kept, since a call may have two thousand administrations and every one of its applications asks again.
    if own is None:
        return AdministrationNames(listed, ignored)
    by_key = {administration_key(entry.name, ignored): entry for entry in listed}
    first = [_from_call(name, by_key.get(administration_key(name, ignored))) for name in own]
    taken = _keys_of(own, ignored)
    rest = (entry for key, entry in by_key.items() if key not in taken)
    return AdministrationNames((*first, *rest), ignored)


@lru_cache(maxsize=16)
def _keys_of(names: tuple[str, ...], ignored: tuple[str, ...]) -> frozenset[str]:
    return frozenset(administration_key(name, ignored) for name in names)


def unknown_applicants(applicants: Iterable[str], names: AdministrationNames, call: CallFacts) -> list[str]:
    """Give those of the applicants that may not apply in this call, as they are written."""
    own = None if call.administrations is None else _keys_of(tuple(call.administrations), names.ignored)
    return [name for name in applicants if not _may_apply(name, names, own, call.grant_year)]


def _may_apply(
    written: str, names: AdministrationNames, own: frozenset[str] | None, year: int | None
) -> bool:
    found = names.recognise(written)
    if found is None:
        return False
    return names.key(found.name) in own if own is not None else found.exists_in(year)


def _from_call(name: str, listed: KnownAdministration | None) -> KnownAdministration:
    if listed is None:
        return KnownAdministration(name)
    return KnownAdministration(name, aliases=listed.aliases, replaces=listed.replaces)


def _read_entry(entry: str | dict[str, Any]) -> KnownAdministration:
    if isinstance(entry, str):
        return KnownAdministration(entry)
    return KnownAdministration(
        name=entry["name"],
        from_year=entry.get("from_year"),
        to_year=entry.get("to_year"),
        aliases=tuple(entry.get("aliases", ())),
        replaces=tuple(entry.get("replaces", ())),
    )


def _derive(_: FactDeclaration, known: Known) -> Fact:
    applicants = known.application.applicants
    if not applicants:
        return Fact(None, missing=("applicants",))
    unknown = unknown_applicants(applicants, known.names, known.call)
    details = {"unknown": unknown, "grant_year": known.call.grant_year}
    return Fact(not unknown, tuple(Evidence("applicants", name) for name in unknown), details=details)


def administrations(value: Any) -> Sentence | None:
    """Accept a list of administrations, each a name or a mapping with a name."""
    if not isinstance(value, list) or not value:
        return unfit(value, "en lista av förvaltningar", "a list of administrations")
    return next((fault for entry in value if (fault := _check_entry(entry))), None)


def _check_entry(entry: Any) -> Sentence | None:
    if isinstance(entry, str) and entry.strip():
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return Sentence(f"{entry!r} saknar name", f"{entry!r} has no name")
    name = entry["name"]
    if unknown := ", ".join(sorted(map(str, set(entry) - ENTRY_KEYS))):
        return Sentence(f"{name}: okänd nyckel {unknown}", f"unknown key {unknown} of {name}")
    years = (entry.get("from_year"), entry.get("to_year"))
    if not all(year is None or (isinstance(year, int) and not isinstance(year, bool)) for year in years):
        return Sentence(
            f"{name}: from_year och to_year ska vara hela år",
            f"{name}: from_year and to_year are whole years",
        )
    first, last = years
    if first is not None and last is not None and first > last:
        return Sentence(
            f"{name}: from_year {first} är efter to_year {last}",
            f"{name}: from_year {first} is after to_year {last}",
        )
    lists = (entry.get("aliases", []), entry.get("replaces", []))
    if all(isinstance(part, list) and all(isinstance(each, str) for each in part) for part in lists):
        return None
    return Sentence(
        f"{name}: aliases och replaces ska vara listor av namn",
        f"{name}: aliases and replaces are lists of names",
    )


APPLICANTS_MAY_APPLY = KindDeclaration(
    KIND,
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (Setting("administrations", administrations, required=True), Setting("ignored_words", texts)),
    details=frozenset(("unknown", "grant_year")),
)
