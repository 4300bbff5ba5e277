"""From the values of a rule file to a rule set, every part read as far as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.rule_set import RuleSet, Sentence
from scoring_service.rule_files.condition_places import ConditionPlaces
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.parse_call_rules import parse_call_rules
from scoring_service.rule_files.parse_criteria import parse_criteria
from scoring_service.rule_files.parse_documents import parse_documents, parse_process
from scoring_service.rule_files.parse_facts import parse_vocabulary
from scoring_service.rule_files.parse_rules import parse_rules
from scoring_service.rule_files.reading import Reading
from scoring_service.rule_files.schemas import RuleSetShape

if TYPE_CHECKING:
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import ProblemList
    from scoring_service.rule_files.read_yaml import YamlFile

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class ParsedRuleSet:
    """What could be read of a file, and what checks of it as a whole need; without its hash."""

    rule_set: RuleSet
    places: ConditionPlaces
    vocabulary: Vocabulary


def parse_rule_set(file: YamlFile, problems: ProblemList) -> ParsedRuleSet:
    """Give what could be read; the rule set may be used only where no error was noted."""
    head = _read_head(file.content, problems)
    valid = head.get("valid", {})
    vocabulary = parse_vocabulary(
        head.get("constants", {}), head.get("facts", {}), problems, valid.get("from_")
    )
    declared = head.get("documents")
    documents = {} if declared is None else parse_documents(declared, problems)
    places = ConditionPlaces()
    reading = Reading(vocabulary, None if declared is None else frozenset(declared), places, problems)
    rule_set = RuleSet(
        name=head.get("name", ""),
        version=head.get("version", 0),
        sha256="",
        title=Sentence(**head.get("title", {"sv": "", "en": ""})),
        valid_from=valid.get("from_"),
        valid_to=valid.get("to"),
        constants=vocabulary.constants,
        facts=vocabulary.facts,
        rules=parse_rules(head.get("rules", []), reading),
        call_rules=parse_call_rules(head.get("call_rules", []), reading),
        criteria=parse_criteria(head.get("criteria", []), reading),
        documents=documents,
        process=parse_process(head.get("process", []), reading),
        dated_constants=vocabulary.dated,
    )
    return ParsedRuleSet(rule_set, places, vocabulary)


def _read_head(content: Any, problems: ProblemList) -> dict[str, Any]:
    head = load_shape(RuleSetShape, content, (), problems)
    if head.get("format", FORMAT) != FORMAT:
        problems.add(("format",), f"formatet är inte {FORMAT}", f"the format is not {FORMAT}")
    return head
