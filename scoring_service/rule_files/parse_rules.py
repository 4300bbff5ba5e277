"""The rules and criteria that a rule file declares, its rules about the call, its documents and what it says of the process.

Each part is read as far as it can be: what is wrong is noted at its place and something empty stands in its stead, so
that one fault hides no other. A ground with a fault of its own is doubtful, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from marshmallow import ValidationError

from prescreen_shared.errors import shown
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import Sentence, Source, SourceKind
from prescreen_shared.statuses import Decided, Effect, FindingStatus
from scoring_service.domain.condition import All, Condition, IsStated, Scalar, leaves
from scoring_service.domain.derive.kinds import KINDS
from scoring_service.domain.finding import EFFECT_ORDER
from scoring_service.domain.rule_set import (
    CallRule,
    Document,
    ExpectedDecision,
    FactDeclaration,
    Ground,
    Level,
    OwnCase,
    Precedent,
    ProcessNote,
    expect_points,
)
from scoring_service.rule_files.check_words import check_call_sentence, check_sentence
from scoring_service.rule_files.faults import ConditionPlaces, FaultList, Path, TakenIds, nearest
from scoring_service.rule_files.fields import IDENTIFIER, Shape, load_shape, shape_of
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
    DisagreementShape,
    DocumentShape,
    LevelShape,
    PrecedentShape,
    ProcessShape,
    RuleShape,
)

MAX_RULES: Final = 400
MAX_CRITERIA: Final = 100


def parse_rules(raw: list[Any], reading: Reading) -> tuple[Ground, ...]:
    """Make the rules whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_RULES:
        reading.faults.add(("rules",), "rule-file.too-many-rules", max_rules=MAX_RULES)
    return _parse_grounds(raw, "rules", RuleShape, reading)


def parse_criteria(raw: list[Any], reading: Reading) -> tuple[Ground, ...]:
    """Make the criteria whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_CRITERIA:
        reading.faults.add(("criteria",), "rule-file.too-many-criteria", max_criteria=MAX_CRITERIA)
    return _parse_grounds(raw, "criteria", CriterionShape, reading)


def parse_call_rules(raw: list[Any], reading: Reading) -> tuple[CallRule, ...]:
    """Make the call rules whose shape is right; they may have the id of a rule about one application."""
    ids = TakenIds(reading.faults)
    found = (_call_rule(item, ("call_rules", number), reading, ids) for number, item in enumerate(raw))
    return tuple(rule for rule in found if rule is not None)


def parse_documents(raw: dict[str, Any], faults: FaultList) -> dict[str, Document]:
    """Give the documents that could be read, by name."""
    found: dict[str, Document] = {}
    for name, item in raw.items():
        path = ("documents", name)
        _check_name(name, path, faults)
        content = load_shape(DocumentShape, item, path, faults)
        if "title" in content:
            found[name] = read(Document, content)
    return found


def _of_kind(source: Source, document: Document | None) -> Source:
    """Let a source be of the kind that it says, else of its document's, with the year of a practice."""
    kind = source.kind or (None if document is None else document.kind)
    year = source.year
    if year is None and kind is SourceKind.PRACTICE and document is not None:
        year = document.decided_in
    return replace(source, kind=kind, year=year)


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


