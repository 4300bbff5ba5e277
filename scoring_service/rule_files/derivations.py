"""The settings of derived facts and call rules, checked by the derivations and searches themselves."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from scoring_service.domain.rule_set import Sentence
from scoring_service.rule_files.parse_condition import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.rule_set import FactDeclaration
    from scoring_service.rule_files.problem import Path, ProblemList


class SettingsChecker(Protocol):
    """What a derivation or a search says of its own settings."""

    def check(self, settings: dict[str, Any]) -> Iterable[str | Sentence]:
        """Say what is wrong with the settings; nothing when they are right."""


def kinds_of_facts() -> Mapping[str, Any] | None:
    """Give the derivations by name, or None where there are none to ask."""
    return _declared("scoring_service.domain.derive")


def kinds_of_call_rules() -> Mapping[str, Any] | None:
    """Give the searches of call rules by name, or None where there are none to ask."""
    return _declared("scoring_service.domain.call_findings")


def check_settings(fact: FactDeclaration, path: Path, problems: ProblemList) -> None:
    """Note an unknown derivation, a type that it does not give, and faults in its settings."""
    kinds = kinds_of_facts()
    if kinds is None or fact.kind is None:
        return
    if fact.kind not in kinds:
        _add_unknown(fact.kind, kinds, (*path, "derived"), problems)
        return
    kind = kinds[fact.kind]
    gives: frozenset[str] = getattr(kind, "gives", frozenset())
    if gives and fact.type not in gives:
        accepted = ", ".join(sorted(gives))
        problems.add(
            (*path, "type"),
            f"{fact.kind} ger inte {fact.type.value}, utan: {accepted}",
            f"{fact.kind} does not give {fact.type.value} but: {accepted}",
        )
    _add_faults(kind, fact.settings, path, problems)


def check_call_rule(kind: str, settings: dict[str, Any], path: Path, problems: ProblemList) -> None:
    """Note an unknown search and faults in its settings."""
    kinds = kinds_of_call_rules()
    if kinds is None:
        return
    if kind in kinds:
        _add_faults(kinds[kind], settings, path, problems)
    else:
        _add_unknown(kind, kinds, (*path, "finds"), problems)


def details_of(fact: FactDeclaration) -> frozenset[str] | None:
    """Give the details that a fact's derivation promises, or None when it promises no closed list."""
    kinds = kinds_of_facts() or {}
    details = getattr(kinds.get(fact.kind or ""), "details", None)
    return None if details is None else frozenset(details)


def _declared(module: str) -> Mapping[str, Any] | None:
    try:
        kinds: Mapping[str, Any] | None = getattr(import_module(module), "KINDS", None)
    except ModuleNotFoundError:
        return None
    return kinds


def _add_unknown(name: str, kinds: Iterable[str], path: Path, problems: ProblemList) -> None:
    sv, en = nearest(name, kinds)
    problems.add(path, f"{name} finns inte{sv}", f"{name} does not exist{en}")


def _add_faults(kind: SettingsChecker, settings: dict[str, Any], path: Path, problems: ProblemList) -> None:
    for fault in kind.check(settings):
        text = fault if isinstance(fault, Sentence) else Sentence(fault, fault)
        problems.add(path, text.sv, text.en)
