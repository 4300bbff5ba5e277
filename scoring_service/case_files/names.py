"""The names that a file of cases may use, and the faults of such files, each at its line or cell.

A cell may name a fact by its Swedish label where no other fact has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.texts.catalogue import LANGUAGES, say
from scoring_service.domain.analysis.cells import known_grant_types
from scoring_service.domain.cases.case import values_of_grant_type
from scoring_service.domain.condition import Scalar
from scoring_service.domain.rule_set import RuleSet
from scoring_service.rule_files.faults import (
    NOTHING,
    RefusedValueError,
    Said,
    after,
    likeliest,
    nearest,
    said,
)

MISSING: Final = "; saknas: "
"""Between an answer and the facts that are missing, where both stand in one cell."""
"""What is wrong, in Swedish and English."""


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
            raise CellError(fault)
        return name

    def _write(self, name: str) -> str:
        label = self._rule_set.facts[name].label.sv
        return label if self._labelled.get(label.lower()) == name else name


class KnownNames:
    """Looks names up in a rule set; every answer is None where the name is right."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._rules = {rule.id: rule for rule in rule_set.rules}
        self._criteria = [criterion.id for criterion in rule_set.criteria]
        named = [ground.grant_types for ground in rule_set.grounds]
        self.grant_types = known_grant_types(rule_set.facts, named)

    def fact(self, name: str) -> Said | None:
        """Look up a fact."""
        return _unknown("case-file.no-such-fact", name, self._rule_set.facts)

    def rule(self, name: str) -> Said | None:
        """Look up a rule."""
        return _unknown("case-file.no-such-rule", name, self._rules)

    def criterion(self, name: str | None) -> Said | None:
        """Look up a criterion."""
        if name is None:
            return None
        return _unknown("case-file.no-such-criterion", name, self._criteria)

    def grant_type(self, name: str | None) -> Said | None:
        """Look up a grant type; one that no rule names is taken, unless it looks like a slip of the pen."""
        if name is None or name in self.grant_types:
            return None
        near = likeliest(name, self.grant_types)
        if near is NOTHING:
            return None
        known = ", ".join(self.grant_types)
        return said("case-file.grant-type-not-named", name=name, near=near, known=known)

    def level(self, rule: str, level: int | None, effect: str | None) -> Said | None:
        """Look up a level, counted from 1, and whether it has the effect that is expected beside it."""
        if level is None or rule not in self._rules:
            return None
        levels = self._rules[rule].levels
        if level > len(levels):
            return said("case-file.no-such-level", rule=rule, levels=len(levels), level=level)
        if effect is not None and levels[level - 1].effect != effect:
            found = levels[level - 1].effect.value
            return said("case-file.level-of-other-effect", level=level, rule=rule, found=found, effect=effect)
        return None

    def typed_facts(self, grant_type: str | None, facts: Mapping[str, Scalar | None]) -> Said | None:
        """Look for facts that only tell the grant type and tell another one."""
        if grant_type is None:
            return None
        right = values_of_grant_type(self._rule_set, grant_type)
        wrong = [name for name, value in right.items() if name in facts and facts[name] != value]
        if not wrong:
            return None
        names = ", ".join(wrong)
        return said("case-file.follows-from-grant-type", names=names, grant_type=grant_type)


class SheetFaults:
    """Gathers what is wrong in one sheet; places are written as spreadsheets write them: ``fall.xlsx: Poäng!C7``."""

    def __init__(self, name: str, sheet: Worksheet, found: list[CaseFileFault]) -> None:
        self._name, self._sheet, self._found = name, sheet, found

    def __len__(self) -> int:
        return len(self._found)

    def place(self, cell: str) -> str:
        """Give the place of a cell, or of cells."""
        return f"{self._name}: {self._sheet.title}!{cell}"

    def add(self, cell: str, text_id: str, /, **values: object) -> None:
        """Note a fault; for values see ``said``."""
        self.tell(cell, said(text_id, **values))

    def tell(self, cell: str, told: Said) -> None:
        """Note a fault whose text is made already."""
        self._found.append(CaseFileFault(self.place(cell), told["sv"], told["en"]))

    def add_error(self, cell: str, error: CellError, header: str = "") -> None:
        """Note that the value of a cell is not taken; ``header`` is what its column is called."""
        self.tell(cell, after(f"{header}: ", error.told) if header else error.told)


class CellError(RefusedValueError):
    """The cell's value is not taken; says in Swedish and English what would be."""


@dataclass(frozen=True, slots=True)
class CaseFileFault:
    """One fault; ``place`` names the file, and the line and column or the sheet and cell."""

    place: str
    sv: str
    en: str


class CaseFileError(Exception):
    """The file holds cases that cannot be read; ``faults`` are all that is wrong with it, in the file's order."""

    def __init__(self, faults: Sequence[CaseFileFault]) -> None:
        super().__init__("\n".join(f"{each.place}: {each.en}" for each in faults))
        self.faults = tuple(faults)


def _unknown(text_id: str, name: str, known: Collection[str]) -> Said | None:
    return None if name in known else said(text_id, name=name, near=nearest(name, known))
