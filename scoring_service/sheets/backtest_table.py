"""A backtest's result as an Excel workbook: who changes, from which sentence to which, with the facts that decided.

The sheets are to read and to print: wrapped text that stays text, headers that stay in view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.plumbing.pages import clean_text
from prescreen_shared.shapes.verdict import SourceKind
from prescreen_shared.texts.catalogue import (
    Language,
    format_moment,
    format_number,
    format_value,
    name_of,
    say,
)

Document = Mapping[str, Any]
UNCHANGED: Final = "unchanged"
_COLUMNS: Final[dict[str, float]] = {
    "reference": 11,
    "change": 15,
    "old-outcome": 13,
    "new-outcome": 13,
    "ground": 23,
    "old-text": 34,
    "new-text": 34,
    "old-facts": 24,
    "new-facts": 24,
    "source": 30,
}
_FONT: Final = "Calibri"
_DARK: Final = "1F3B57"
_LONGEST: Final = 32_000
"""A cell holds 32 767 characters."""
_COLORS: Final = {
    "not_judged": "FBE3B5",
    "newly_refused": "F8D7DA",
    "newly_set_aside": "E9E1F0",
    "newly_referred": "FFF1C9",
    "newly_eligible": "D9EFDD",
    "changed_grounds": "DCE9F5",
    "points_changed": "E3F1EF",
    "changed_text": "EEF1F4",
}
_LINE: Final = Side(style="thin", color="D5DAE0")
_LINE_HEIGHT: Final = 13.0
_HIGHEST: Final = 409.0
"""No row can be higher, in points."""
_FORMULA_SIGNS: Final = tuple("=+-@")
_ACROSS: Final = 6
"""So many columns a summary has."""
Finding = Mapping[str, Any] | None
_GROUPED_FROM: Final = 10_000
"""Integers from here on are amounts, not years or counts, and easier to read in groups of three."""


def write_backtest_table(document: Document, target: BinaryIO | Path, language: Language = "sv") -> None:
    """Write the workbook of a result in the format of docs/backtest.md, also of a backtest that runs or has failed."""
    words = BacktestWords(document["names"], language)
    book = Workbook()
    _write_summary(TableSheet(book.worksheets[0], words.say("sheet-summary")), document, words, language)
    changed = TableSheet(book.create_sheet(), words.say("sheet-changed"))
    changed.header({words.say(f"column.{key}"): width for key, width in _COLUMNS.items()})
    for application in document["applications"]:
        changed.group(list(_rows_of(application, words)), application["change"])
    unchanged = TableSheet(book.create_sheet(), words.say("sheet-unchanged"))
    unchanged.header({words.say("column.reference"): 24, words.say("column.outcome"): 34})
    for each in document["unchanged"]:
        unchanged.group([(each["reference"], words.outcome(each))], UNCHANGED)
    for sheet in (changed, unchanged):
        sheet.finish()
    book.save(target)


class BacktestWords:
    """Names rules and facts as the document's ``names`` do; what they do not name stands as it is."""

    def __init__(self, names: Mapping[str, Any], language: Language) -> None:
        self._names = names
        self._language = language

    def say(self, text_id: str, **values: object) -> str:
        """Say one of the table's own texts."""
        return say(f"backtest.{text_id}", self._language, **values)

    def change(self, kind: str) -> str:
        """Name what has become of an application."""
        return say(f"change.{kind}", self._language)

    def in_language(self, text: Mapping[str, str]) -> str:
        """Give one of a text's two languages."""
        return text[self._language]

    def ground(self, name: str) -> str:
        """Give the title of a rule or a criterion."""
        title = self._names.get("rules", {}).get(name) or self._names.get("criteria", {}).get(name)
        return name if title is None else self.in_language(title)

    def standing(self, finding: Finding) -> str:
        """Say how a ground stands: met with its effect, not met, not to be determined, or its points."""
        if finding is None:
            return self.say("nothing")
        if "points" in finding:
            return self.points(finding)
        status = say(f"finding.{finding['status']}", self._language)
        if finding["status"] == "not_met":
            return status
        effect = say(f"effect.{finding['effect']}", self._language)
        return f"{status} – {effect[0].lower()}{effect[1:]}"

    def points(self, holder: Mapping[str, Any]) -> str:
        """Write the points of a criterion, or of a whole side."""
        points, possible = holder["points"], holder["possible_points"]
        if points == possible:
            return self.say("points", points=points)
        return self.say("possible-points", points=points, possible=possible)

    def sentence(self, finding: Finding) -> str:
        """Give the sentence of a finding."""
        return self.say("nothing") if finding is None else self.in_language(finding["text"])

    def outcome(self, side: Mapping[str, Any] | None) -> str:
        """Name the outcome of a side."""
        return self.say("nothing") if side is None else say(f"outcome.{side['outcome']}", self._language)

    def facts(self, finding: Finding) -> str:
        """Write the deciding facts, one a line, and what is missing."""
        if finding is None:
            return self.say("nothing")
        lines = [
            f"{self._fact(name)}: {self._value(name, value)}"
            for name, value in sorted(finding["facts"].items())
            if not ("." in name and value in (None, [], ""))
        ]
        if finding["missing"]:
            fields = ", ".join(self._field(field) for field in finding["missing"])
            lines.append(self.say("missing", fields=fields))
        return "\n".join(lines) or self.say("nothing")

    def source(self, finding: Finding) -> str:
        """Give the document and the wording that a finding rests on."""
        source = None if finding is None else finding["source"]
        if source is None:
            return self.say("nothing")
        document = source["document"]
        title = self._names.get("documents", {}).get(document) or self._known("document", document)
        told = f"{title}: ”{source['quote']}”"
        kind = source.get("kind") or SourceKind.RULE.value
        if kind == SourceKind.RULE.value:
            return told
        return f"{say(f'source-kind.{kind}', self._language, year=source.get('year') or '–')}. {told}"

    def _fact(self, name: str) -> str:
        fact, _, detail = name.partition(".")
        said = self._known("fact", fact)
        if said == fact and (label := self._names.get("facts", {}).get(fact)):
            # A rule file's label is worded for what is missing; where the catalogue has a name for the value, that is better.
            said = self.in_language(label)
        return f"{said}, {self._known('detail', detail)}" if detail else said

    def _field(self, field: str) -> str:
        key = field.removeprefix("answers.")
        label = self._names.get("facts", {}).get(key)
        return self._known("field", field) if label is None else self.in_language(label)

    def _value(self, name: str, value: Any) -> str:
        if value is None:
            return self.say("not-stated")
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED_FROM:
            return format_number(value)
        choice = self._names.get("choices", {}).get(name, {}).get(value) if isinstance(value, str) else None
        if choice is not None:
            return self.in_language(choice)
        return self._known("choice", value) if isinstance(value, str) else format_value(value, self._language)

    def _known(self, area: str, name: str) -> str:
        return name_of(area, name, self._language)


