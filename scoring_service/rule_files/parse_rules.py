"""The rules about one application that a rule file declares.

RETELL:
- (parse_call_rules) The rules about the call as a whole that a rule file declares.
- (parse_criteria) The criteria that a rule file declares: points with their justification, from what the applicant states alone.
- (parse_documents) The documents that a rule file's sources cite, and what they say that no rule tries.
- (parse_ground) What rules and criteria have alike in a rule file: everything but their levels and the form of their cases.
- (reading) What the parts of one rule file are read with: the names it declares, where its parts stand, and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

from marshmallow import ValidationError

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import Condition
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.fact import Scalar
from scoring_service.domain.finding import EFFECT_ORDER
from scoring_service.domain.rule_set import (
    CallRule,
    Criterion,
    CriterionCase,
    CriterionLevel,
    Document,
    FactDeclaration,
    Level,
    ProcessNote,
    Rule,
    RuleCase,
    Sentence,
    Source,
    leaves,
)
from scoring_service.rule_files.check_words import check_call_sentence, check_sentence
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, Path, TakenIds, nearest
from scoring_service.rule_files.fields import (
    IDENTIFIER,
    Shape,
    load_shape,
    shape_of,
    show,
)
from scoring_service.rule_files.parse_condition import (
    ConditionParser,
    LiteralError,
    Vocabulary,
    parse_literal,
)
from scoring_service.rule_files.parse_facts import check_search
from scoring_service.rule_files.shapes import (
    CallRuleShape,
    CaseShape,
    CriterionCaseShape,
    CriterionLevelShape,
    CriterionShape,
    DocumentShape,
    LevelShape,
    ProcessShape,
    RuleShape,
)

MAX_RULES: Final = 400
MAX_CRITERIA: Final = 100
Ground = TypeVar("Ground", Rule, Criterion)


def parse_rules(raw: list[Any], reading: Reading) -> tuple[Rule, ...]:
    """Make the rules whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_RULES:
        reading.faults.add(("rules",), f"fler än {MAX_RULES} regler", f"more than {MAX_RULES} rules")
    ids = TakenIds(reading.faults)
    found = (_rule(item, ("rules", number), reading, ids) for number, item in enumerate(raw))
    return tuple(rule for rule in found if rule is not None)


def parse_call_rules(raw: list[Any], reading: Reading) -> tuple[CallRule, ...]:
    """Make the call rules whose shape is right; they may have the id of a rule about one application."""
    ids = TakenIds(reading.faults)
    found = (_call_rule(item, ("call_rules", number), reading, ids) for number, item in enumerate(raw))
    return tuple(rule for rule in found if rule is not None)


def parse_criteria(raw: list[Any], reading: Reading) -> tuple[Criterion, ...]:
    """Make the criteria whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_CRITERIA:
        reading.faults.add(
            ("criteria",), f"fler än {MAX_CRITERIA} kriterier", f"more than {MAX_CRITERIA} criteria"
        )
    ids = TakenIds(reading.faults)
    found = (_criterion(item, ("criteria", number), reading, ids) for number, item in enumerate(raw))
    return tuple(criterion for criterion in found if criterion is not None)


def parse_documents(raw: dict[str, Any], faults: FaultList) -> dict[str, Document]:
    """Give the documents that could be read, by name."""
    found: dict[str, Document] = {}
    for name, item in raw.items():
        path = ("documents", name)
        _check_name(name, path, faults)
        content = load_shape(DocumentShape, item, path, faults)
        if "title" in content:
            found[name] = Document(
                content["title"], content.get("registration_number"), content.get("dated_on")
            )
    return found


def parse_process(raw: list[Any], reading: Reading) -> tuple[ProcessNote, ...]:
    """Give what could be read of what was written for the call and no rule tries."""
    ids = TakenIds(reading.faults)
    notes = []
    for number, item in enumerate(raw):
        path = ("process", number)
        content = reading.load(ProcessShape, item, path)
        ids.take(content.get("id"), path)
        source = reading.source(content.get("source"), (*path, "source"))
        if {"id", "text"} <= set(content):
            notes.append(ProcessNote(content["id"], Sentence(**content["text"]), source))
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads pieces that several parts of a file have; what is wrong is noted and something empty given in its place.

    ``documents`` are the names that sources may cite, None where the file declares none.
    """

    vocabulary: Vocabulary
    documents: frozenset[str] | None
    places: ConditionPlaces
    faults: FaultList

    def load(self, shape: type[Shape], raw: Any, path: Path) -> dict[str, Any]:
        """Give the values of a mapping that are right."""
        return load_shape(shape, raw, path, self.faults)

    def condition(self, raw: Any, path: Path) -> Condition | None:
        """Give a condition, None where a part of it could not be read."""
        return ConditionParser(self.vocabulary, self.faults, self.places).parse(raw, path)

    def sentence(self, raw: Any, path: Path) -> Sentence:
        """Give a sentence of a rule or criterion, whose shape was told already; a language that is no text is empty."""
        sentence = _as_sentence(raw)
        check_sentence(sentence, path, self.vocabulary, self.faults)
        return sentence

    def source(self, content: dict[str, Any] | None, path: Path) -> Source:
        """Give a source, and note a document that the file does not declare."""
        if content is None:
            return Source("", "")
        if self.documents is not None and content["document"] not in self.documents:
            near = nearest(content["document"], sorted(self.documents))
            self.faults.add(
                (*path, "document"),
                f"{content['document']} är inget dokument i filen{near['sv']}",
                f"{content['document']} is no document of the file{near['en']}",
            )
        return Source(**content)

    def values(self, raw: dict[str, Any], path: Path) -> tuple[dict[str, Scalar | None], bool]:
        """Give the facts of a case by name, and whether all of them could be read."""
        before = len(self.faults)
        values = {name: self._value(name, value, (*path, name)) for name, value in raw.items()}
        sound = len(self.faults) == before and self.vocabulary.unsure.isdisjoint(raw)
        return values, sound

    def names(self, names: Iterable[str], path: Path) -> tuple[str, ...]:
        """Give those of the names that are facts, and note those that the file does not declare."""
        return tuple(name for number, name in enumerate(names) if self._is_fact(name, (*path, number)))

    def _value(self, name: str, raw: Any, path: Path) -> Scalar | None:
        if not self._is_fact(name, path) or raw is None:
            return None
        try:
            return parse_literal(raw, self.vocabulary.facts[name])
        except LiteralError as error:
            self.faults.tell(path, error.told)
            return None

    def _is_fact(self, name: str, path: Path) -> bool:
        known = self.vocabulary.facts
        if name not in known and name not in self.vocabulary.unsure:
            near = nearest(name, known)
            self.faults.add(
                path,
                f"{name} är inget faktum i filen{near['sv']}",
                f"{name} is no fact of the file{near['en']}",
            )
        return name in known


