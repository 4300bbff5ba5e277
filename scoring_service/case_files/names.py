"""The names that a file of cases may use, and what to say of one that the rule set does not have.

RETELL:
- (fact_names) Names of facts as a cell lists them: by their Swedish label where no other fact has it.
- (sheet_problems) The faults of a workbook, each at its sheet and cell.
- (cell_error) What is wrong with what a cell holds.
- (problem) What is wrong in a file of cases, where, and what would be accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.texts.catalogue import LANGUAGES, did_you_mean, say
from scoring_service.domain.cases.case import subjects_of
from scoring_service.domain.cases.situations import known_grant_types
from scoring_service.domain.cases.try_case import values_of_grant_type
from scoring_service.domain.fact import Scalar
from scoring_service.domain.rule_set import RuleSet
from scoring_service.rule_files.parse_condition import nearest

MISSING: Final = "; saknas: "
"""Between an answer and the facts that are missing, where both stand in one cell."""
Fault = tuple[str, str]
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
            raise CellError(*fault)
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
        named = [subject.grant_types for subject in subjects_of(rule_set).values()]
        self.grant_types = known_grant_types(rule_set.facts, named)

    def fact(self, name: str) -> Fault | None:
        """Look up a fact."""
        return _unknown(
            name, self._rule_set.facts, "är inget faktum i regelfilen", "is no fact of the rule file"
        )

    def rule(self, name: str) -> Fault | None:
        """Look up a rule."""
        return _unknown(name, self._rules, "är ingen regel i regelfilen", "is no rule of the rule file")

    def criterion(self, name: str | None) -> Fault | None:
        """Look up a criterion."""
        if name is None:
            return None
        return _unknown(
            name, self._criteria, "är inget kriterium i regelfilen", "is no criterion of the rule file"
        )

    def grant_type(self, name: str | None) -> Fault | None:
        """Look up a grant type; one that no rule names is taken, unless it looks like a slip of the pen."""
        if name is None or name in self.grant_types:
            return None
        sv, en = did_you_mean(name, self.grant_types)
        if not sv:
            return None
        known = ", ".join(self.grant_types)
        return (
            f"{name} är ingen bidragsform som reglerna nämner{sv}; de som nämns: {known}",
            f"{name} is no grant type that the rules name{en}; they name: {known}",
        )

    def level(self, rule: str, level: int | None, effect: str | None) -> Fault | None:
        """Look up a level, counted from 1, and whether it has the effect that is expected beside it."""
        if level is None or rule not in self._rules:
            return None
        levels = self._rules[rule].levels
        if level > len(levels):
            return (
                f"regeln {rule} har {len(levels)} nivåer, ingen nivå {level}",
                f"the rule {rule} has {len(levels)} levels, no level {level}",
            )
        if effect is not None and levels[level - 1].effect != effect:
            found = levels[level - 1].effect.value
            return (
                f"nivå {level} av {rule} har effekten {found}, inte {effect}",
                f"level {level} of {rule} has the effect {found}, not {effect}",
            )
        return None

    def typed_facts(self, grant_type: str | None, facts: Mapping[str, Scalar | None]) -> Fault | None:
        """Look for facts that only tell the grant type and tell another one."""
        if grant_type is None:
            return None
        right = values_of_grant_type(self._rule_set, grant_type)
        wrong = [name for name, value in right.items() if name in facts and facts[name] != value]
        if not wrong:
            return None
        names = ", ".join(wrong)
        return (
            f"{names} följer av bidragsformen {grant_type} och säger något annat; ta bort dem",
            f"{names} follow from the grant type {grant_type} and say otherwise; leave them out",
        )


class SheetProblems:
    """Gathers what is wrong in one sheet; places are written as spreadsheets write them: ``fall.xlsx: Poäng!C7``."""

    def __init__(self, name: str, sheet: Worksheet, found: list[CaseProblem]) -> None:
        self._name, self._sheet, self._found = name, sheet, found

    def __len__(self) -> int:
        return len(self._found)

    def place(self, cell: str) -> str:
        """Give the place of a cell, or of cells."""
        return f"{self._name}: {self._sheet.title}!{cell}"

    def add(self, cell: str, sv: str, en: str) -> None:
        """Note a fault."""
        self._found.append(CaseProblem(self.place(cell), sv, en))

    def add_error(self, cell: str, error: CellError, header: str = "") -> None:
        """Note that the value of a cell is not taken; ``header`` is what its column is called."""
        told = f"{header}: " if header else ""
        self.add(cell, told + error.sv, told + error.en)


class CellError(ValueError):
    """The cell's value is not taken; says in Swedish and English what would be."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv, self.en = sv, en


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One fault; ``place`` names the file, and the line and column or the sheet and cell."""

    place: str
    sv: str
    en: str


class CaseFileError(Exception):
    """The file holds cases that cannot be read; ``problems`` are all that is wrong with it, in the file's order."""

    def __init__(self, problems: Sequence[CaseProblem]) -> None:
        super().__init__("\n".join(f"{each.place}: {each.en}" for each in problems))
        self.problems = tuple(problems)


def _unknown(name: str, known: Collection[str], sv: str, en: str) -> Fault | None:
    if name in known:
        return None
    near_sv, near_en = nearest(name, known)
    return f"{name} {sv}{near_sv}", f"{name} {en}{near_en}"
