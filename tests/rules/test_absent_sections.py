"""What the city's register has no section for is not known: the rules that read it refer, and say which section it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.call_findings import REGISTER_INCOMPLETE
from scoring_service.domain.derive.kinds import sections_of, sections_read
from scoring_service.domain.finding import SECTION_NAMES
from tests.rules.screen_bundle import Screened, real_round, screen, shipped_rule_set

RULES = shipped_rule_set()
CALL, APPLICATIONS = real_round()
EMPTY = dict.fromkeys(SECTIONS, ())


def screened(**register: object) -> Screened:
    """Screen the real round with a register of these sections; None is a section that is not there."""
    given = {**(CALL.register or {}), **register}
    return screen(RULES, replace(CALL, register=given), APPLICATIONS)


@pytest.fixture(scope="module")
def whole() -> Screened:
    return screen(RULES, CALL, APPLICATIONS)


@pytest.fixture(scope="module")
def without() -> Screened:
    return screen(RULES, replace(CALL, register=None), APPLICATIONS)


def test_what_the_rules_read_follows_from_their_facts() -> None:
    assert sections_read(RULES) == SECTIONS[:6]
    assert sections_read(shipped_rule_set("stockholm-2015")) == ()
    assert "reports" in sections_read(shipped_rule_set("stockholm-2022"))
    assert list(SECTION_NAMES) == list(SECTIONS)


def test_without_a_register_nobody_is_eligible_or_refused_by_a_rule_that_reads_it(without: Screened) -> None:
    reading = {rule.id: sections_of(RULES, rule) for rule in RULES.rules if sections_of(RULES, rule)}

    for verdict in without.verdicts.values():
        assert verdict.outcome in (Outcome.REFER, Outcome.SET_ASIDE), verdict.reference
        open_rules = [finding for finding in verdict.findings if finding.rule in reading]
        assert not any(
            finding.status is FindingStatus.MET and finding.effect.value == "refuse" for finding in open_rules
        )
        named = [finding for finding in open_rules if finding.status is FindingStatus.UNDETERMINED]
        assert named
        for finding in named:
            told = [section for section in reading[finding.rule] if f"register.{section}" in finding.missing]
            assert told
            for section in told:
                assert SECTION_NAMES[section].sv in finding.text.sv
                assert SECTION_NAMES[section].en in finding.text.en


def test_the_call_says_it_once(without: Screened, whole: Screened) -> None:
    found = [each for each in without.call_findings if each.rule == REGISTER_INCOMPLETE]

    assert [each.facts for each in found] == [{"sections": list(SECTIONS[:6])}]
    assert all(SECTION_NAMES[section].sv in found[0].text.sv for section in SECTIONS[:6])
    assert REGISTER_INCOMPLETE not in {each.rule for each in whole.call_findings}


@pytest.mark.parametrize("section", SECTIONS[:6])
def test_one_absent_section_refers_what_reads_it_and_changes_nothing_else(
    whole: Screened, section: str
) -> None:
    found = screened(**{section: None})

    for reference, verdict in found.verdicts.items():
        for before, after in zip(whole.verdicts[reference].findings, verdict.findings, strict=True):
            rule = next(rule for rule in RULES.rules if rule.id == after.rule)
            if section not in sections_of(RULES, rule):
                assert after == before
        # A note never changes an outcome, whatever it leaves open.
        weighty = [finding for finding in verdict.findings if finding.effect.value != "note"]
        if f"register.{section}" in {each for finding in weighty for each in finding.missing}:
            assert verdict.outcome in (Outcome.REFER, Outcome.SET_ASIDE, Outcome.REFUSE)


def test_an_empty_section_is_known_to_be_empty() -> None:
    found = screened(**EMPTY)

    assert REGISTER_INCOMPLETE not in {each.rule for each in found.call_findings}
    assert not any(
        name.startswith("register.")
        for verdict in found.verdicts.values()
        for finding in verdict.findings
        for name in finding.missing
    )


def test_the_applicants_own_years_stand_with_a_ground_that_the_register_leaves_open(
    without: Screened,
) -> None:
    finding = next(each for each in without.verdicts["T1-6"].findings if each.rule == "fourth-project-year")

    # The text tells of years too, which may refer by itself; it is the refusal that stays open.
    assert finding.status is FindingStatus.UNDETERMINED or finding.effect.value == "refer"
    assert "earlier_grants" in {each.field for each in finding.evidence}
    assert finding.text.sv.endswith("Stadens register saknar avsnittet tidigare bidrag.")
