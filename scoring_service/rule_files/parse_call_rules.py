"""The rules about the call as a whole that a rule file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.rule_set import CallRule, Sentence
from scoring_service.rule_files.check_sentences import check_call_sentence
from scoring_service.rule_files.derivations import check_search
from scoring_service.rule_files.rule_shapes import CallRuleShape
from scoring_service.rule_files.shape import shape_of
from scoring_service.rule_files.taken_ids import TakenIds

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path
    from scoring_service.rule_files.reading import Reading


def parse_call_rules(raw: list[Any], reading: Reading) -> tuple[CallRule, ...]:
    """Make the call rules whose shape is right; they may have the id of a rule about one application."""
    ids = TakenIds(reading.problems)
    found = (_call_rule(item, ("call_rules", number), reading, ids) for number, item in enumerate(raw))
    return tuple(rule for rule in found if rule is not None)


def _call_rule(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> CallRule | None:
    content = reading.load(CallRuleShape, raw, path)
    ids.take(content.get("id"), path)
    source = content.get("source")
    cited = None if source is None else reading.source(source, (*path, "source"))
    if "finds" not in content:
        return None
    settings = {key: value for key, value in content.items() if key not in shape_of(CallRuleShape).fields}
    check_search(content["finds"], settings, path, reading.problems)
    if not {"id", "text"} <= set(content):
        return None
    text = Sentence(**content["text"])
    check_call_sentence(text, content["finds"], (*path, "text"), reading.problems)
    rule = CallRule(content["id"], content["finds"], text, settings, cited)
    reading.places.note(rule, path)
    return rule
