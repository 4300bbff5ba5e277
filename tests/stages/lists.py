"""Lists of applications as staff keep them, for the call of ``made_call`` with three questions of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.stages.workbooks import made_book, saved

QUESTIONS = [
    {"key": "new", "type": "boolean", "label": {"sv": "Startas något nytt?", "en": "Is anything new?"}},
    {"key": "share", "type": "integer", "label": {"sv": "Antal deltagare", "en": "Participants"}},
    {
        "key": "staff_training",
        "type": "choice",
        "label": {"sv": "Utbildning", "en": "Training"},
        "choices": ["none", "part", "main"],
    },
]
HEADER = [
    "Dnr",
    "Inkom",
    "Sökande",
    "Projekt",
    "Bidragsform",
    "Sökt belopp",
    "Tidigare bidrag (år)",
    "Startas något nytt?",
    "Antal deltagare",
    "Utbildning",
]
ROW = ["SN 1", "2017-11-30", "Norra förvaltningen", "Läxhjälp", "Projekt", 1000, "2016", "ja", 12, "en del"]


def row(**changes: Any) -> list[Any]:
    """Give a row that is whole, with changes by the field that a column stands for."""
    keys = ("dnr", "inkom", "sokande", "projekt", "form", "belopp", "ar", "nytt", "antal", "utbildning")
    return [changes.get(key, value) for key, value in zip(keys, ROW, strict=True)]


def workbook(*rows: Sequence[Any], header: Sequence[Any] = HEADER, title: str = "Ansökningar") -> bytes:
    """Give a workbook with a row of headings and rows."""
    return saved(made_book({title: [header, *rows]}))