def _rule(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> Rule | None:
    def levels(written: dict[str, Any], content: dict[str, Any]) -> tuple[Level, ...] | None:
        return _levels(written, content, path, reading)

    return _parse_ground(Rule, RuleShape, raw, path, reading, ids, levels, _case)


def _levels(
    written: dict[str, Any], content: dict[str, Any], path: Path, reading: Reading
) -> tuple[Level, ...] | None:
    if "levels" in written:
        places = [
            ((*path, "levels", number), level) for number, level in enumerate(content.get("levels", ()))
        ]
        found = [
            _level(reading.load(LevelShape, level, place), level, place, reading) for place, level in places
        ]
    else:
        found = [_level(content, written, path, reading)]
    levels = tuple(level for level in found if level is not None)
    _check_order(levels, path, reading)
    return levels if levels and len(levels) == len(found) else None


def _level(content: dict[str, Any], raw: Any, path: Path, reading: Reading) -> Level | None:
    text = reading.sentence(raw.get("text") if isinstance(raw, dict) else None, (*path, "text"))
    when = reading.condition(content["when"], (*path, "when")) if "when" in content else None
    if when is None or "effect" not in content:
        return None
    level = Level(Effect(content["effect"]), when, text)
    reading.places.note(level, path)
    return level


def _check_order(levels: tuple[Level, ...], path: Path, reading: Reading) -> None:
    strengths = [EFFECT_ORDER.index(level.effect) for level in levels]
    if strengths != sorted(strengths):
        reading.faults.add(
            (*path, "levels"),
            "nivåerna ska stå med den starkaste först: refuse, set_aside, refer, note",
            "the levels should stand strongest first: refuse, set_aside, refer, note",
        )


def _parse_ground(
    ground: type[Ground],
    shape: type[Shape],
    raw: Any,
    path: Path,
    reading: Reading,
    ids: TakenIds,
    read_levels: Callable[[dict[str, Any], dict[str, Any]], Any],
    read_case: Callable[[Any, Path, Reading], Any],
) -> Ground | None:
    """Make a rule or a criterion, None where its conditions could not be read; one with another fault is doubtful.

    ``read_levels`` is given what was written and what of it fits the shape; it gives None where a condition is lacking.
    """
    before = len(reading.faults)
    content = reading.load(shape, raw, path)
    shows = reading.names(content.get("shows", ()), (*path, "shows"))
    whole = len(reading.faults) == before
    ids.take(content.get("id"), path)
    written = raw if isinstance(raw, dict) else {}
    unknown = reading.sentence(written.get("text_undetermined"), (*path, "text_undetermined"))
    source = reading.source(content.get("source"), (*path, "source"))
    levels = read_levels(written, content)
    cases = [
        read_case(case, (*path, "cases", number), reading)
        for number, case in enumerate(content.get("cases", ()))
    ]
    if levels is None or "grant_types" not in content:
        return None
    made = ground(
        id=content.get("id", ""),
        title=Sentence(**content["title"]) if "title" in content else Sentence("", ""),
        grant_types=tuple(content["grant_types"]),
        levels=levels,
        text_undetermined=unknown,
        source=source,
        cases=tuple(case for case in cases if case is not None),
        note=content.get("note"),
        shows=shows,
    )
    reading.places.note(made, path)
    if not whole or None in cases:
        reading.places.doubt(made)
    return made


def _case(raw: Any, path: Path, reading: Reading) -> RuleCase | None:
    before = len(reading.faults)
    content = reading.load(CaseShape, raw, path)
    whole = len(reading.faults) == before
    facts, sound = reading.values(content.get("facts", {}), (*path, "facts"))
    missing = reading.names(content.get("missing", ()), (*path, "missing"))
    if "status" not in content:
        return None
    case = RuleCase(
        title=content.get("title", ""),
        facts=facts,
        status=FindingStatus(content["status"]),
        effect=Effect(content["effect"]) if "effect" in content else None,
        missing=missing if "missing" in content else None,
    )
    reading.places.note(case, path)
    if not (whole and sound and len(reading.faults) == before):
        reading.places.doubt(case)
    return case


def _call_rule(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> CallRule | None:
    content = reading.load(CallRuleShape, raw, path)
    ids.take(content.get("id"), path)
    source = content.get("source")
    cited = None if source is None else reading.source(source, (*path, "source"))
    if "finds" not in content:
        return None
    settings = {key: value for key, value in content.items() if key not in shape_of(CallRuleShape).fields}
    check_search(content["finds"], settings, path, reading.faults)
    if not {"id", "text"} <= set(content):
        return None
    text = Sentence(**content["text"])
    check_call_sentence(text, content["finds"], (*path, "text"), reading.faults)
    rule = CallRule(content["id"], content["finds"], text, settings, cited)
    reading.places.note(rule, path)
    return rule


def _criterion(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> Criterion | None:
    def levels(_: dict[str, Any], content: dict[str, Any]) -> tuple[CriterionLevel, ...] | None:
        return _levels__parse_criteria(content.get("levels", ()), path, reading)

    return _parse_ground(Criterion, CriterionShape, raw, path, reading, ids, levels, _case__parse_criteria)


def _levels__parse_criteria(
    raw: list[Any], path: Path, reading: Reading
) -> tuple[CriterionLevel, ...] | None:
    found = [
        _level__parse_criteria(level, (*path, "levels", number), reading) for number, level in enumerate(raw)
    ]
    levels = tuple(level for level in found if level is not None)
    if any(higher.points <= lower.points for higher, lower in pairwise(levels)):
        reading.faults.add(
            (*path, "levels"),
            "nivåerna ska stå med flest poäng först, och ha olika poäng",
            "the levels should stand with the most points first, and have different points",
        )
    return levels if levels and len(levels) == len(found) else None


def _level__parse_criteria(raw: Any, path: Path, reading: Reading) -> CriterionLevel | None:
    content = reading.load(CriterionLevelShape, raw, path)
    text = reading.sentence(raw.get("text") if isinstance(raw, dict) else None, (*path, "text"))
    when = reading.condition(content["when"], (*path, "when")) if "when" in content else None
    if when is None:
        return None
    _check_stated(when, reading)
    if "points" not in content:
        return None
    level = CriterionLevel(content["points"], when, text)
    reading.places.note(level, path)
    return level


def _check_stated(when: Condition, reading: Reading) -> None:
    for leaf in leaves(when):
        fact = reading.vocabulary.facts[leaf.fact]
        if not _rests_on_statement(fact):
            fitting = ", ".join(kind.name for kind in KINDS.values() if kind.from_statement)
            reading.faults.add(
                reading.places.path_of(leaf),
                f"{fact.name} är inget som sökanden anger, så det ger inga poäng; tas emot: fakta med stated_in, eller derived: {fitting}",
                f"{fact.name} is nothing that the applicant states, so it gives no points; taken: facts with stated_in, or derived: {fitting}",
            )


def _rests_on_statement(fact: FactDeclaration) -> bool:
    return fact.stated_in is not None or (fact.kind in KINDS and KINDS[fact.kind].from_statement)


def _case__parse_criteria(raw: Any, path: Path, reading: Reading) -> CriterionCase | None:
    before = len(reading.faults)
    content = reading.load(CriterionCaseShape, raw, path)
    facts, sound = reading.values(content.get("facts", {}), (*path, "facts"))
    if "points" not in content:
        return None
    case = CriterionCase(
        title=content.get("title", ""),
        facts=facts,
        points=content["points"],
        possible_points=content.get("possible_points", content["points"]),
    )
    reading.places.note(case, path)
    if not sound or len(reading.faults) != before:
        reading.places.doubt(case)
    return case


def _check_name(name: str, path: Path, faults: FaultList) -> None:
    try:
        IDENTIFIER(name)
    except ValidationError:
        faults.add(
            path,
            f"{show(name)} ska vara små bokstäver (a–z), siffror och bindestreck",
            f"{show(name)} should be lower-case letters (a–z), digits and hyphens",
        )


def _as_sentence(raw: Any) -> Sentence:
    texts = raw if isinstance(raw, dict) else {}
    sv, en = (text if isinstance(text := texts.get(language), str) else "" for language in ("sv", "en"))
    return Sentence(sv, en)
