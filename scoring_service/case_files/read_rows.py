"""The rows of one sheet as cases; a blank row is passed over, and every other one is a case or a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.texts.catalogue import LANGUAGES, say
from scoring_service.case_files.cells import (
    Plain,
    parse_answer,
    parse_boolean,
    parse_outcome,
    parse_points,
    parse_value,
    plain_cell,
)
from scoring_service.case_files.columns import HEADER_ROWS, Column, Kind, used_area
from scoring_service.case_files.names import MISSING, CellError, FactNames, KnownNames, SheetFaults
from scoring_service.case_files.write_sheet import content_of
from scoring_service.domain.cases.case import Case, SingleCase, WholeCase
from scoring_service.domain.condition import Scalar
from scoring_service.domain.rule_set import ExpectedDecision, RuleSet, criterion_key

Value = TypeVar("Value")


class RowReader:
    """Reads one sheet by its columns; ``base`` is what its row of that name says, once it is read."""

    def __init__(
        self, rule_set: RuleSet, sheet: Worksheet, columns: Mapping[int, Column], faults: SheetFaults
    ) -> None:
        names, known = FactNames(rule_set), KnownNames(rule_set)
        self._reading = Reading(rule_set, sheet, columns, faults, known, names)
        self._faults, self._columns = faults, columns
        self.base: dict[str, Scalar | None] = {}

    def read(self) -> list[Case]:
        """Give the cases; what is wrong is noted."""
        expected = self._expected_column()
        if expected is None:
            return []
        rows = [
            Row(self._reading, number)
            for number in range(HEADER_ROWS + 1, used_area(self._reading.sheet)[0] + 1)
        ]
        cases = [row for row in rows if not row.is_blank and not self._is_base(row)]
        found: list[Case] = []
        seen: dict[object, int] = {}
        for row in cases:
            case = row.whole(self.base) if expected.kind == "outcome" else row.single(expected)
            if case is not None:
                found.append(case)
                self._check_first(seen.setdefault(content_of(case), row.number), row.number)
        return found

    def _check_first(self, first: int, row: int) -> None:
        if first != row:
            self._faults.add(f"A{row}", "case-file.row-twice", first=first)

    def _expected_column(self) -> Column | None:
        about = [column for column in self._columns.values() if column.kind in ("answer", "given", "outcome")]
        if len(about) == 1:
            return about[0]
        names = ", ".join(column.technical for column in about) or "–"
        self._faults.add(f"A{HEADER_ROWS}", "case-file.expected-columns", names=names)
        return None

    def _is_base(self, row: Row) -> bool:
        if row.title not in {say("cases.base", language) for language in LANGUAGES}:
            return False
        self.base = row.facts()
        return True


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of one sheet are read with."""

    rule_set: RuleSet
    sheet: Worksheet
    columns: Mapping[int, Column]
    faults: SheetFaults
    known: KnownNames
    names: FactNames


