"""The shelf that the product uses: rule files in a folder, or sent with the order, checked and through the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.judge import RuleSetVersion, RulesRefusedError
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.tasks.engine_judge import EngineJudge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scoring_service.domain.rule_set import RuleSet


class RuleFileShelf:
    """See ``RuleShelf``; ``folder`` holds ``<name>.yaml``."""

    def __init__(self, folder: Path, gate: Callable[[RuleSet], None] = pass_gate) -> None:
        self._folder = folder
        self._gate = gate

    def admit(self, name: str, document: str | None, passed: Sequence[str]) -> RuleSetVersion:
        """Read, check, and put through the gate what has not been through it."""
        text = document if document is not None else self._text_of(name)
        rule_set = _read(name, text)
        if rule_set.sha256 not in passed:
            try:
                self._gate(rule_set)
            except GateRefusedError as error:
                raise RulesRefusedError([f"{rule_set.name}: {reason}" for reason in error.reasons]) from error
        return RuleSetVersion(rule_set.name, rule_set.version, rule_set.sha256, text)

    def open(self, version: RuleSetVersion) -> EngineJudge:
        """Compile a version that was admitted."""
        return EngineJudge(read_rule_file(version.document))

    def _text_of(self, name: str) -> str:
        # Looked up among the files that there are, so that no name can lead out of the folder.
        files = {path.stem: path for path in sorted(self._folder.glob("*.yaml"))}
        if name not in files:
            known = ", ".join(files) or "inga/none"
            raise RulesRefusedError([f"okänd regelsamling/unknown rule set {name!r}; finns/known: {known}"])
        return files[name].read_text(encoding="utf-8-sig")


def _read(name: str, text: str) -> RuleSet:
    try:
        return read_rule_file(text)
    except RuleFileError as error:
        raise RulesRefusedError(
            [f"{name}, {p.line}:{p.column} {p.path}: {p.sv} ({p.en})" for p in error.problems]
        ) from error