def _write_summary(sheet: TableSheet, document: Document, words: BacktestWords, language: Language) -> None:
    sheet.widths((44, 22, 22, 22, 22, 22))
    sheet.title(words.say("title"))
    for name, value in _facts_of(document, words, language):
        sheet.named(name, value)
    sheet.heading([words.say("changes"), words.say("count")])
    for change, count in document["counts"].items():
        sheet.row([words.change(change), count], change if count else None)
    if document["outcomes"]:
        sheet.heading([words.say("moves"), words.say("count")])
    for move in document["outcomes"]:
        old, new = (say(f"outcome.{move[side]}", language) for side in ("old", "new"))
        sheet.row([words.say("move", old=old, new=new), move["count"]])
    ways = ("newly_met", "newly_undetermined", "no_longer_met", "no_longer_undetermined", "told_differently")
    if document["rules"]:
        sheet.heading([words.say("grounds"), *(words.say(f"way.{way}") for way in ways)])
    for rule in document["rules"]:
        sheet.row([words.ground(rule["rule"]), *(rule[way] for way in ways)])
    if document["call_findings"] is not None:
        _write_call_findings(sheet, document["call_findings"], words)
    sheet.finish()


class TableSheet:
    """Written row by row from the top; ``finish`` fits it to lying A4 paper."""

    def __init__(self, sheet: Worksheet, title: str) -> None:
        self._sheet = sheet
        self._row = 0
        self._header = False
        sheet.title = title

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, in characters."""
        for at, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(at)].width = width

    def title(self, text: str) -> None:
        """Write the sheet's title."""
        self._row += 1
        self._put(1, text, Font(name=_FONT, size=18, bold=True, color=_DARK), wrap=False)
        self._row += 1

    def named(self, name: str, value: str) -> None:
        """Write one value with its name; the value reaches across the sheet."""
        self._row += 1
        self._put(1, name, Font(name=_FONT, size=11, color="5A6570"))
        self._put(2, value, Font(name=_FONT, size=11))
        self._sheet.merge_cells(start_row=self._row, start_column=2, end_row=self._row, end_column=_ACROSS)
        across = sum(self._width(at) for at in range(2, _ACROSS + 1))
        self._make_high(max(_lines(value, across), _lines(name, self._width(1))))

    def heading(self, texts: Sequence[str]) -> None:
        """Write the head of a small table, with room above it; all columns but the first hold numbers."""
        self._row += 2
        for at, text in enumerate(texts, 1):
            self._put(at, text, Font(name=_FONT, size=11, bold=True, color="FFFFFF"), fill=_DARK)
            self._sheet.cell(self._row, at).alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="left" if at == 1 else "right"
            )
        self._fit_row(texts)

    def row(self, values: Sequence[Any], kind: str | None = None) -> None:
        """Write one row of a small table."""
        self._row += 1
        for at, value in enumerate(values, 1):
            self._put(at, value, Font(name=_FONT, size=11), fill=_COLORS.get(kind or ""), line=True)
        self._fit_row(values)

    def header(self, columns: Mapping[str, float]) -> None:
        """Write the head of a sheet that is one table; it stays in view and on every printed page."""
        self._row += 1
        self._header = True
        self.widths(list(columns.values()))
        for at, name in enumerate(columns, 1):
            self._put(at, name, Font(name=_FONT, size=11, bold=True, color="FFFFFF"), fill=_DARK)
        self._fit_row(list(columns))
        self._sheet.freeze_panes = "B2"
        self._sheet.print_title_rows = "1:1"

    def group(self, rows: Sequence[Sequence[str]], kind: str) -> None:
        """Write the rows of one application, its first four columns in the colour of what became of it."""
        for values in rows:
            self._row += 1
            for at, value in enumerate(values, 1):
                fill = _COLORS.get(kind) if at <= 4 else None
                font = Font(name=_FONT, size=10, bold=at == 1)
                self._put(at, value, font, fill=fill, line=True)
            self._fit_row(values)

    def finish(self) -> None:
        """Make it fit to print, and to filter where it is one table."""
        sheet = self._sheet
        if self._header:
            last = get_column_letter(sheet.max_column)
            sheet.auto_filter.ref = f"A1:{last}{max(self._row, 1)}"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
        if sheet.oddFooter is not None:
            sheet.oddFooter.center.text = "&A – &P (&N)"

    def _fit_row(self, values: Sequence[Any]) -> None:
        self._make_high(max(_lines(str(value), self._width(at)) for at, value in enumerate(values, 1)))

    def _make_high(self, lines: int) -> None:
        # Not every program that shows the sheet makes its rows high enough for wrapped text by itself.
        self._sheet.row_dimensions[self._row].height = min(_LINE_HEIGHT * lines + 3, _HIGHEST)

    def _width(self, column: int) -> float:
        return self._sheet.column_dimensions[get_column_letter(column)].width

    def _put(
        self,
        column: int,
        value: Any,
        font: Font,
        *,
        fill: str | None = None,
        line: bool = False,
        wrap: bool = True,
    ) -> None:
        cell = self._sheet.cell(self._row, column)
        if isinstance(value, str):
            cell.value = str(clean_text(value))[:_LONGEST]
            # Whatever it begins with, it is no formula.
            cell.data_type, cell.quotePrefix = "s", value[:1] in _FORMULA_SIGNS
        else:
            cell.value = value
        cell.font = font
        cell.alignment = Alignment(
            wrap_text=wrap, vertical="top", horizontal="left" if isinstance(value, str) else "right"
        )
        if fill:
            cell.fill = PatternFill("solid", start_color=fill, end_color=fill)
        if line:
            cell.border = Border(bottom=_LINE)


