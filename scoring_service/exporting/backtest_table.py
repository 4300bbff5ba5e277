"""A trial's result as an Excel workbook: who changes, from which sentence to which, with the facts that decided."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from scoring_service.exporting.backtest_words import BacktestWords
from scoring_service.exporting.table_sheet import TableSheet
from shared.texts import say
from shared.texts.formats import format_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from shared.texts import Language

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


def write_backtest_table(document: Document, target: BinaryIO | Path, language: Language = "sv") -> None:
    """Write the workbook of a result in the format of docs/backtest.md, also of a trial that runs or has failed."""
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


def _moment(text: str, language: Language) -> str:
    return format_moment(datetime.fromisoformat(text), language)
