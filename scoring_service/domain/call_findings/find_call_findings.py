"""Find what a rule set's call rules look for in a frozen call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.call_findings.kinds import KINDS
from scoring_service.domain.finding import CallFinding
from scoring_service.domain.rule_set import Sentence
from scoring_service.domain.sentence_template import parse_sentence
from scoring_service.domain.write_value import write_value

if TYPE_CHECKING:
    from scoring_service.domain.derive.call_index import CallIndex
    from scoring_service.domain.frozen_call import CallFacts
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.domain.write_value import Language


def find_call_findings(rule_set: RuleSet, call: CallFacts, index: CallIndex) -> tuple[CallFinding, ...]:
    """Give a finding for each place found, in the order of the rules.

    Args:
        rule_set: The version that judges the call.
        call: The call as it stood at closing, the same that the index was built for.
        index: Every application of the call, added.

    Raises:
        ValueError: the index was built for another call.
        KeyError: the rule set names a kind that does not exist; its file was not checked.
    """
    if index.call.call_id != call.call_id:
        raise ValueError(f"the index is of call {index.call.call_id}, not of {call.call_id}")
    return tuple(
        CallFinding(rule.id, _fill(rule.text, facts), facts, rule.source)
        for rule in rule_set.call_rules
        for facts in KINDS[rule.kind].find(index)
    )


def _fill(sentence: Sentence, facts: dict[str, Any]) -> Sentence:
    return Sentence(sv=_fill_text(sentence.sv, "sv", facts), en=_fill_text(sentence.en, "en", facts))


def _fill_text(text: str, language: Language, facts: dict[str, Any]) -> str:
    return "".join(
        piece if isinstance(piece, str) else write_value(facts.get(piece.name), language, piece.format)
        for piece in parse_sentence(text)
    )