def _lines(text: str, width: float) -> int:
    """Give how many lines a text takes, rather one too many: words are not broken, and some letters are wide."""
    return sum(1 + int(len(line) * 1.02 / width) for line in text.split("\n"))


def _facts_of(document: Document, words: BacktestWords, language: Language) -> Iterator[tuple[str, str]]:
    call = document["call"]
    yield words.say("call"), f"{call['title']} ({call['code']})"
    yield words.say("screening"), document["screening_id"] or words.say("open-call")
    for key in ("old", "new"):
        if rules := document[key]:
            yield words.say(f"{key}-rules"), _rules(rules, words)
            yield words.say("hash"), rules["sha256"]
    yield words.say("by"), document["by"]
    yield words.say("ordered-at"), _moment(document["ordered_at"], language)
    yield words.say("state"), words.say(f"state.{document['state']}")
    if document["finished_at"]:
        yield words.say("finished-at"), _moment(document["finished_at"], language)
    if document["total"] is not None:
        yield words.say("tried"), words.say("tried-of", done=document["done"], total=document["total"])
    for problem in document["problems"]:
        yield words.say("problem"), words.in_language(problem)


def _rules(rules: Mapping[str, Any], words: BacktestWords) -> str:
    if rules["title"] is None:
        return words.say("untitled-rules", name=rules["name"], version=rules["version"])
    title = words.in_language(rules["title"])
    return words.say("rules", title=title, name=rules["name"], version=rules["version"])


