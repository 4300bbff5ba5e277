"""Names of facts as a cell lists them: by their Swedish label where no other fact has it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from scoring_service.case_files.cell_error import CellError
from scoring_service.case_files.known_names import KnownNames
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.rule_set import RuleSet

MISSING: Final = "; saknas: "
"""Between an answer and the facts that are missing, where both stand in one cell."""


class FactNames:
    """Writes and reads lists of facts of one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._known = KnownNames(rule_set)
        labels = Counter(fact.label.sv.lower() for fact in rule_set.facts.values())
        self._labelled = {
            fact.label.sv.lower(): name
            for name, fact in rule_set.facts.items()
            if labels[fact.label.sv.lower()] == 1 and ";" not in fact.label.sv
        }

    def write(self, names: Iterable[str]) -> str:
        """Write a list, also of nothing."""
        return "; ".join(map(self._write, names)) or say("cases.none-missing", "sv")

    def read(self, text: str) -> tuple[str, ...]:
        """Read a list of labels or technical names. Raises CellError."""
        if text.lower() in {say("cases.none-missing", language) for language in LANGUAGES}:
            return ()
        return tuple(self.find(name) for each in text.split(";") if (name := each.strip()))

    def find(self, text: str) -> str:
        """Give the technical name that a label or a technical name stands for. Raises CellError."""
        name = self._labelled.get(text.lower(), text)
        fault = self._known.fact(name)
        if fault is not None:
            raise CellError(*fault)
        return name

    def _write(self, name: str) -> str:
        label = self._rule_set.facts[name].label.sv
        return label if self._labelled.get(label.lower()) == name else name
