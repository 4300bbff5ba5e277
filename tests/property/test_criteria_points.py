"""Points promise what they say: sure points stay, possible points only shrink, and what is missing is all that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prescreen_shared.statuses import FindingStatus
from scoring_service.domain.evaluate import Decision, compile_condition, decide
from scoring_service.domain.rule_set import FactDeclaration, Ground
from tests.stages.examples import examples
from tests.stages.made_rule_sets import made_criterion
from tests.stages.rule_strategies import conditions, declared_facts, values_of


@st.composite
def criteria(draw: st.DrawFn, facts: Sequence[FactDeclaration]) -> Ground:
    """Criteria of one to three levels that look only at what is stated, never at whether it is."""
    points = sorted(draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True)), reverse=True)
    return made_criterion(*((each, draw(conditions(facts, questions=False))) for each in points))


def decided(criterion: Ground, values: dict[str, Any]) -> Decision:
    """What the criterion gives."""
    return decide(criterion, [compile_condition(level.when)(values) for level in criterion.levels], values)


@examples(100)
@given(st.data())
def test_stating_more_never_takes_a_sure_point_nor_adds_a_possible_one(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    criterion, values = data.draw(criteria(facts)), data.draw(values_of(facts))
    stated = data.draw(values_of(facts))
    after = {name: stated[name] if value is None else value for name, value in values.items()}
    before, then = decided(criterion, values), decided(criterion, after)
    assert before.points <= then.points <= then.possible_points <= before.possible_points
    assert before.possible_points <= criterion.max_points


@examples(100)
@given(st.data())
def test_only_what_is_missing_can_change_the_points_and_all_of_it_settles_them(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    criterion, values = data.draw(criteria(facts)), data.draw(values_of(facts))
    stated, before = data.draw(values_of(facts)), decided(criterion, values)
    assert (before.status is FindingStatus.UNDETERMINED) is bool(before.missing)
    others = {name for name, value in values.items() if value is None} - set(before.missing)
    assert decided(criterion, values | {name: stated[name] for name in others}) == before
    if all(stated[name] is not None for name in before.missing):
        settled = decided(criterion, values | {name: stated[name] for name in before.missing})
        assert settled.points == settled.possible_points


@examples(60)
@given(st.data())
def test_where_everything_is_stated_the_points_are_settled(data: st.DataObject) -> None:
    facts = data.draw(declared_facts())
    criterion = data.draw(criteria(facts))
    whole = data.draw(values_of(facts).filter(lambda values: None not in values.values()))
    found = decided(criterion, whole)
    assert found.status is (FindingStatus.MET if found.points else FindingStatus.NOT_MET)
    assert found.points == found.possible_points