def _moment(text: str, language: Language) -> str:
    return format_moment(datetime.fromisoformat(text), language)


def _write_call_findings(sheet: TableSheet, found: Mapping[str, Any], words: BacktestWords) -> None:
    sheet.heading([words.say("call-findings")])
    told = chain(
        (("added", words.sentence(each)) for each in found["added"]),
        (("removed", words.sentence(each)) for each in found["removed"]),
        (
            ("changed", f"{words.sentence(each['old'])} → {words.sentence(each['new'])}")
            for each in found["changed"]
        ),
    )
    for way, sentence in told:
        sheet.named(words.say(way), sentence)
    sheet.row([words.say("call-findings-same", count=found["unchanged"])])


def _rows_of(application: Mapping[str, Any], words: BacktestWords) -> Iterator[tuple[str, ...]]:
    head = (
        application["reference"],
        words.change(application["change"]),
        words.outcome(application["old"]),
        words.outcome(application["new"]),
    )
    grounds = [
        *((each["rule"], each) for each in application["rules"]),
        *((each["criterion"], each) for each in application["criteria"]),
    ]
    if not grounds:
        yield (*head, "", "", application["why"] or "", "", "", "")
    for name, change in grounds:
        old, new = change["old"], change["new"]
        standings = dict.fromkeys((words.standing(old), words.standing(new)))
        yield (
            *head,
            f"{words.ground(name)}\n({' → '.join(standings)})",
            words.sentence(old),
            words.sentence(new),
            words.facts(old),
            words.facts(new),
            "\n→ ".join(dict.fromkeys(words.source(each) for each in (old, new) if each is not None)),
        )
