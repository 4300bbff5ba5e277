"""The settings of derived facts and call rules, checked by the derivations and searches themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.derive import KINDS as DERIVATIONS
from scoring_service.domain.fact import FactType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.derive.setting import SettingFault
    from scoring_service.domain.rule_set import FactDeclaration
    from scoring_service.rule_files.problem import Path, ProblemList


def check_derivation(fact: FactDeclaration, path: Path, problems: ProblemList) -> None:
    """Note an unknown derivation, a type that it does not give, and faults in its settings."""
    kind = DERIVATIONS.get(fact.kind or "")
    if kind is None:
        _add_unknown(fact.kind, DERIVATIONS, (*path, "derived"), problems)
        return
    if fact.type not in kind.gives:
        accepted = ", ".join(sorted(kind.gives))
        problems.add(
            (*path, "type"),
            f"{fact.kind} ger inte {fact.type.value}, utan: {accepted}",
            f"{fact.kind} does not give {fact.type.value} but: {accepted}",
        )
    if kind.words and fact.type is FactType.CHOICE and set(fact.choices) != set(kind.words):
        words = ", ".join(kind.words)
        problems.add(
            (*path, "choices"),
            f"{fact.kind} ger alltid något av: {words}; skriv precis de orden",
            f"{fact.kind} always gives one of: {words}; write exactly those words",
        )
    _add_faults(kind.check(fact.settings), path, problems)


def check_search(name: str, settings: dict[str, Any], path: Path, problems: ProblemList) -> None:
    """Note what a call rule cannot find, and faults in its settings."""
    if name in SEARCHES:
        _add_faults(SEARCHES[name].check(settings), path, problems)
    else:
        _add_unknown(name, SEARCHES, (*path, "finds"), problems)


def details_of(fact: FactDeclaration) -> frozenset[str]:
    """Give the details that a fact can have; none for a stated fact."""
    kind = DERIVATIONS.get(fact.kind or "")
    return frozenset() if kind is None else kind.details


def names_found(search: str) -> frozenset[str] | None:
    """Give the names that the sentence of a call rule can use; None for a search that does not exist."""
    kind = SEARCHES.get(search)
    return None if kind is None else kind.facts


def _add_unknown(name: str | None, known: Iterable[str], path: Path, problems: ProblemList) -> None:
    names = ", ".join(known)
    problems.add(
        path, f"{name} finns inte; de som finns: {names}", f"{name} does not exist; there are: {names}"
    )


def _add_faults(faults: Iterable[SettingFault], path: Path, problems: ProblemList) -> None:
    for fault in faults:
        place = (*path, fault.setting, *fault.within) if fault.given else path
        problems.add(place, fault.text.sv, fault.text.en)
