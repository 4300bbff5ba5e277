"""A list of applications in a workbook or a CSV file, as staff keep it, read as the applications of a call.

Each row becomes what ``applications.json`` would say of it, so that everything after is checked as in a bundle; each fault
is told at the cell that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from intake_service.domain.call import CallTerms, Question, QuestionType
from intake_service.shapes import BundledApplicationShape
from prescreen_shared.errors import Fault
from prescreen_shared.known_names import KnownNames, known_names
from prescreen_shared.schemas.fields import Loaded, load
from prescreen_shared.sheets.cells import Cell, Row, clean_text
from prescreen_shared.sheets.read_book import read_book
from prescreen_shared.sheets.table import Label, Remark, Table, find_tables
from prescreen_shared.sheets.values import (
    CellRefusedError,
    amount_of,
    choice_of,
    code_of,
    day_of,
    decimal_of,
    is_stated,
    moment_of,
    plain,
    text_of,
    truth_of,
    whole_of,
    years_of,
)
from prescreen_shared.texts.catalogue import LANGUAGES, Language, say, shipped

Json = dict[str, Any]
ANSWERS: Final = "answers."
COLUMNS: Final = (
    "reference",
    "registration_number",
    "submitted_at",
    "applicants",
    "title",
    "grant_type",
    "requested_amount",
    "description",
    "unit",
    "earlier_grants",
)
"""The columns of every list, in the order of the template; the call's questions follow."""
REQUIRED: Final = frozenset(("applicants", "title", "grant_type"))
_TELLING: Final = frozenset(("reference", "registration_number", "applicants", "title"))
_BODY: Final = (
    r"(?:förvaltning|nämnd|kontor|sdf|kommun|bolag|region|stad|administration|council|board|committee)"
)
_SEVERAL: Final = re.compile(
    r"(?i)(?P<kind>\w*(?:förvaltning|nämnd|kommun|kontor|administration|council))(?:ar|er|s)$"
)
_IS_BODY: Final = re.compile(rf"(?i)\w*{_BODY}(?:en|et|s)?$")
_IS_CITY: Final = re.compile(r"(?i)(?:stads?|staden|kommun(?:en)?s?)$|^region\b")
_LINES: Final = re.compile(r"\s*[;\n]\s*")
_WORDS_BETWEEN: Final = r"(?<![-–])\s+(?:och|samt|and|jämte|(?:tillsammans |i samverkan )?med)\s+|\s*&\s*"
_AND: Final = re.compile(_WORDS_BETWEEN, re.IGNORECASE)
_PLUS: Final = re.compile(r"\s*[&+]\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_COMMA_OR_AND: Final = re.compile(rf"\s*,\s*|{_WORDS_BETWEEN}", re.IGNORECASE)
_ANY: Final = re.compile(rf"\s*[,/+]\s*|{_WORDS_BETWEEN}", re.IGNORECASE)
_ITEM: Final = re.compile(r"^(?:[•·*–-]\s*|\d{1,2}[.)]\s+)(?=\w)")
"""What stands before an item of a list."""


@dataclass(frozen=True, slots=True)
class ListedApplication:
    """One row as an application: ``name`` is what its faults call it, ``cells`` says where each of its fields stands."""

    name: str
    document: Json
    loaded: Loaded
    file: str
    row: str
    cells: Mapping[str, str]
    faulty: Collection[str] = ()
    """The fields whose cells could not be read; that they are missing is no further fault."""

    def at(self, fault: Fault) -> Fault:
        """Give a fault of the application with its file, and the cell that its field stands in."""
        cell = _cell_of(fault.field or "", self.cells) or self.row
        return fault.at(file=self.file, entry=self.name, cell=cell)

    def placed(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Give the faults of what could be read of the row, each with its cell."""
        for fault in faults:
            if not any(_is_below(fault.field or "", key) for key in self.faulty):
                yield self.at(fault)


@dataclass
class ReadList:
    """What a list holds: its applications, every fault of its cells, and what of it was passed over."""

    applications: list[ListedApplication] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_list(content: bytes, name: str, terms: CallTerms, taken: Collection[str] = ()) -> ReadList:
    """Read a list against the terms of its call; ``taken`` are references that the call has already.

    What does not fit the call's terms beyond what a cell can hold is not tried here: see ``check_application``.

    Raises:
        InputRefusedError: the file cannot be read at all.
    """
    tables = find_tables(read_book(content, name), labels_of(terms))
    found = ReadList([], list(tables.faults), list(tables.remarks))
    reader = _RowReader(name, terms, found, taken)
    for table in tables.tables:
        for row in table.entries:
            reader.read(table, row)
    found.faults += _twice(found.applications)
    return found


def labels_of(terms: CallTerms) -> list[Label]:
    """Give what the columns of a call's list can be called, in both languages."""
    labels = [Label(key, column_names(key), key in REQUIRED, key in _TELLING) for key in COLUMNS]
    if len(terms.grant_types) == 1:
        # Where there is one kind of grant only, nobody writes it in every row.
        labels = [
            Label(each.key, each.names, each.is_required and each.key != "grant_type", each.tells_apart)
            for each in labels
        ]
    for question in terms.questions:
        names = [question.label.sv, question.label.en, question.key, *column_names(ANSWERS + question.key)]
        labels.append(Label(ANSWERS + question.key, tuple(names)))
    return labels


def column_names(key: str, language: Language | None = None) -> list[str]:
    """Give what a column can be called, the most usual name first; of both languages unless one is asked for."""
    text_id = f"column.{key}"
    if not shipped().knows(text_id):
        return []
    texts = [say(text_id, each) for each in ((language,) if language else LANGUAGES)]
    return [name.strip() for text in texts for name in text.split("|")]


def grant_type_words(terms: CallTerms) -> dict[str, str]:
    """Give the words that stand for the call's kinds of grant: their names, then their keys."""
    return {kind.name: key for key, kind in terms.grant_types.items()} | {
        key: key for key in terms.grant_types
    }


def choice_words(question: Question) -> dict[str, str]:
    """Give the words that stand for the choices of a question: their labels where they have any, then their codes."""
    words: dict[str, str] = {}
    for code in question.choices:
        label = (question.choice_labels or {}).get(code)
        if label is not None:
            words |= {label.sv: code, label.en: code}
        elif shipped().knows(f"choice.{code}"):
            words |= {say(f"choice.{code}", language): code for language in LANGUAGES}
    return words | {code: code for code in question.choices}


def split_applicants(written: str, known: Collection[str] = ()) -> list[str]:
    """Give the applicants that one cell names.

    Line breaks and semicolons part them; commas, strokes and words such as ``och`` do where what they part are administrations
    by what they are called, or known in any spelling; ``Norrmalms och Östermalms stadsdelsförvaltningar`` are two.
    """
    names = known_names(tuple(known))
    parts = [_ITEM.sub("", part) for part in _LINES.split(written.strip()) if part]
    return [name for part in parts for name in _split_line(part, names)]


def read_answer(question: Question, written: str) -> Any:
    """Read an answer that somebody typed, as the cell of a list is read; None where it states nothing.

    Raises:
        CellRefusedError: it is none of the question's type.
    """
    return _ANSWER_OF[question.type](question, Cell(1, 1, clean_text(written)))


class _RowReader:
    """Reads rows one by one; faults are gathered beside the applications."""

    def __init__(self, file: str, terms: CallTerms, found: ReadList, taken: Collection[str]) -> None:
        self._file, self._terms, self._found, self._taken = file, terms, found, taken
        self._questions = {ANSWERS + question.key: question for question in terms.questions}
        self._given = 0

    def read(self, table: Table, row: Row) -> None:
        cells = {key: table.place(row, key) for key in table.columns}
        place = table.sheet.named(str(row.number))
        faulty: dict[str, CellRefusedError] = {}
        document: Json = {"answers": {}}
        for key in table.columns:
            try:
                value = self._value(table, row, key)
            except CellRefusedError as error:
                faulty[key] = error
                continue
            if key.startswith(ANSWERS):
                document["answers"][key.removeprefix(ANSWERS)] = value
            else:
                document[key] = value
        self._complete(table, document)
        name = str(document.get("reference") or row.number)
        loaded = load(BundledApplicationShape(), document)
        made = ListedApplication(name, document, loaded, self._file, place, cells, tuple(faulty))
        refusals = (Fault(refusal.code, key, refusal.values) for key, refusal in faulty.items())
        self._found.faults += map(made.at, refusals)
        self._found.faults += made.placed(loaded.faults)
        self._found.applications.append(made)

    def _complete(self, table: Table, document: Json) -> None:
        """Give what a list does not say of each row: the one kind of grant, the kind of earlier years, a reference."""
        if "grant_type" not in table.columns and len(self._terms.grant_types) == 1:
            document["grant_type"] = next(iter(self._terms.grant_types))
        for grant in document.get("earlier_grants") or ():
            grant["grant_type"] = document.get("grant_type")
        document = _without_blanks(document)
        if "reference" not in table.columns and "registration_number" in table.columns:
            if "registration_number" in document:
                document["reference"] = document["registration_number"]
        elif "reference" not in table.columns:
            document["reference"] = self._next_reference()

    def _next_reference(self) -> str:
        while True:
            self._given += 1
            if f"A-{self._given}" not in self._taken:
                return f"A-{self._given}"

    def _value(self, table: Table, row: Row, key: str) -> Any:
        cell = row.cell(table.columns[key])
        if key in self._questions:
            return _ANSWER_OF[self._questions[key].type](self._questions[key], cell)
        if key == "requested_amount":
            return amount_of(cell, table.label(key))
        if key == "grant_type":
            return choice_of(cell, grant_type_words(self._terms), "unknown_grant_type")
        if key == "applicants":
            written = text_of(cell)
            return None if written is None else split_applicants(written, self._terms.administrations or ())
        return _READ[key](cell)


def _without_blanks(document: Json) -> Json:
    """Take away what was not stated, so that it is absent as it would be in a bundle."""
    for key in [key for key, value in document.items() if value is None]:
        del document[key]
    return document


def _moment(cell: Cell) -> str | None:
    found = moment_of(cell)
    return None if found is None else found.isoformat()


def _earlier_grants(cell: Cell) -> list[Json] | None:
    """Give earlier years with money for the same project; whether one was a pre-study is known only where it is said."""
    years = years_of(cell)
    if years is None:
        return None
    return [{"year": year, "same_project": True, "prestudy": prestudy or None} for year, prestudy in years]


def _items(_: Question, cell: Cell) -> list[str] | None:
    written = text_of(cell)
    if written is None or not is_stated(plain(cell)):
        return None
    return [item for item in re.split(r"\s*[;\n,]\s*|\s+och\s+", written) if item]


def _day(_: Question, cell: Cell) -> str | None:
    found = day_of(cell)
    return None if found is None else found.isoformat()


def _choices(question: Question, cell: Cell) -> list[str] | None:
    items = _items(question, cell)
    if items is None:
        return None
    read = (choice_of(Cell(cell.row, cell.column, item), choice_words(question)) for item in items)
    return [code for code in read if code is not None]


def _choice(question: Question, cell: Cell) -> str | None:
    return choice_of(cell, choice_words(question))


_READ: Final[dict[str, Callable[[Cell], Any]]] = {
    "reference": code_of,
    "registration_number": code_of,
    "submitted_at": _moment,
    "title": text_of,
    "description": text_of,
    "unit": text_of,
    "earlier_grants": _earlier_grants,
}
_ANSWER_OF: Final[dict[QuestionType, Callable[[Question, Cell], Any]]] = {
    QuestionType.BOOLEAN: lambda _, cell: truth_of(cell),
    QuestionType.TEXT: lambda _, cell: text_of(cell),
    QuestionType.CHOICE: _choice,
    QuestionType.TEXT_LIST: _items,
    QuestionType.INTEGER: lambda _, cell: whole_of(cell),
    QuestionType.AMOUNT: lambda _, cell: amount_of(cell),
    QuestionType.DECIMAL: lambda _, cell: decimal_of(cell),
    QuestionType.DATE: _day,
    QuestionType.CHOICES: _choices,
    QuestionType.ORGANISATION_NUMBER: lambda _, cell: text_of(cell) if is_stated(plain(cell)) else None,
}
"""How the cell of an answer is read, by the question's type."""


def _split_line(line: str, known: KnownNames) -> list[str]:
    if known.recognise(line).fits:
        return [line]
    names = [part for part in _COMMA_OR_AND.split(line) if part]
    several = _SEVERAL.search(names[-1]) if len(names) > 1 else None
    if several is not None:
        kind = several["kind"]
        names = [*names[:-1], names[-1][: several.start()] + kind]
        return [name if _IS_BODY.search(name) else f"{name} {kind}" for name in names]
    for parted in (_PLUS, _AND, _COMMA, _COMMA_OR_AND, _ANY):
        parts = [part for part in parted.split(line) if part]
        cities = sum(_IS_CITY.search(part) is not None for part in parts)
        if parted not in (_PLUS, _AND) and 0 < cities < len(parts):
            continue  # A body and its city: ``Borås stad, Socialnämnden``.
        if len(parts) > 1 and all(known.recognise(part).name or _IS_BODY.search(part) for part in parts):
            return parts
    return [line]


def _twice(applications: Sequence[ListedApplication]) -> Iterator[Fault]:
    """Find references that come twice, in whatever case; each fault names the row of the other."""
    first: dict[str, ListedApplication] = {}
    for each in applications:
        reference = each.loaded.sound.get("reference")
        if reference is None:
            continue
        earlier = first.setdefault(reference.casefold(), each)
        if earlier is not each:
            for one, other in ((earlier, each), (each, earlier)):
                values = {"reference": one.loaded.sound["reference"], "other": other.row}
                field = "reference" if "reference" in one.cells else "registration_number"
                yield one.at(Fault("reference_in_two_rows", field, values))


def _cell_of(field: str, cells: Mapping[str, str]) -> str | None:
    """Find the cell of a field, of what it is part of, or of the number that stands for the reference."""
    path = field
    while path:
        if path in cells:
            return cells[path]
        path = path.rpartition(".")[0]
    return cells.get("registration_number") if field == "reference" else None


def _is_below(field: str, key: str) -> bool:
    return (
        field == key or field.startswith(f"{key}.") or (field == "reference" and key == "registration_number")
    )
