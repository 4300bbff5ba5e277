"""Trials on their pages: ordered, waited for, read by kind and page by page, with old and new side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stages.versions import WRITER, document
from tests.stages.web import WebStage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[WebStage]:
    stage = WebStage(f"sqlite:///{tmp_path / 'scoring.sqlite3'}")
    stage.bring_into_force(document(limit=300))
    yield stage
    stage.close()


def test_a_backtest_waits_and_then_shows_old_and_new_sentences_with_their_facts(stage: WebStage) -> None:
    stage.screen()
    reworded = document(2, limit=200).replace("är för högt", "är på tok för högt")
    backtest = stage.order_one(stage.write(reworded))
    waiting = stage.read(backtest)
    assert "Provkörningen är inte klar" in waiting
    assert "http-equiv" not in waiting
    assert f'<a href="{backtest}">Läs in läget igen</a>' in waiting
    assert "Provkörningen är inte klar" in stage.read(backtest.replace("/backtests/", "/trials/"))
    assert "Ingen ansökan" not in waiting

    stage.try_out(backtest)
    page = stage.read(backtest)
    assert "inte klar" not in page
    for words in (
        "trial version 2 på made",
        "trial version 1",
        "Behörig → Föreslås avslag",
        "Det sökta beloppet är för högt.",
        "Det sökta beloppet är på tok för högt.",
        "(säger inget)",
        "sökt belopp",
        WRITER,
    ):
        assert words in page, words
    assert page.index("T1-3<") < page.index("T1-4<")
    assert "T1-1<" not in page
    assert backtest in stage.read("/backtests")

    only = stage.read(f"{backtest}?change=changed_text")
    assert "T1-4<" in only
    assert "T1-3<" not in only
    assert "T1-1<" in stage.read(f"{backtest}?change=unchanged")


def test_more_than_fifty_changes_come_page_by_page_and_none_is_lost(stage: WebStage) -> None:
    stage.screen(60)
    backtest = stage.order_one(stage.write(document(2, limit=400).replace("är för högt", "är högt")))
    stage.try_out(backtest)
    first = stage.read(backtest)
    assert first.count('<section aria-labelledby="ansokan-') == 50
    [more] = [part.split('"')[0] for part in first.split('href="') if "after=" in part.split('"')[0]]
    second = stage.read(more)
    assert "T1-60<" in second
    told = {f"T1-{n}" for n in range(1, 61) if f">T1-{n}<" in first or f">T1-{n}<" in second}
    assert told == {f"T1-{n}" for n in range(4, 61)}
    assert "Visa fler" in first
    assert "Visa fler" not in second


def test_rules_that_are_no_rules_are_refused_with_their_lines_on_the_form(stage: WebStage) -> None:
    stage.screen()
    faulty = stage.write(document(2).replace("more_than", "more_then"))
    answer = stage.press("/backtests", "/backtests", version=faulty.rsplit("/", 1)[-1], call="made")
    assert answer.status_code == 422
    assert "more_then" in answer.text
    assert "/backtests" in stage.forms("/backtests")


def test_a_draft_stands_first_among_what_is_offered_and_its_own_round_is_chosen(stage: WebStage) -> None:
    stage.screen()
    stage.bring_into_force(document(name="another"))
    draft = stage.write(document(2, limit=200))
    page = stage.read("/backtests")
    offered = page.partition('<select id="version"')[2].partition("</select>")[0]
    assert offered.index(draft.rsplit("/", 1)[-1]) == offered.index("value=") + len('value="')
    assert '<option value="made" selected>' in page


@pytest.mark.parametrize(("version", "call"), [("none", "made"), ("", ""), ("none", "none")])
def test_a_backtest_of_nothing_is_refused_beside_the_form(stage: WebStage, version: str, call: str) -> None:
    stage.screen()
    answer = stage.press("/backtests", "/backtests", version=version, call=call)
    assert answer.status_code in {404, 409}
    assert answer.mimetype == "text/html"
    assert 'role="alert"' in answer.text
    assert 'name="version"' in answer.text