def parse_precedents(raw: list[Any], reading: Reading) -> tuple[Precedent, ...]:
    """Give the decided applications that could be read; one reference of one year stands once."""
    ids = TakenIds(reading.faults)
    found = []
    for number, item in enumerate(raw):
        path = ("precedents", number)
        before = len(reading.faults)
        content = reading.load(PrecedentShape, item, path)
        if len(reading.faults) == before:
            ids.take(f"{content['reference']} ({content['year']})", path)
            found.append(Precedent(**{**content, "outcome": Decided(content["outcome"])}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads pieces that several parts of a file have; what is wrong is noted and something empty given in its place.

    ``documents`` are the names that sources may cite, None where the file declares none; ``cited`` are those documents as far
    as they could be read.
    """

    vocabulary: Vocabulary
    documents: frozenset[str] | None
    places: ConditionPlaces
    faults: FaultList
    cited: Mapping[str, Document] = field(default_factory=dict)

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
                "rule-file.no-such-document",
                name=content["document"],
                near=near,
            )
        return _of_kind(read(Source, content), self.cited.get(content["document"]))

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
                "rule-file.no-such-fact",
                name=name,
                near=near,
            )
        return name in known


def _parse_grounds(raw: list[Any], section: str, shape: type[Shape], reading: Reading) -> tuple[Ground, ...]:
    ids = TakenIds(reading.faults)
    found = (_ground(item, (section, number), shape, reading, ids) for number, item in enumerate(raw))
    return tuple(ground for ground in found if ground is not None)


def _ground(raw: Any, path: Path, shape: type[Shape], reading: Reading, ids: TakenIds) -> Ground | None:
    """Make a rule or a criterion, None where its conditions could not be read; one with another fault is doubtful."""
    gives_points = shape is CriterionShape
    before = len(reading.faults)
    content = reading.load(shape, raw, path)
    shows = reading.names(content.get("shows", ()), (*path, "shows"))
    whole = len(reading.faults) == before
    ids.take(content.get("id"), path)
    written = raw if isinstance(raw, dict) else {}
    unknown = reading.sentence(written.get("text_undetermined"), (*path, "text_undetermined"))
    source = reading.source(content.get("source"), (*path, "source"))
    levels = _levels(written, content, path, reading, gives_points=gives_points)
    if levels is not None:
        levels = _with_disagreements(levels, content.get("disagreements", ()), path, reading)
    cases = [
        _case(case, (*path, "cases", number), reading, gives_points=gives_points)
        for number, case in enumerate(content.get("cases", ()))
    ]
    if levels is None or "grant_types" not in content:
        return None
    made = Ground(
        id=content.get("id", ""),
        title=Sentence(**content["title"]) if "title" in content else Sentence("", ""),
        grant_types=tuple(content["grant_types"]),
        levels=levels,
        text_undetermined=unknown,
        source=source,
        cases=tuple(case for case in cases if case is not None),
        note=content.get("note"),
        shows=shows,
        gives_points=gives_points,
        reads_like=tuple(content.get("reads_like", ())),
    )
    reading.places.note(made, path)
    if not whole or None in cases:
        reading.places.doubt(made)
    return made


def _levels(
    written: dict[str, Any], content: dict[str, Any], path: Path, reading: Reading, *, gives_points: bool
) -> tuple[Level, ...] | None:
    """Make the levels of what was written, of which ``content`` fits the shape; None where a condition is lacking."""
    if "levels" in written or gives_points:
        shape = CriterionLevelShape if gives_points else LevelShape
        places = [((*path, "levels", at), level) for at, level in enumerate(content.get("levels", ()))]
        found = [
            _level(reading.load(shape, level, place), level, place, reading, gives_points=gives_points)
            for place, level in places
        ]
    else:
        found = [_level(content, written, path, reading, gives_points=False)]
    levels = tuple(level for level in found if level is not None)
    _check_order(levels, (*path, "levels"), reading)
    return levels if levels and len(levels) == len(found) else None


def _level(
    content: dict[str, Any], raw: Any, path: Path, reading: Reading, *, gives_points: bool
) -> Level | None:
    written = raw if isinstance(raw, dict) else {}
    text = reading.sentence(written.get("text"), (*path, "text"))
    possible_reason = None
    if "possible_reason" in written and not gives_points:
        possible_reason = reading.sentence(written["possible_reason"], (*path, "possible_reason"))
    when = reading.condition(content["when"], (*path, "when")) if "when" in content else None
    if when is None:
        return None
    if gives_points:
        _check_stated(when, reading)
    if ("points" if gives_points else "effect") not in content:
        return None
    level = Level(
        Effect(content.get("effect", Effect.NOTE)), when, text, content.get("points", 0), possible_reason
    )
    reading.places.note(level, path)
    return level


def _with_disagreements(
    levels: tuple[Level, ...], declared: Iterable[dict[str, Any]], path: Path, reading: Reading
) -> tuple[Level, ...]:
    """Put a level that refers for each declared disagreement after the other levels that refer, so that it hides none of them."""
    found = (
        _disagreement(raw, (*path, "disagreements", number), reading) for number, raw in enumerate(declared)
    )
    place = max((at for at, level in enumerate(levels, 1) if level.effect is not Effect.NOTE), default=0)
    return (*levels[:place], *(level for level in found if level is not None), *levels[place:])


def _disagreement(raw: Any, path: Path, reading: Reading) -> Level | None:
    content = reading.load(DisagreementShape, raw, path)
    answer, told = (
        reading.condition(content[key], (*path, key)) if key in content else None
        for key in ("answer", "told")
    )
    if answer is None or told is None:
        return None
    facts = reading.vocabulary.facts
    sides = {"answer": answer, "told": told}
    named = {key: tuple(dict.fromkeys(leaf.fact for leaf in leaves(side))) for key, side in sides.items()}
    for key, names in named.items():
        for name in names:
            if _rests_on_statement(facts[name]) is not (key == "answer"):
                reading.faults.add((*path, key), f"rule-file.disagreement-{key}", name=name)
    stated = tuple(IsStated(name, True) for names in named.values() for name in names)
    answers, tellings = (
        Sentence(*("; ".join(_told_of(facts[name], language) for name in names) for language in ("sv", "en")))
        for names in named.values()
    )
    text = Sentence(
        f"Svar och text säger olika. Svar: {answers.sv}. Text: {tellings.sv}. Fråga sökanden vad som gäller.",
        f"Answer and text disagree. Answer: {answers.en}. Text: {tellings.en}. Ask the applicant which it is.",
    )
    level = Level(Effect.REFER, All((*stated, answer, told)), text)
    for part in (level, level.when, *stated):
        reading.places.note(part, path)
    return level


def _told_of(fact: FactDeclaration, language: str) -> str:
    """Write the place of a fact in the sentence of a disagreement: the words found where it has them, else its label and value.

    The hash of kept rules holds these sentences, so their words stand here and never change.
    """
    details = KINDS[fact.kind].details if fact.kind in KINDS else frozenset()
    quoted = next((detail for detail in ("words", "written") if detail in details), None)
    label: str = getattr(fact.label, language)
    return f"{{{fact.name}.{quoted}:quote}}" if quoted else f"{label}: {{{fact.name}}}"


def _check_order(levels: tuple[Level, ...], path: Path, reading: Reading) -> None:
    strengths = [EFFECT_ORDER.index(level.effect) for level in levels]
    if strengths != sorted(strengths):
        reading.faults.add(
            path,
            "rule-file.levels-strongest-first",
        )
    if any(higher.points <= lower.points for higher, lower in pairwise(levels) if higher.points):
        reading.faults.add(
            path,
            "rule-file.levels-most-points-first",
        )


def _check_stated(when: Condition, reading: Reading) -> None:
    for leaf in leaves(when):
        fact = reading.vocabulary.facts[leaf.fact]
        if not _rests_on_statement(fact):
            fitting = ", ".join(kind.name for kind in KINDS.values() if kind.from_statement)
            reading.faults.add(
                reading.places.path_of(leaf),
                "rule-file.not-stated-by-applicant",
                name=fact.name,
                fitting=fitting,
            )


def _rests_on_statement(fact: FactDeclaration) -> bool:
    return fact.stated_in is not None or (fact.kind in KINDS and KINDS[fact.kind].from_statement)


def _case(raw: Any, path: Path, reading: Reading, *, gives_points: bool) -> OwnCase | None:
    before = len(reading.faults)
    content = reading.load(CriterionCaseShape if gives_points else CaseShape, raw, path)
    whole = len(reading.faults) == before
    facts, sound = reading.values(content.get("facts", {}), (*path, "facts"))
    missing = reading.names(content.get("missing", ()), (*path, "missing"))
    if gives_points:
        points = content.get("points")
        expected = None if points is None else expect_points(points, content.get("possible_points", points))
    else:
        expected = _expected(content, missing)
    if expected is None:
        return None
    case = OwnCase(content.get("title", ""), facts, expected)
    reading.places.note(case, path)
    if not (whole and sound and len(reading.faults) == before):
        reading.places.doubt(case)
    return case


def _expected(content: dict[str, Any], missing: tuple[str, ...]) -> ExpectedDecision | None:
    if "status" not in content:
        return None
    return ExpectedDecision(
        FindingStatus(content["status"]),
        Effect(content["effect"]) if "effect" in content else None,
        missing=missing if "missing" in content else None,
    )


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


def _check_name(name: str, path: Path, faults: FaultList) -> None:
    try:
        IDENTIFIER(name)
    except ValidationError:
        faults.add(
            path,
            "rule-file.bad-id",
            value=shown(name),
        )


def _as_sentence(raw: Any) -> Sentence:
    texts = raw if isinstance(raw, dict) else {}
    sv, en = (text if isinstance(text := texts.get(language), str) else "" for language in ("sv", "en"))
    return Sentence(sv, en)
