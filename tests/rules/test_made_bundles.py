"""The made-up rounds of the other years: each application gets what an officer of that year would expect, every rule is tried."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from prescreen_shared.shapes.verdict import TEXT_MISSING, Finding, Verdict
from prescreen_shared.statuses import FindingStatus
from tests.rules.screen_bundle import EXAMPLES, Screened, grounds, read_round, screen, shipped_rule_set

NAMES = ("stockholm-2015", "stockholm-2020", "stockholm-2022")
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    name: YAML(typ="safe").load(EXAMPLES / name / "expected.yaml") for name in NAMES
}
ALWAYS_SETTLED = {
    "administration-may-not-apply": "an application without an applicant is not taken",
    "amount-missing": "that nothing is stated is what the rule asks for",
    "amount-over-cap": "a missing amount is the matter of another rule",
    "visit-amount-over-cap": "a missing amount is the matter of another rule",
    "duplicate-application": "what the call holds is known",
    "applicant-over-quota": "what the call holds is known",
    "left-out-of-ranking": "what the call holds is known",
    "funded-elsewhere": "the register is compared with any title",
}
"""Rules that no application of a bundle leaves open, and why."""


@cache
def screened(name: str) -> Screened:
    return screen(shipped_rule_set(name), *read_round(EXAMPLES / name))


def points(verdict: Verdict) -> dict[str, Any]:
    """Give the points of each criterion, as ``[sure, possible]`` where something is not stated."""
    return {
        found.criterion: found.points
        if found.points == found.possible_points
        else [found.points, found.possible_points]
        for found in verdict.criteria
    }


def findings(name: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for verdict in screened(name).verdicts.values():
        for finding in (each for each in verdict.findings if each.rule != TEXT_MISSING):
            found.setdefault(finding.rule, []).append(finding)
    return found


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        pytest.param(name, reference, id=f"{name} {reference}: {entry['why']}")
        for name, entries in EXPECTED.items()
        for reference, entry in entries.items()
    ],
)
def test_an_application_gets_what_an_officer_of_that_year_expects(name: str, reference: str) -> None:
    expected, verdict = EXPECTED[name][reference], screened(name).verdicts[reference]

    assert (verdict.outcome.value, grounds(verdict)) == (expected["outcome"], expected["grounds"])
    assert points(verdict) == expected.get("points", {})


@pytest.mark.parametrize("name", NAMES)
def test_every_application_is_expected_and_there_are_enough(name: str) -> None:
    assert screened(name).verdicts.keys() == EXPECTED[name].keys()
    assert len(EXPECTED[name]) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_met_unmet_and_open_somewhere(name: str) -> None:
    for rule, found in findings(name).items():
        wanted = set(FindingStatus) - ({FindingStatus.UNDETERMINED} if rule in ALWAYS_SETTLED else set())
        assert {finding.status for finding in found} == wanted, rule


@pytest.mark.parametrize("name", NAMES)
def test_every_effect_of_every_rule_is_seen_somewhere(name: str) -> None:
    seen = {rule: {finding.effect for finding in found} for rule, found in findings(name).items()}
    for rule in shipped_rule_set(name).rules:
        assert {level.effect for level in rule.levels} <= seen[rule.id]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_points_of_every_criterion_is_given_and_left_open_somewhere(name: str) -> None:
    given = [found for verdict in screened(name).verdicts.values() for found in verdict.criteria]
    # An application always names its applicants, so that their number is never open.
    counted = {"several-districts", "collaboration"}
    for criterion in shipped_rule_set(name).criteria:
        own = [found for found in given if found.criterion == criterion.id]
        assert {found.points for found in own} == {0, *(level.points for level in criterion.levels)}
        is_open = any(found.status is FindingStatus.UNDETERMINED for found in own)
        assert is_open is (criterion.id not in counted)


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_has_a_hole(name: str) -> None:
    for verdict in screened(name).verdicts.values():
        met = [finding for finding in verdict.findings if finding.status is not FindingStatus.NOT_MET]
        texts = [finding.text for finding in met] + [found.text for found in verdict.criteria]
        for text in texts:
            for written in (text.sv, text.en):
                assert "{" not in written
                assert "()" not in written


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "stockholm-2015",
            {"administration-may-not-apply", "duplicate-application", "sought-against-frame"},
        ),
        (
            "stockholm-2020",
            {"administration-may-not-apply", "duplicate-application", "arrival-times-unknown"},
        ),
        (
            "stockholm-2022",
            {
                "administration-may-not-apply",
                "duplicate-application",
                "ranking-longer-than-quota",
                "over-quota-without-ranking",
                "arrival-times-unknown",
            },
        ),
    ],
)
def test_what_concerns_the_call_as_a_whole_is_found(name: str, wanted: set[str]) -> None:
    assert {finding.rule for finding in screened(name).call_findings} == wanted


def test_only_a_rule_that_is_met_refuses() -> None:
    for name in NAMES:
        for verdict in screened(name).verdicts.values():
            refused = [finding for finding in verdict.findings if finding.effect.value == "refuse"]
            met = [finding for finding in refused if finding.status is FindingStatus.MET]
            assert (verdict.outcome.value == "refuse") is bool(met)
