"""An empty list of applications for a call, as an Excel workbook: its questions as columns, its choices to choose from.

It is read back by the same names: see ``read_list``. The first sheet says how to fill it in; a hidden one holds the choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from intake_service.domain.call import CallTerms, Question, QuestionType
from intake_service.importing.read_list import ANSWERS, COLUMNS, REQUIRED, choice_words, column_names
from prescreen_shared.sheets.cells import column_letters
from prescreen_shared.texts.catalogue import Language, say

ROWS: Final = 500
"""So many rows below the headings get formats and choices; more may be filled in."""
_WIDTHS: Final = {"title": 40, "description": 60, "applicants": 40}
_FORMATS: Final = {"submitted_at": "yyyy-mm-dd", "requested_amount": "# ##0", "reference": "@"}
_SIGNS: Final = ("=", "+", "-", "@")


def write_template(terms: CallTerms, language: Language) -> bytes:
    """Give the content of the workbook's file; headings and choices are in one language."""
    book = Workbook()
    _write_instructions(book.worksheets[0], terms, language)
    sheet = book.create_sheet(say("template.sheet", language))
    choices = book.create_sheet(say("template.choices", language))
    choices.sheet_state = "hidden"
    columns = _columns(terms, language)
    for number, (key, heading, words) in enumerate(columns, 1):
        _write_column(sheet, number, key, heading)
        if words:
            letter = column_letters(number)
            for row, word in enumerate(words, 1):
                _put(choices.cell(row, number), word)
            rule = DataValidation(
                type="list",
                formula1=f"'{choices.title}'!${letter}$1:${letter}${len(words)}",
                allow_blank=True,
                errorStyle="warning",
            )
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"
    book.active = 1
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _columns(terms: CallTerms, language: Language) -> list[tuple[str, str, Sequence[str]]]:
    """Give key, heading and choices of each column; the registration number is the reference, so one of the two is enough."""
    yes_no = [say("template.yes", language), say("template.no", language)]
    choices: dict[str, Sequence[str]] = {
        "grant_type": [kind.name for kind in terms.grant_types.values()],
        "applicants": terms.administrations or (),
    }
    columns = []
    for key in COLUMNS:
        if key != "registration_number":
            heading = column_names(key, language)[0] + ("*" if key in REQUIRED else "")
            columns.append((key, heading, choices.get(key, ())))
    for question in terms.questions:
        label = question.label.sv if language == "sv" else question.label.en
        words = yes_no if question.type is QuestionType.BOOLEAN else _words_of(question, language)
        columns.append((ANSWERS + question.key, label + ("*" if question.required else ""), words))
    return columns


def _words_of(question: Question, language: Language) -> list[str]:
    """Give the choices of a question, each by one word that is read back as it."""
    words: dict[str, str] = {}
    labelled = choice_words(question)
    for word, code in labelled.items():
        if code not in words or (language == "en" and word != code and words[code] != word):
            words[code] = word
    return list(words.values())


def _write_column(sheet: Any, number: int, key: str, heading: str) -> None:
    letter = get_column_letter(number)
    head = sheet.cell(1, number)
    _put(head, heading)
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", start_color="1F3B57", end_color="1F3B57")
    head.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions[letter].width = _WIDTHS.get(key, max(16, min(34, len(heading) + 2)))
    if key in _FORMATS:
        # Blank cells with a format are what tells the program how to show what is typed there.
        for row in range(2, ROWS + 2):
            sheet.cell(row, number).number_format = _FORMATS[key]


def _write_instructions(sheet: Any, terms: CallTerms, language: Language) -> None:
    sheet.title = say("template.instructions-sheet", language)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    _put(sheet["A1"], say("template.title", language, title=terms.title))
    sheet["A1"].font = Font(size=16, bold=True, color="1F3B57")
    for row, line in enumerate(say("template.instructions", language).splitlines(), 3):
        _put(sheet.cell(row, 1), line)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _put(cell: Any, text: str) -> None:
    """Write text that no program takes for a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in _SIGNS
