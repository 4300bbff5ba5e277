"""How a thing is written changes no verdict: real and made rounds, rewritten by a program in every way that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prescreen_shared.prose import fold
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Finding
from scoring_service.domain.frozen_call import CallFacts
from tests.rules.screen_bundle import EXAMPLES, REAL_ROUND, Screened, read_round, screen, shipped_rule_set
from tests.stages.rewriting import NAMES, TEXTS, Rewrite, rewrite_names, rewrite_texts

ROUNDS = (REAL_ROUND, *sorted(path.parent for path in EXAMPLES.glob("made-2018/*/call.json")))
Judged = dict[str, tuple[str, int | None, tuple[Any, ...]]]


RULES = shipped_rule_set()


@cache
def plain(folder: Path) -> Judged:
    return judged(screen(RULES, *read_round(folder)))


def judged(found: Screened) -> Judged:
    """Give all that may not change: outcome, amount, and every ground with its status, effect and missing fields."""
    return {
        reference: (verdict.outcome.value, verdict.proposed_amount, tuple(map(_decided, verdict.findings)))
        for reference, verdict in found.verdicts.items()
    }


def _decided(finding: Finding) -> tuple[Any, ...]:
    return finding.rule, finding.status.value, finding.effect.value, finding.missing


def rewritten(folder: Path, ways: Iterable[Rewrite], names: Rewrite | None = None) -> Screened:
    call, applications = read_round(folder)
    for way in ways:
        applications = [rewrite_texts(application, way) for application in applications]
    if names is not None:
        applications = [rewrite_names(application, names) for application in applications]
        call = replace(call, rankings={names(name): wanted for name, wanted in call.rankings.items()})
    return screen(RULES, call, applications)


def test_there_are_three_rounds_with_grounds_of_many_kinds() -> None:
    assert len(ROUNDS) == 3
    assert sum(len(plain(folder)) for folder in ROUNDS) >= 29 + 63
    met = {
        rule
        for folder in ROUNDS
        for _, _, found in plain(folder).values()
        for rule, status, *_ in found
        if status == "met"
    }
    assert len(met) >= 8


@pytest.mark.long
@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("way", TEXTS)
def test_a_text_written_otherwise_gets_the_same_verdict(folder: Path, way: str) -> None:
    assert judged(rewritten(folder, [TEXTS[way]])) == plain(folder)


@pytest.mark.long
@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("way", NAMES)
def test_a_name_written_otherwise_gets_the_same_verdict(folder: Path, way: str) -> None:
    assert judged(rewritten(folder, [], NAMES[way])) == plain(folder)


@pytest.mark.parametrize("way", TEXTS)
def test_a_quote_is_cut_from_the_text_as_it_was_written(way: str) -> None:
    quotes = []
    for folder in (ROUNDS[0], ROUNDS[2]):
        written = {each.reference: rewrite_texts(each, TEXTS[way]) for each in read_round(folder)[1]}
        quotes += [
            (written[reference].description or "", evidence.quote)
            for reference, verdict in rewritten(folder, [TEXTS[way]]).verdicts.items()
            for finding in verdict.findings
            for evidence in finding.evidence
            if evidence.field == "description"
        ]
    assert len(quotes) >= 5
    assert all(quote in description for description, quote in quotes)


@cache
def _real() -> tuple[CallFacts, dict[str, Application]]:
    call, applications = read_round(REAL_ROUND)
    return call, {application.reference: application for application in applications}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(sorted(TEXTS.keys() - {"as_html", "as_wrapped_html"})),
        min_size=2,
        max_size=3,
        unique=True,
    ),
    st.sampled_from(sorted(NAMES)),
)
def test_several_ways_at_once_change_nothing_either(ways: list[str], names: str) -> None:
    found = rewritten(REAL_ROUND, [TEXTS[way] for way in ways], NAMES[names])
    assert judged(found) == plain(REAL_ROUND)


@pytest.mark.parametrize("way", TEXTS)
def test_a_text_written_otherwise_has_the_same_words(way: str) -> None:
    for application in _real()[1].values():
        description = application.description or ""
        # Where a line breaks after a word's own hyphen nobody can tell it from one that only parts the word.
        assert fold(TEXTS[way](description)).replace(" ", "") == fold(description).replace(" ", "")
