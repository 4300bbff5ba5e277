"""Made applications under the rules of 2018: nobody is refused wrongly, and what an application shows or tells is found.

Three sets: that of the examples, one of our own, and eighty applications that others wrote. The rules were mended on all of them,
so none says how much is found in words that nobody here has seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen.expected import Expected, set_beside
from prescreen_shared.statuses import FindingStatus
from tests.rules.made_round import MADE, screened_calls
from tests.rules.screen_bundle import EXAMPLES, read_round, screen, shipped_rule_set

OWN, OTHERS = (Path(__file__).parent / name for name in ("told_round", "others_round"))
SETS = [
    pytest.param(MADE, id="examples"),
    pytest.param(OWN, id="own"),
    pytest.param(OTHERS, id="others"),
]


def expected(folder: Path) -> Expected:
    return set_beside(screened_calls(folder))


@pytest.mark.parametrize("folder", SETS)
def test_nobody_is_refused_whom_no_officer_would_refuse(folder: Path) -> None:
    refused = [miss.reference for miss in expected(folder).misses if miss.what == "refused-wrongly"]

    assert refused == []


@pytest.mark.parametrize("folder", SETS)
def test_every_made_application_is_expected(folder: Path) -> None:
    for expectations, verdicts in screened_calls(folder):
        assert {each.reference for each in expectations} == {each.reference for each in verdicts.verdicts}


@pytest.mark.parametrize("folder", SETS)
def test_grounds_are_found_and_look_alikes_pass_as_often_as_was_promised(folder: Path) -> None:
    assert [count for count in expected(folder).counts if not count.is_enough] == []


ROUNDS = sorted(path.parent for root in (EXAMPLES, OWN, OTHERS) for path in root.rglob("call.json"))


@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: folder.name)
def test_whatever_is_met_shows_what_it_rests_on(folder: Path) -> None:
    call, applications = read_round(folder)
    rules = shipped_rule_set(folder.name) if folder.name.startswith("stockholm-") else shipped_rule_set()
    bare = [
        (reference, finding.rule)
        for reference, verdict in screen(rules, call, applications).verdicts.items()
        for finding in verdict.findings
        if finding.status is FindingStatus.MET and not finding.evidence
    ]

    assert bare == []
