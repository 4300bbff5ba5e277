"""Cases as YAML: read from the text of a file, or everything that is wrong with it, and written with a case on a line."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from marshmallow import ValidationError, fields, validates_schema

from prescreen_shared.errors import shown
from prescreen_shared.schemas.fields import CodedMessage
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.case_files.names import CaseFileError, CaseFileFault, KnownNames
from scoring_service.domain.cases.case import Case, CaseFile, SingleCase, WholeCase
from scoring_service.domain.condition import Scalar
from scoring_service.domain.rule_set import ExpectedDecision, RuleSet, criterion_key, expect_points
from scoring_service.rule_files.faults import FaultList, Path, PlacedFault, RuleFileError, Said
from scoring_service.rule_files.fields import (
    Shape,
    derived,
    list_of,
    load_shape,
    mapping,
    one_of,
    part,
    whole_number,
    wording,
)
from scoring_service.rule_files.parse_condition import LiteralError, parse_literal
from scoring_service.rule_files.read_yaml import YamlFile, read_yaml
from scoring_service.rule_files.shapes import EFFECTS

FORMAT = 1
STATUSES = [status.value for status in FindingStatus]
GROUND_WORDS = [*EFFECTS, FindingStatus.UNDETERMINED.value]
KINDS = ("grant_type", "rule", "criterion")
"""The keys of which a case has exactly one; it says what the case is about."""
_FLAG: dict[str, str | list[Any] | dict[Any, Any]] = {
    "null": "null",
    "invalid": CodedMessage("one_of", accepted="true, false"),
}
_CRITERION = criterion_key("")


def read_yaml_cases(text: str, name: str, rule_set: RuleSet) -> CaseFile:
    """Read the cases of one file; ``name`` is how its faults name it.

    Raises:
        CaseFileError: something in it is not as it should be; with all of it.
    """
    try:
        file = read_yaml(text)
    except RuleFileError as error:
        raise CaseFileError([_placed(each, name) for each in error.faults]) from error
    reader = _Reader(file, name, rule_set)
    found = reader.read()
    if len(reader.faults):
        raise CaseFileError([_placed(each, name) for each in reader.faults.sorted()])
    return found


def write_yaml_cases(file: CaseFile) -> str:
    """Write a whole file of cases."""
    lines = ["format: 1", f"rule_set: {file.rule_set}"]
    if file.base:
        lines.append("base:")
        lines += [f"  {name}: {_written(value)}" for name, value in file.base.items()]
    lines.append("cases:" if file.cases else "cases: []")
    lines += [f"  - {write_yaml_case(case, file.base)}" for case in file.cases]
    return "\n".join(lines) + "\n"


def write_yaml_case(case: Case, base: Mapping[str, Scalar | None] | None = None) -> str:
    """Write one case on one line; facts that a whole application has from the base are left out."""
    content = _single(case) if isinstance(case, SingleCase) else _whole(case, base or {})
    if case.proposed:
        content["proposed"] = True
    return _written(content)


def _placed(fault: PlacedFault, name: str) -> CaseFileFault:
    place = f"{name}:{fault.line}:{fault.column}"
    return CaseFileFault(f"{place}: {fault.path}" if fault.path else place, fault.sv, fault.en)


class _Reader:
    def __init__(self, file: YamlFile, name: str, rule_set: RuleSet) -> None:
        self._file = file
        self._name = name
        self._rule_set = rule_set
        self.faults = FaultList(file.positions)
        self._known = KnownNames(rule_set)

    def read(self) -> CaseFile:
        head = load_shape(CaseFileShape, self._file.content, (), self.faults)
        if head.get("format", FORMAT) != FORMAT:
            self.faults.add(("format",), "case-file.other-format", format=FORMAT)
        if head.get("rule_set", self._rule_set.name) != self._rule_set.name:
            wanted, given = self._rule_set.name, head["rule_set"]
            self.faults.add(("rule_set",), "case-file.other-rule-set", given=given, wanted=wanted)
        base = self._facts(head.get("base", {}), ("base",))
        found = (self._case(raw, ("cases", at), base) for at, raw in enumerate(head.get("cases", ())))
        return CaseFile(self._rule_set.name, base, tuple(case for case in found if case is not None))

    def _case(self, raw: Any, path: Path, base: dict[str, Scalar | None]) -> Case | None:
        kinds = [key for key in KINDS if isinstance(raw, dict) and key in raw]
        if len(kinds) != 1:
            self.faults.add(path, "case-file.no-kind", value=shown(raw))
            return None
        before = len(self.faults)
        content = load_shape(_SHAPES[kinds[0]], raw, path, self.faults)
        facts = self._facts(content.get("facts", {}), (*path, "facts"))
        if kinds[0] == "grant_type":
            case: Case | None = self._whole(content, path, base | facts)
        else:
            case = self._single(content, path, facts)
        return case if len(self.faults) == before else None

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
            expected = self._expected(content, rule, path)
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

    def _grounds(self, raw: dict[str, Any] | None, path: Path) -> dict[str, ExpectedDecision] | None:
        if raw is None:
            return None
        found = {}
        for rule, ground in raw.items():
            self._note(self._known.rule(rule), (*path, rule))
            content = self._ground(ground, (*path, rule))
            answer = None if content is None else self._expected(content, rule, (*path, rule))
            if answer is not None:
                found[rule] = answer
        return found

    def _ground(self, raw: Any, path: Path) -> dict[str, Any] | None:
        if isinstance(raw, dict):
            return load_shape(ExpectedShape, raw, path, self.faults)
        if raw in GROUND_WORDS:
            undetermined = raw == FindingStatus.UNDETERMINED
            return {"status": raw} if undetermined else {"effect": raw}
        words = ", ".join(GROUND_WORDS)
        self.faults.add(path, "case-file.no-ground", value=shown(raw), words=words)
        return None

    def _expected(self, content: dict[str, Any], rule: str, path: Path) -> ExpectedDecision | None:
        status = FindingStatus(content.get("status", FindingStatus.MET))
        effect, level, missing = content.get("effect"), content.get("level"), content.get("missing")
        for number, name in enumerate(missing or ()):
            self._note(self._known.fact(name), (*path, "missing", number))
        self._note(self._known.level(rule, level, effect), (*path, "level"))
        if status is FindingStatus.MET and effect is None:
            return None
        return ExpectedDecision(
            status,
            None if effect is None else Effect(effect),
            level,
            None if missing is None else tuple(missing),
        )

    def _points(self, raw: dict[str, Any] | None, path: Path) -> dict[str, ExpectedDecision] | None:
        if raw is None:
            return None
        found = {}
        for criterion, given in raw.items():
            self._note(self._known.criterion(criterion), (*path, criterion))
            whole = given if isinstance(given, dict) else {"points": given}
            points = _given(load_shape(PointsShape, whole, (*path, criterion), self.faults))
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
            self.faults.tell(path, error.told)
            return None

    def _note(self, told: Said | None, path: Path) -> bool:
        if told is not None:
            self.faults.tell(path, told)
        return told is None

    def _place(self, path: Path) -> str:
        line, column = self._file.positions[path]
        return f"{self._name}:{line}:{column}"


def _flag() -> fields.Boolean:
    """True or false; false where it is left out."""
    return fields.Boolean(load_default=False, truthy={True}, falsy={False}, error_messages=_FLAG)


class _AnyCaseShape(Shape):
    title = wording()
    facts = mapping(required=True)
    note = wording(required=False)
    proposed = _flag()


class CaseFileShape(Shape):
    """The whole file."""

    format = whole_number()
    rule_set = wording()
    base = mapping(required=False, load_default=dict)
    cases = list_of(part(_AnyCaseShape), required=True)


class _InOrder(Shape):
    @validates_schema(skip_on_field_errors=True)
    def check_possible(self, content: dict[str, Any], **_: Any) -> None:
        """Ask for no fewer possible points than sure ones."""
        if content.get("possible_points", content["points"]) < content["points"]:
            raise ValidationError("possible_points", "possible_points")


PointsShape: Final = derived(
    ExpectedDecision,
    base=_InOrder,
    without=("status", "effect", "level", "missing"),
    more={"points": whole_number(least=0)},
)
"""What one criterion gives."""


class CriterionCaseShape(_AnyCaseShape, PointsShape):  # type: ignore[valid-type, misc]
    """A case of one criterion."""

    criterion = wording()


class _OneDecision(Shape):
    @validates_schema(skip_on_field_errors=True)
    def check_answer(self, content: dict[str, Any], **_: Any) -> None:
        """Ask for the effect of a rule that is met; a level belongs to nothing else."""
        status = content.get("status", FindingStatus.MET)
        if status == FindingStatus.MET and "effect" not in content:
            raise ValidationError("required", "effect")
        if status == FindingStatus.NOT_MET:
            unfit = {key: [f"{key}_not_met"] for key in ("effect", "missing") if key in content}
            if unfit:
                raise ValidationError(unfit)
        if status != FindingStatus.MET and "level" in content:
            raise ValidationError("level_not_met", "level")


ExpectedShape: Final = derived(
    ExpectedDecision,
    base=_OneDecision,
    without=("points", "possible_points"),
    more={"status": one_of(STATUSES, required=False)},
)
"""What one rule comes to: met with an effect, at a level counted from 1, or undetermined."""


class RuleCaseShape(_AnyCaseShape, ExpectedShape):  # type: ignore[valid-type, misc]
    """A case of one rule."""

    rule = wording()
    status = one_of(STATUSES)


class WholeCaseShape(_AnyCaseShape):
    """A case of a whole application; the grounds, where they are given, are all there are."""

    grant_type = wording()
    outcome = one_of([outcome.value for outcome in Outcome])
    grounds = mapping(required=False)
    points = mapping(required=False)


_SHAPES: dict[str, type[Shape]] = {
    "grant_type": WholeCaseShape,
    "rule": RuleCaseShape,
    "criterion": CriterionCaseShape,
}


def _given(content: dict[str, Any]) -> ExpectedDecision | None:
    if "points" not in content:
        return None
    return expect_points(content["points"], content.get("possible_points", content["points"]))


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{_items(value)}]"
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _items(values: Iterable[Any]) -> str:
    return ", ".join(map(_written, values))


def _is_plain(text: str) -> bool:
    """Tell whether a word needs no quotes: one that YAML reads as nothing else."""
    letters = text.replace("_", "").replace("-", "")
    words = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    return text.isascii() and letters.isalpha() and text[0].isalpha() and text.lower() not in words


def _single(case: SingleCase) -> dict[str, Any]:
    key = case.ground.removeprefix(_CRITERION)
    about = {"rule": key} if key == case.ground else {"criterion": key}
    facts = {name: value for name, value in case.facts.items() if value is not None}
    return {"title": case.title, **about, "facts": facts, **_decision(case.expected)}


def _decision(expected: ExpectedDecision) -> dict[str, Any]:
    if expected.points is not None:
        possible = {"possible_points": expected.possible_points}
        return {
            "points": expected.points,
            **(possible if expected.possible_points != expected.points else {}),
        }
    content: dict[str, Any] = {"status": expected.status.value}
    if expected.effect is not None:
        content["effect"] = expected.effect.value
    if expected.level is not None:
        content["level"] = expected.level
    if expected.missing is not None:
        content["missing"] = list(expected.missing)
    return content


def _whole(case: WholeCase, base: Mapping[str, Scalar | None]) -> dict[str, Any]:
    facts = {name: value for name, value in case.facts.items() if value != base.get(name)}
    facts |= {name: None for name in base if name not in case.facts}
    content: dict[str, Any] = {"title": case.title, "grant_type": case.grant_type, "facts": facts}
    if case.outcome is not None:
        content["outcome"] = case.outcome.value
    if case.grounds is not None:
        content["grounds"] = {rule: _short(each) for rule, each in case.grounds.items()}
    if case.points is not None:
        content["points"] = {key: _short(each) for key, each in case.points.items()}
    return content


def _short(expected: ExpectedDecision) -> Any:
    """Write what is expected as one word or number where that says it all."""
    content = _decision(expected)
    if expected.points is not None:
        return content if len(content) > 1 else expected.points
    if content == {"status": FindingStatus.UNDETERMINED.value}:
        return content["status"]
    if expected.status is FindingStatus.MET:
        del content["status"]
    return content["effect"] if [*content] == ["effect"] else content
