"""Cases as lines of YAML, each on a line of its own."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from scoring_service.domain.cases.answer import criterion_key
from scoring_service.domain.cases.case import ExpectedAnswer, SingleCase
from shared.statuses import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.cases.case import Case, CaseFile, ExpectedPoints, WholeCase
    from scoring_service.domain.fact import Scalar

_CRITERION = criterion_key("")


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


def _single(case: SingleCase) -> dict[str, Any]:
    key = case.subject.removeprefix(_CRITERION)
    about = {"rule": key} if key == case.subject else {"criterion": key}
    facts = {name: value for name, value in case.facts.items() if value is not None}
    expected = case.expected
    given = _answer(expected) if isinstance(expected, ExpectedAnswer) else _points(expected)
    return {"title": case.title, **about, "facts": facts, **given}


def _whole(case: WholeCase, base: Mapping[str, Scalar | None]) -> dict[str, Any]:
    facts = {name: value for name, value in case.facts.items() if value != base.get(name)}
    facts |= {name: None for name in base if name not in case.facts}
    content: dict[str, Any] = {"title": case.title, "grant_type": case.grant_type, "facts": facts}
    if case.outcome is not None:
        content["outcome"] = case.outcome.value
    if case.grounds is not None:
        content["grounds"] = {rule: _ground(answer) for rule, answer in case.grounds.items()}
    if case.points is not None:
        content["points"] = {key: _short_points(each) for key, each in case.points.items()}
    return content


def _ground(answer: ExpectedAnswer) -> Any:
    content = _answer(answer)
    if content == {"status": FindingStatus.MET.value, "effect": content.get("effect")}:
        return content["effect"]
    if content == {"status": FindingStatus.UNDETERMINED.value}:
        return content["status"]
    if answer.status is FindingStatus.MET:
        del content["status"]
    return content


def _answer(answer: ExpectedAnswer) -> dict[str, Any]:
    content: dict[str, Any] = {"status": answer.status.value}
    if answer.effect is not None:
        content["effect"] = answer.effect.value
    if answer.level is not None:
        content["level"] = answer.level
    if answer.missing is not None:
        content["missing"] = list(answer.missing)
    return content


def _points(expected: ExpectedPoints) -> dict[str, Any]:
    if expected.possible_points == expected.points:
        return {"points": expected.points}
    return {"points": expected.points, "possible_points": expected.possible_points}


def _short_points(expected: ExpectedPoints) -> Any:
    content = _points(expected)
    return content if len(content) > 1 else expected.points


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
