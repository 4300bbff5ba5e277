"""From the text of a YAML file to cases of a rule set, or to everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.case_files.known_names import KnownNames
from scoring_service.case_files.problem import CaseFileError, CaseProblem
from scoring_service.case_files.shapes import (
    FORMAT,
    GROUND_WORDS,
    KINDS,
    CaseFileShape,
    CriterionCaseShape,
    GroundShape,
    PointsShape,
    RuleCaseShape,
    WholeCaseShape,
)
from scoring_service.domain.cases.answer import criterion_key
from scoring_service.domain.cases.case import CaseFile, ExpectedAnswer, ExpectedPoints, SingleCase, WholeCase
from scoring_service.rule_files.literals import LiteralError, parse_literal
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.problem import ProblemList, RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml
from scoring_service.rule_files.shape_messages import show
from shared.statuses import Effect, FindingStatus, Outcome

if TYPE_CHECKING:
    from scoring_service.domain.cases.case import Case
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.problem import Path, Problem
    from scoring_service.rule_files.read_yaml import YamlFile
    from scoring_service.rule_files.shape import Shape

_SHAPES: dict[str, type[Shape]] = {
    "grant_type": WholeCaseShape,
    "rule": RuleCaseShape,
    "criterion": CriterionCaseShape,
}


def read_yaml_cases(text: str, name: str, rule_set: RuleSet) -> CaseFile:
    """Read the cases of one file; ``name`` is how its faults name it.

    Raises:
        CaseFileError: something in it is not as it should be; with all of it.
    """
    try:
        file = read_yaml(text)
    except RuleFileError as error:
        raise CaseFileError([_placed(each, name) for each in error.problems]) from error
    reader = _Reader(file, name, rule_set)
    found = reader.read()
    if len(reader.problems):
        raise CaseFileError([_placed(each, name) for each in reader.problems.sorted()])
    return found


def _placed(problem: Problem, name: str) -> CaseProblem:
    place = f"{name}:{problem.line}:{problem.column}"
    return CaseProblem(f"{place}: {problem.path}" if problem.path else place, problem.sv, problem.en)


class _Reader:
    def __init__(self, file: YamlFile, name: str, rule_set: RuleSet) -> None:
        self._file = file
        self._name = name
        self._rule_set = rule_set
        self.problems = ProblemList(file.positions)
        self._known = KnownNames(rule_set)

    def read(self) -> CaseFile:
        head = load_shape(CaseFileShape, self._file.content, (), self.problems)
        if head.get("format", FORMAT) != FORMAT:
            self.problems.add(("format",), f"formatet är inte {FORMAT}", f"the format is not {FORMAT}")
        if head.get("rule_set", self._rule_set.name) != self._rule_set.name:
            wanted, given = self._rule_set.name, head["rule_set"]
            self.problems.add(
                ("rule_set",),
                f"fallen är för regelsamlingen {given}, men prövas på {wanted}",
                f"the cases are for the rule set {given}, but are tried on {wanted}",
            )
        base = self._facts(head.get("base", {}), ("base",))
        found = (self._case(raw, ("cases", at), base) for at, raw in enumerate(head.get("cases", ())))
        return CaseFile(self._rule_set.name, base, tuple(case for case in found if case is not None))

    def _case(self, raw: Any, path: Path, base: dict[str, Scalar | None]) -> Case | None:
        kinds = [key for key in KINDS if isinstance(raw, dict) and key in raw]
        if len(kinds) != 1:
            self.problems.add(
                path,
                f"{show(raw)} ska ha en av nycklarna grant_type (hel ansökan), rule och criterion",
                f"{show(raw)} should have one of the keys grant_type (a whole application), rule and criterion",
            )
            return None
        before = len(self.problems)
        content = load_shape(_SHAPES[kinds[0]], raw, path, self.problems)
        facts = self._facts(content.get("facts", {}), (*path, "facts"))
        if kinds[0] == "grant_type":
            case: Case | None = self._whole(content, path, base | facts)
        else:
            case = self._single(content, path, facts)
        return case if len(self.problems) == before else None

    def _whole(self, content: dict[str, Any], path: Path, facts: dict[str, Scalar | None]) -> Case | None:
        self._note(self._known.grant_type(content.get("grant_type")), (*path, "grant_type"))
        grounds = self._grounds(content.get("grounds"), (*path, "grounds"))
        points = self._points(content.get("points"), (*path, "points"))
        self._note(self._known.typed_facts(content.get("grant_type"), facts), (*path, "facts"))
        if not {"title", "grant_type", "outcome"} <= set(content):
            return None
        return WholeCase(
            content["title"],
            content["grant_type"],
            facts,
            Outcome(content["outcome"]),
            grounds,
            points,
            self._place(path),
            content.get("proposed", False),
        )

    def _single(self, content: dict[str, Any], path: Path, facts: dict[str, Scalar | None]) -> Case | None:
        if "rule" in content:
            rule = content["rule"]
            self._note(self._known.rule(rule), (*path, "rule"))
            expected: ExpectedAnswer | ExpectedPoints | None = self._answer(content, rule, path)
            key = rule
        else:
            key = criterion_key(content.get("criterion", ""))
            self._note(self._known.criterion(content.get("criterion")), (*path, "criterion"))
            expected = _given(content)
        if expected is None or "title" not in content:
            return None
        return SingleCase(
            content["title"], key, facts, expected, self._place(path), content.get("proposed", False)
        )

    def _grounds(self, raw: dict[str, Any] | None, path: Path) -> dict[str, ExpectedAnswer] | None:
        if raw is None:
            return None
        found = {}
        for rule, ground in raw.items():
            self._note(self._known.rule(rule), (*path, rule))
            content = self._ground(ground, (*path, rule))
            answer = None if content is None else self._answer(content, rule, (*path, rule))
            if answer is not None:
                found[rule] = answer
        return found

    def _ground(self, raw: Any, path: Path) -> dict[str, Any] | None:
        if isinstance(raw, dict):
            return load_shape(GroundShape, raw, path, self.problems)
        if raw in GROUND_WORDS:
            undetermined = raw == FindingStatus.UNDETERMINED
            return {"status": raw} if undetermined else {"effect": raw}
        words = ", ".join(GROUND_WORDS)
        self.problems.add(
            path,
            f"är {show(raw)}, ska vara något av: {words}, eller {{effect: …, level: …, missing: […]}}",
            f"is {show(raw)}, should be one of: {words}, or {{effect: …, level: …, missing: […]}}",
        )
        return None

    def _answer(self, content: dict[str, Any], rule: str, path: Path) -> ExpectedAnswer | None:
        status = FindingStatus(content.get("status", FindingStatus.MET))
        effect, level, missing = content.get("effect"), content.get("level"), content.get("missing")
        for number, name in enumerate(missing or ()):
            self._note(self._known.fact(name), (*path, "missing", number))
        self._note(self._known.level(rule, level, effect), (*path, "level"))
        if status is FindingStatus.MET and effect is None:
            return None
        return ExpectedAnswer(
            status,
            None if effect is None else Effect(effect),
            level,
            None if missing is None else tuple(missing),
        )

    def _points(self, raw: dict[str, Any] | None, path: Path) -> dict[str, ExpectedPoints] | None:
        if raw is None:
            return None
        found = {}
        for criterion, given in raw.items():
            self._note(self._known.criterion(criterion), (*path, criterion))
            whole = given if isinstance(given, dict) else {"points": given}
            points = _given(load_shape(PointsShape, whole, (*path, criterion), self.problems))
            if points is not None:
                found[criterion] = points
        return found

    def _facts(self, raw: dict[str, Any], path: Path) -> dict[str, Scalar | None]:
        return {name: self._value(name, value, (*path, name)) for name, value in raw.items()}

    def _value(self, name: str, raw: Any, path: Path) -> Scalar | None:
        if not self._note(self._known.fact(name), path) or raw is None:
            return None
        try:
            return parse_literal(raw, self._rule_set.facts[name])
        except LiteralError as error:
            self.problems.add(path, error.sv, error.en)
            return None

    def _note(self, fault: tuple[str, str] | None, path: Path) -> bool:
        if fault is not None:
            self.problems.add(path, *fault)
        return fault is None

    def _place(self, path: Path) -> str:
        line, column = self._file.positions[path]
        return f"{self._name}:{line}:{column}"


def _given(content: dict[str, Any]) -> ExpectedPoints | None:
    if "points" not in content:
        return None
    return ExpectedPoints(content["points"], content.get("possible_points", content["points"]))
