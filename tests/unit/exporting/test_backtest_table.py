"""The workbook of a trial: what changes and how, in words, with nothing in it that a program would run."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from prescreen_shared.texts.catalogue import shipped
from scoring_service.domain.compare_verdicts import Change, compare_verdicts
from scoring_service.sheets.backtest_table import write_backtest_table

NAMES = {
    "rules": {"dear": {"sv": "För dyrt", "en": "Too dear"}},
    "criteria": {"spread": {"sv": "Spridning", "en": "Spread"}},
    "facts": {"amount": {"sv": "sökt belopp", "en": "amount sought"}, "part": {"sv": "del", "en": "part"}},
    "choices": {"part": {"main": {"sv": "huvuddelen", "en": "most of it"}}},
    "documents": {"plan": "Planen"},
}


def finding(status: str, text: str, **changes: Any) -> dict[str, Any]:
    return {
        "rule": "dear",
        "effect": "refuse",
        "status": status,
        "text": {"sv": text, "en": f"{text} (en)"},
        "facts": {"amount": 12_500, "part": "main", "amount.years": []},
        "missing": [],
        "evidence": [],
        "source": {"document": "plan", "quote": "ordagrant"},
    } | changes


def verdict(outcome: str, *findings: dict[str, Any], points: int = 0) -> dict[str, Any]:
    criterion = {
        "criterion": "spread",
        "status": "met",
        "points": points,
        "possible_points": points + 1,
        "max_points": 3,
        "text": {"sv": f"{points} p", "en": f"{points} p"},
        "facts": {},
        "missing": ["answers.spread"],
        "source": {"document": "unlisted", "quote": "q"},
    }
    return {
        "reference": "x",
        "outcome": outcome,
        "proposed_amount": 1,
        "findings": list(findings),
        "criteria": [criterion] if points else [],
    }


def application(
    reference: str, old: dict[str, Any] | None, new: dict[str, Any] | None, why: str | None = None
) -> dict[str, Any]:
    head = {"reference": reference, "application_id": "a", "revision": 1}
    return head | compare_verdicts(old, new, why).to_json()


def document(*applications: dict[str, Any], **changes: Any) -> dict[str, Any]:
    rules = {"name": "made", "version": 1, "sha256": "a" * 64, "title": None}
    return {
        "state": "done",
        "by": "Rut",
        "ordered_at": "2018-01-02T12:00:00+00:00",
        "finished_at": "2018-01-02T12:05:00+00:00",
        "call": {"call_id": "c", "code": "made", "title": "Utlysningen"},
        "screening_id": "s",
        "old": rules,
        "new": rules | {"version": 2, "title": {"sv": "Nya", "en": "New"}},
        "done": 3,
        "total": 3,
        "counts": {change.value: 1 for change in Change},
        "problems": [],
        "outcomes": [{"old": "eligible", "new": "refuse", "count": 1}],
        "rules": [
            {
                "rule": "dear",
                "newly_met": 1,
                "newly_undetermined": 0,
                "no_longer_met": 0,
                "no_longer_undetermined": 0,
                "told_differently": 0,
            }
        ],
        "call_findings": {"added": [], "removed": [], "changed": [], "unchanged": 2},
        "names": NAMES,
        "applications": list(applications),
        "unchanged": [{"reference": "T1-9", "outcome": "eligible"}],
    } | changes


def sheets(content: dict[str, Any], language: Any = "sv") -> dict[str, list[list[Any]]]:
    target = io.BytesIO()
    write_backtest_table(content, target, language)
    book = load_workbook(io.BytesIO(target.getvalue()))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def test_each_changed_ground_has_a_row_with_both_sentences() -> None:
    old = verdict("eligible", finding("not_met", "inte uppfyllt"), points=1)
    new = verdict("refuse", finding("met", "För mycket"), points=2)
    rows = sheets(document(application("T1-1", old, new)))["Ändrade"]
    assert rows[1] == [
        "T1-1",
        "Nytt förslag om avslag",
        "Behörig",
        "Föreslås avslag",
        "För dyrt\n(Inte uppfylld → Uppfylld – grund för avslag)",
        "inte uppfyllt",
        "För mycket",
        "sökt belopp: 12\u00a0500\ndel: huvuddelen",
        "sökt belopp: 12\u00a0500\ndel: huvuddelen",
        "Planen: ”ordagrant”",
    ]
    assert rows[2][4] == "Spridning\n(1–2 poäng → 2–3 poäng)"
    assert rows[2][7].startswith("saknas: ")
    assert len(rows) == 3


def test_the_sheets_can_be_written_in_english() -> None:
    rows = sheets(
        document(application("T1-1", verdict("eligible"), verdict("refuse", finding("met", "x")))), "en"
    )
    assert rows["Changed"][1][5:7] == ["–", "x (en)"]
    assert rows["Summary"][0][0] == "Rules tried"


def test_what_could_not_be_judged_says_why() -> None:
    rows = sheets(document(application("T1-1", verdict("eligible"), None, "ZeroDivisionError: 1")))["Ändrade"]
    assert rows[1][1:4] == ["Kunde inte förgranskas", "Behörig", "–"]
    assert "ZeroDivisionError: 1" in rows[1]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)"])
def test_text_that_begins_like_a_formula_stays_text(text: str) -> None:
    target = io.BytesIO()
    changed = application(text, verdict("eligible"), verdict("refuse", finding("met", text)))
    write_backtest_table(document(changed), target)
    sheet = load_workbook(io.BytesIO(target.getvalue()))["Ändrade"]
    for cell in (sheet["A2"], sheet["G2"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_are_left_out_and_long_texts_cut() -> None:
    changed = application("T\x07 1", verdict("eligible"), verdict("refuse", finding("met", "x" * 40_000)))
    rows = sheets(document(changed))["Ändrade"]
    assert rows[1][0] == "T 1"
    assert len(rows[1][6]) == 32_000


def test_the_summary_counts_every_kind_and_names_both_rules() -> None:
    found = {
        "added": [{"text": {"sv": "ny iakttagelse", "en": "n"}}],
        "removed": [{"text": {"sv": "borttagen", "en": "r"}}],
        "changed": [{"old": {"text": {"sv": "a", "en": "a"}}, "new": {"text": {"sv": "b", "en": "b"}}}],
        "unchanged": 2,
    }
    rows = sheets(document(call_findings=found))["Sammanfattning"]
    texts = [value for row in rows for value in row if isinstance(value, str)]
    assert {"made, version 1", "Nya: made, version 2", "Utlysningen (made)", "3 av 3"} <= {*texts}
    assert {"Behörig → Föreslås avslag", "ny iakttagelse", "borttagen", "a → b", "Oförändrade: 2"} <= {*texts}
    assert [row[1] for row in rows if row[0] == "Nytt förslag om avslag"] == [1]
    assert [row[1] for row in rows if row[0] == "För dyrt"] == [1]


def test_a_trial_that_has_failed_or_waits_has_a_summary_too() -> None:
    failed = document(
        state="failed",
        total=None,
        finished_at=None,
        old=None,
        outcomes=[],
        rules=[],
        call_findings=None,
        names={},
        problems=[{"sv": "Reglerna går inte att köra", "en": "x"}],
        screening_id=None,
        unchanged=[],
    )
    texts = [value for row in sheets(failed)["Sammanfattning"] for value in row]
    assert {"Misslyckades", "Reglerna går inte att köra", "Ansökningar som har kommit in hittills"} <= {
        *texts
    }


def test_every_table_stays_readable_on_paper_and_on_the_screen() -> None:
    target = io.BytesIO()
    write_backtest_table(document(application("T1-1", verdict("eligible"), verdict("refuse"))), target)
    sheet = load_workbook(io.BytesIO(target.getvalue()))["Ändrade"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet["F2"].alignment.wrap_text


def test_every_kind_of_change_and_every_state_has_words() -> None:
    assert all(shipped().knows(f"change.{change.value}") for change in Change)
