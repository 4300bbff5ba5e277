"""Whatever the rules and the facts, the engine and the referee answer alike."""

from __future__ import annotations

from contextlib import closing

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring_service.domain.condition import UNCLEAR
from scoring_service.domain.evaluate import Referee
from scoring_service.domain.normal_form import TooManyTermsError
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.durable_rules import DurableRulesEngine
from tests.stages.examples import examples
from tests.stages.rule_strategies import rule_sets, values_of


@examples(80)
@given(st.data(), rule_sets())
def test_engine_and_referee_answer_alike(data: st.DataObject, rule_set: RuleSet) -> None:
    try:
        engine = DurableRulesEngine(rule_set)
    except TooManyTermsError:
        assume(False)
    referee = Referee(rule_set)
    with closing(engine):
        trials = st.lists(values_of(tuple(rule_set.facts.values())), min_size=1, max_size=12)
        for values in data.draw(trials):
            unclear = data.draw(st.sets(st.sampled_from(list(rule_set.facts)), max_size=2))
            for tried in (values, {**values, **dict.fromkeys(unclear, UNCLEAR)}):
                assert engine.evaluate(tried) == referee.evaluate(tried)
