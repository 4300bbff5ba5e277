"""The rules and call rules that a rule file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from marshmallow import ValidationError

from scoring_service.domain.effect_order import EFFECT_ORDER
from scoring_service.domain.rule_set import CallRule, Level, Rule, RuleCase, Sentence, Source
from scoring_service.rule_files.check_sentences import check_call_sentence, check_sentence
from scoring_service.rule_files.derivations import check_search
from scoring_service.rule_files.literals import LiteralError, parse_literal
from scoring_service.rule_files.parse_condition import ConditionParser, nearest
from scoring_service.rule_files.schemas import CallRuleShape, RuleShape
from scoring_service.rule_files.shape_messages import add_shape_errors
from shared.statuses import Effect, FindingStatus

if TYPE_CHECKING:
    from scoring_service.domain.fact import Scalar
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.parse_condition import Vocabulary
    from scoring_service.rule_files.problem import Path, ProblemList

MAX_RULES: Final = 400
OWN_IDS: Final = frozenset(("engine-difference", "screening-fault"))
"""Ids of the findings that the service itself makes."""


class RuleParser:
    """Makes rules of the file's mappings and notes every fault."""

    def __init__(self, vocabulary: Vocabulary, problems: ProblemList, places: ConditionPlaces) -> None:
        self._vocabulary = vocabulary
        self._problems = problems
        self._places = places
        self._conditions = ConditionParser(vocabulary, problems, places)
        self._ids: set[str] = set()

    def rules(self, raw: list[Any]) -> tuple[Rule, ...]:
        """Make the rules whose shape is right."""
        if len(raw) > MAX_RULES:
            self._problems.add(("rules",), f"fler än {MAX_RULES} regler", f"more than {MAX_RULES} rules")
        found = (self._rule(item, ("rules", number)) for number, item in enumerate(raw))
        return tuple(rule for rule in found if rule is not None)

    def call_rules(self, raw: list[Any]) -> tuple[CallRule, ...]:
        """Make the call rules whose shape is right; they share no id with a rule of an application's verdict alone."""
        self._ids = set()
        found = (self._call_rule(item, ("call_rules", number)) for number, item in enumerate(raw))
        return tuple(rule for rule in found if rule is not None)

    def _rule(self, raw: Any, path: Path) -> Rule | None:
        try:
            content = RuleShape().load(raw)
        except ValidationError as error:
            add_shape_errors(self._problems, error.messages, path, raw)
            return None
        self._check_id(content["id"], path)
        unknown = Sentence(**content["text_undetermined"])
        check_sentence(unknown, (*path, "text_undetermined"), self._vocabulary, self._problems)
        rule = Rule(
            id=content["id"],
            title=Sentence(**content["title"]),
            grant_types=tuple(content["grant_types"]),
            levels=self._levels(content, path),
            text_undetermined=unknown,
            source=Source(**content["source"]),
            cases=tuple(
                self._case(case, (*path, "cases", number)) for number, case in enumerate(content["cases"])
            ),
            note=content["note"],
        )
        self._places.note(rule, path)
        return rule

    def _levels(self, content: dict[str, Any], path: Path) -> tuple[Level, ...]:
        if "levels" not in content:
            return (self._level(content, path),)
        levels = tuple(
            self._level(level, (*path, "levels", number)) for number, level in enumerate(content["levels"])
        )
        strengths = [EFFECT_ORDER.index(level.effect) for level in levels]
        if strengths != sorted(strengths):
            self._problems.add(
                (*path, "levels"),
                "nivåerna ska stå med den starkaste först: refuse, set_aside, refer, note",
                "the levels should stand strongest first: refuse, set_aside, refer, note",
            )
        return levels

    def _level(self, content: dict[str, Any], path: Path) -> Level:
        text = Sentence(**content["text"])
        check_sentence(text, (*path, "text"), self._vocabulary, self._problems)
        level = Level(
            effect=Effect(content["effect"]),
            when=self._conditions.parse(content["when"], (*path, "when")),
            text=text,
        )
        self._places.note(level, path)
        return level

    def _case(self, content: dict[str, Any], path: Path) -> RuleCase:
        effect, missing = content.get("effect"), content.get("missing")
        facts = {
            name: self._case_value(name, raw, (*path, "facts", name))
            for name, raw in content["facts"].items()
        }
        for number, name in enumerate(missing or ()):
            self._check_fact(name, (*path, "missing", number))
        case = RuleCase(
            title=content["title"],
            facts=facts,
            status=FindingStatus(content["status"]),
            effect=None if effect is None else Effect(effect),
            missing=None if missing is None else tuple(missing),
        )
        self._places.note(case, path)
        return case

    def _case_value(self, name: str, raw: Any, path: Path) -> Scalar | None:
        if not self._check_fact(name, path) or raw is None:
            return None
        try:
            return parse_literal(raw, self._vocabulary.facts[name])
        except LiteralError as error:
            self._problems.add(path, error.sv, error.en)
            return None

    def _check_fact(self, name: str, path: Path) -> bool:
        if name not in self._vocabulary.facts and name not in self._vocabulary.unsure:
            sv, en = nearest(name, self._vocabulary.facts)
            self._problems.add(
                path, f"{name} är inget faktum i filen{sv}", f"{name} is no fact of the file{en}"
            )
        return name in self._vocabulary.facts

    def _call_rule(self, raw: Any, path: Path) -> CallRule | None:
        try:
            content = CallRuleShape().load(raw)
        except ValidationError as error:
            add_shape_errors(self._problems, error.messages, path, raw)
            return None
        self._check_id(content["id"], path)
        settings = {key: value for key, value in content.items() if key not in CallRuleShape().fields}
        text = Sentence(**content["text"])
        check_call_sentence(text, content["finds"], (*path, "text"), self._problems)
        check_search(content["finds"], settings, path, self._problems)
        source = content["source"]
        return CallRule(
            content["id"], content["finds"], text, settings, None if source is None else Source(**source)
        )

    def _check_id(self, rule_id: str, path: Path) -> None:
        if rule_id in self._ids:
            self._problems.add((*path, "id"), f"{rule_id} finns redan", f"{rule_id} exists already")
        if rule_id in OWN_IDS:
            self._problems.add((*path, "id"), f"id:t {rule_id} är upptaget", f"the id {rule_id} is taken")
        self._ids.add(rule_id)
