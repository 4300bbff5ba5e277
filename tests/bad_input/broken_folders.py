"""Broken folders for ``prescreen check``: how the real round is broken, and what must be told of it by file and code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.stages.lists import row, workbook

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "stockholm-2018"
QUESTION = {"key": "q", "type": "choice", "label": {"sv": "Vad?", "en": "What?"}}
Break = Callable[[Path], object]


def change(name: str, **changes: Any) -> Break:
    """Change keys of a file's object, or of the first entry of its list."""

    def write(folder: Path) -> None:
        document = json.loads((folder / name).read_text("utf-8"))
        (document[0] if isinstance(document, list) else document).update(changes)
        (folder / name).write_text(json.dumps(document), "utf-8")

    return write


def put(name: str, content: bytes) -> Break:
    return lambda folder: (folder / name).write_bytes(content)


def listed(name: str, content: bytes) -> Break:
    def write(folder: Path) -> None:
        (folder / "applications.json").unlink()
        (folder / "decisions.json").unlink()
        (folder / "rankings.json").write_text("{}")
        (folder / name).write_bytes(content)

    return write


def take(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


BROKEN: list[tuple[Break, str | None, str]] = [
    (take("call.json"), "call.json", "file_missing"),
    (take("applications.json"), "applications.json", "file_missing"),
    (take("rankings.json"), "rankings.json", "file_missing"),
    (put("call.json", b"{"), "call.json", "not_json"),
    (put("applications.json", b"\xff"), "applications.json", "not_utf8"),
    (put("rankings.json", b'{"a": [], "a": []}'), "rankings.json", "key_twice"),
    (put("applications.json", b"{}"), "applications.json", "not_a_list"),
    (put("applications.csv", b"Dnr;Projekt\n"), "applications.csv", "several_lists"),
    (change("call.json", titel="x"), "call.json", "unknown_key"),
    (change("call.json", closes_on="2017-13-01"), "call.json", "not_a_date"),
    (change("call.json", closes_on="2016-01-01"), "call.json", "closes_before_it_opens"),
    (change("call.json", questions=[QUESTION]), "call.json", "choices_missing"),
    (change("call.json", rule_set=None), "call.json", "required"),
    (change("call.json", rule_set="stockholm-1918"), "call.json", "rules_unknown"),
    (
        change("call.json", opens_on="2001-01-01", closes_on="2001-02-01", rule_set="stockholm-2018"),
        "call.json",
        "days_outside",
    ),
    (change("applications.json", grant_type="travel"), "applications.json", "unknown_grant_type"),
    (change("applications.json", requested_amount="350 000"), "applications.json", "number_as_text"),
    (change("applications.json", reference="T1-2"), "applications.json", "reference_twice"),
    (change("applications.json", answers={"abroad": "ja"}), "applications.json", "not_true_or_false"),
    (
        change("rankings.json", **{"Farsta stadsdelsförvaltning": ["T9-9"]}),
        "rankings.json",
        "unknown_reference",
    ),
    (put("register.json", b'{"earlier_grants": [{"project": "x"}]}'), "register.json", "required"),
    (listed("applications.xlsx", workbook(row(belopp="350.000"))), "applications.xlsx", "two_numbers"),
    (listed("applications.xlsx", b"PK\x03\x04"), "applications.xlsx", "sheet_damaged"),
    (listed("applications.csv", b"ring;Bromma\n"), "applications.csv", "no_header"),
]
