"""A call made over the API, as a portal does it, is judged as ``make demo`` does: with the register, and honestly without."""

from __future__ import annotations

import pytest

from scoring_service.domain.derive.kinds import sections_of
from tests.end_to_end.portal_round import MISFITS, Comparison, compare
from tests.rules.screen_bundle import shipped_rule_set

SECTIONS_READ = {
    "earlier_grants",
    "central_studies",
    "city_programmes",
    "city_standards",
    "other_funding",
    "local_services",
}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Everything once: a second pair in this process would have its tasks run by the first."""
    return compare(tmp_path_factory.mktemp("pair"))


def test_with_the_register_loaded_beforehand_the_verdicts_are_those_of_make_demo(found: Comparison) -> None:
    assert len(found.with_register["verdicts"]) == len(found.demo["verdicts"]) == 29
    assert found.differing() == []
    assert found.with_register["register"]["version"] == 1


def test_without_a_register_nobody_is_eligible_or_refused_by_a_rule_that_reads_it(found: Comparison) -> None:
    rules = shipped_rule_set()
    reading = {rule.id for rule in rules.rules if sections_of(rules, rule)}

    assert found.without["register"] is None
    assert len(found.without["verdicts"]) == 29
    assert found.unnamed() == []
    for verdict in found.without["verdicts"]:
        refused = {
            finding["rule"]
            for finding in verdict["findings"]
            if (finding["effect"], finding["status"]) == ("refuse", "met")
        }
        assert not refused & reading
        named = {
            name.removeprefix("register.")
            for finding in verdict["findings"]
            for name in finding["missing"]
            if name.startswith("register.")
        }
        assert named <= SECTIONS_READ
        assert any("Stadens register saknar" in finding["text"]["sv"] for finding in verdict["findings"])
    told = [each for each in found.without["call_findings"] if each["rule"] == "register-incomplete"]
    assert [set(each["facts"]["sections"]) for each in told] == [SECTIONS_READ]


def test_rules_that_do_not_exist_or_do_not_fit_are_told_when_a_call_is_created(found: Comparison) -> None:
    assert set(found.told) == set(MISFITS)
    assert found.untold() == []
