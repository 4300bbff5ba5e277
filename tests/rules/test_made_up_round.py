"""A made-up round judged by the meaning of the rules: other words, names, programmes and years than the real one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from prescreen_shared.shapes.verdict import TEXT_MISSING
from tests.rules.screen_bundle import Screened, application_from, call_from, grounds, screen, shipped_rule_set

ROUND: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("made_up_round.yaml"))


@cache
def screened() -> Screened:
    call = call_from(ROUND["call"], register=ROUND["register"])
    return screen(shipped_rule_set(), call, [application_from(entry) for entry in ROUND["applications"]])


@pytest.mark.parametrize(
    "entry", ROUND["applications"], ids=lambda entry: f"{entry['reference']} {entry['title']}"
)
def test_each_application_gets_the_grounds_that_its_meaning_gives(entry: dict[str, Any]) -> None:
    assert grounds(screened().verdicts[entry["reference"]]) == entry["expect"]


def test_every_rule_leaves_a_finding_on_every_application() -> None:
    rules = [rule.id for rule in shipped_rule_set().rules]

    assert all(
        [finding.rule for finding in verdict.findings if finding.rule != TEXT_MISSING] == rules
        for verdict in screened().verdicts.values()
    )


def test_words_and_names_found_are_quoted_as_the_applicant_wrote_them() -> None:
    for entry in ROUND["applications"]:
        texts = {"title": entry["title"], "description": entry.get("description") or ""}
        for finding in screened().verdicts[entry["reference"]].findings:
            for evidence in finding.evidence:
                if evidence.field in texts:
                    assert evidence.quote in texts[evidence.field]


def test_a_match_by_name_shows_both_spellings() -> None:
    match = screened().facts["P-2"]["central_study_match"]

    assert match.details["matched_name"] == "Signs of Safety"
    assert match.details["written"] == "Sign of Safety"
    assert match.details["likeness"] >= 90


def test_the_trip_filed_twice_and_those_who_may_not_apply_are_pointed_out() -> None:
    found = {(finding.rule, str(finding.facts.get("references"))) for finding in screened().call_findings}

    assert ("duplicate-application", "['V-8', 'V-9']") in found
    assert ("administration-may-not-apply", "['P-44']") in found
    assert ("administration-may-not-apply", "['P-45']") in found