class Row:
    """The cells of one row by their columns."""

    def __init__(self, reading: Reading, number: int) -> None:
        self._reading, self.number = reading, number
        self._columns, self._known, self._names = reading.columns, reading.known, reading.names
        self._refusals = 0
        self._cells: dict[int, Plain] = {}
        for column in reading.columns:
            plain = self._take(column, partial(plain_cell, reading.sheet.cell(number, column)))
            if plain is not None:
                self._cells[column] = plain

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self._cells and self._is_sound()

    @property
    def title(self) -> str | None:
        """What the case is called."""
        title = self._only("title", str)
        return title or None

    def facts(self) -> dict[str, Scalar | None]:
        """Give the facts of which something is said, None where it is said that one is not stated."""
        return {
            column.about: self._take(at, partial(self._value, at, column))
            for at, column in self._columns.items()
            if column.kind == "fact" and at in self._cells
        }

    def single(self, about: Column) -> Case | None:
        """Give a case of the one rule or criterion that the sheet is about."""
        title, facts = self._needed("title", str), self.facts()
        missing = self._only("missing", lambda plain: self._names.read(str(plain)))
        if about.kind == "answer":
            key = about.about
            expected = self._needed("answer", lambda plain: self._answer(plain, about.about, missing))
        else:
            key = criterion_key(about.about)
            expected = self._needed("given", parse_points)
        proposed = self._proposed()
        if title is None or expected is None or not self._is_sound():
            return None
        return SingleCase(title, key, facts, expected, self._place(), proposed)

    def whole(self, base: Mapping[str, Scalar | None]) -> Case | None:
        """Give a case of a whole application; what it says nothing of is as in the base."""
        title, grant_type = self._needed("title", str), self._needed("grant_type", self._grant_type)
        facts = {**base, **self.facts()}
        outcome = self._needed("outcome", parse_outcome)
        grounds = self._all_of("rule", lambda plain, rule: self._answer(plain, rule, None))
        points = self._all_of("criterion", lambda plain, _: parse_points(plain))
        tried, counted = self._is_tried("grounds", grounds), self._is_tried("points", points)
        proposed = self._proposed()
        typed = self._known.typed_facts(grant_type, facts)
        if typed is not None:
            self._refusals += 1
            self._reading.faults.tell(f"A{self.number}", typed)
        if title is None or grant_type is None or outcome is None or not self._is_sound():
            return None
        return WholeCase(
            title,
            grant_type,
            facts,
            outcome,
            grounds if tried else None,
            points if counted else None,
            self._place(),
            proposed,
        )

    def _value(self, at: int, column: Column) -> Scalar | None:
        return parse_value(self._cells[at], self._reading.rule_set.facts[column.about])

    def _grant_type(self, plain: Plain) -> str:
        fault = self._known.grant_type(str(plain))
        if fault is not None:
            raise CellError(fault)
        return str(plain)

    def _answer(self, plain: Plain, rule: str, missing: tuple[str, ...] | None) -> ExpectedDecision:
        word, beside, names = str(plain).partition(MISSING)
        expected = parse_answer(word, self._names.read(names) if beside else missing)
        fault = self._known.level(rule, expected.level, expected.effect)
        if fault is not None:
            raise CellError(fault)
        return expected

    def _all_of(self, kind: Kind, parse: Callable[[Plain, str], Value]) -> dict[str, Value]:
        found = {
            column.about: self._take(at, partial(parse, self._cells[at], column.about))
            for at, column in self._columns.items()
            if column.kind == kind and at in self._cells
        }
        return {about: value for about, value in found.items() if value is not None}

    def _is_tried(self, kind: Kind, found: Mapping[str, object]) -> bool:
        said = self._only(kind, parse_boolean)
        if said is False and found:
            at = next(at for at, column in self._columns.items() if column.kind == kind)
            self._refuse(at, CellError("case-file.answers-though-no", names=", ".join(found)))
        return bool(found) if said is None else said

    def _proposed(self) -> bool:
        return bool(self._only("proposed", _mark))

    def _only(self, kind: Kind, parse: Callable[[Plain], Value]) -> Value | None:
        """Parse the cell of a column of which there is one at most."""
        at = next((at for at, column in self._columns.items() if column.kind == kind), None)
        if at is None or at not in self._cells:
            return None
        return self._take(at, lambda: parse(self._cells[at]))

    def _needed(self, kind: Kind, parse: Callable[[Plain], Value]) -> Value | None:
        at = next((at for at, column in self._columns.items() if column.kind == kind), None)
        if at is None:
            word = say(f"cases.column-{'given-points' if kind == 'given' else kind}", "sv")
            self._refusals += 1
            place = f"A{HEADER_ROWS}"
            self._reading.faults.add(place, "case-file.no-column", word=word)
            return None
        if at not in self._cells and self._is_sound():
            self._refuse(at, CellError("case-file.must-be-filled"))
        return self._only(kind, parse)

    def _take(self, at: int, parse: Callable[[], Value]) -> Value | None:
        try:
            return parse()
        except CellError as error:
            self._refuse(at, error)
            return None

    def _refuse(self, at: int, error: CellError) -> None:
        self._refusals += 1
        cell = self._reading.sheet.cell(self.number, at).coordinate
        self._reading.faults.add_error(cell, error, self._columns[at].header)

    def _is_sound(self) -> bool:
        return not self._refusals

    def _place(self) -> str:
        return self._reading.faults.place(f"A{self.number}")


def _mark(plain: Plain) -> bool:
    mark = say("cases.proposed-mark", "sv")
    if str(plain).lower() in {say("cases.proposed-mark", language) for language in LANGUAGES}:
        return True
    raise CellError("case-file.not-the-mark", plain=plain, mark=mark)
