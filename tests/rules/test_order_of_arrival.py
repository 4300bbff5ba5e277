"""Whatever order the applications of a call came in, each gets the same facts and the call the same findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scoring_service.domain.call_findings import find_call_findings
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kinds import derive_facts
from tests.rules.screen_bundle import real_round, shipped_rule_set
from tests.stages.examples import examples

RULE_SET = shipped_rule_set()
CALL, APPLICATIONS = real_round()


def _seen_in(order: list[int]) -> tuple[object, ...]:
    index = CallIndex(RULE_SET, CALL)
    for place in order:
        index.add(APPLICATIONS[place])
    facts = {
        application.reference: derive_facts(
            RULE_SET, CALL, application, index.context_of(application.application_id)
        )
        for application in APPLICATIONS
    }
    return facts, find_call_findings(RULE_SET, CALL, index)


STRAIGHT = _seen_in(list(range(len(APPLICATIONS))))


@examples(15)
@given(st.permutations(range(len(APPLICATIONS))))
def test_the_order_of_arrival_never_changes_facts_or_call_findings(order: list[int]) -> None:
    assert _seen_in(order) == STRAIGHT
