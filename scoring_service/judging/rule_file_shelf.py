"""The shelf that the product uses: rule files in a folder, or sent with the order, checked and through the gate."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring_service.domain.judge import RuleSetVersion, RulesRefusedError
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.judging.engine_judge import EngineJudge
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scoring_service.domain.rule_set import RuleSet


class RuleFileShelf:
    """See ``RuleShelf``; ``folder`` holds ``<name>.yaml``."""

    def __init__(self, folder: Path, gate: Callable[[RuleSet], None] = pass_gate) -> None:
        self._folder = folder
        self._gate = gate

    def read_ahead(self) -> None:
        """Read every file of the folder, so that children forked later need not; faults are told when it is used."""
        for name in self._files():
            with suppress(RulesRefusedError, OSError):
                _read(name, self._text_of(name))

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
        return EngineJudge(_read(version.name, version.document))

    def _files(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted(self._folder.glob("*.yaml"))}

    def _text_of(self, name: str) -> str:
        # Looked up among the files that there are, so that no name can lead out of the folder.
        files = self._files()
        if name not in files:
            known = ", ".join(files) or "–"
            raise RulesRefusedError([f"okänd regelsamling/unknown rule set {name!r}; finns/known: {known}"])
        try:
            return files[name].read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise RulesRefusedError([f"{name}: filen är inte UTF-8 (the file is not UTF-8)"]) from error


def _read(name: str, text: str) -> RuleSet:
    try:
        return _parse(text)
    except RuleFileError as error:
        raise RulesRefusedError(
            [f"{name}, {p.line}:{p.column} {p.path}: {p.sv} ({p.en})" for p in error.problems]
        ) from error


@lru_cache(maxsize=8)
def _parse(text: str) -> RuleSet:
    # Reading a rule file takes a second or two, and the same text is read to admit it and to open it.
    return read_rule_file(text)
