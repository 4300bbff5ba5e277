"""The criteria that a rule file declares: points with their justification, from what the applicant states alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.derive import KINDS
from scoring_service.domain.rule_set import Criterion, CriterionCase, CriterionLevel
from scoring_service.domain.walk_condition import leaves
from scoring_service.rule_files.criterion_shapes import (
    CriterionCaseShape,
    CriterionLevelShape,
    CriterionShape,
)
from scoring_service.rule_files.parse_ground import parse_ground
from scoring_service.rule_files.taken_ids import TakenIds

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_set import FactDeclaration
    from scoring_service.rule_files.problem import Path
    from scoring_service.rule_files.reading import Reading

MAX_CRITERIA: Final = 100


def parse_criteria(raw: list[Any], reading: Reading) -> tuple[Criterion, ...]:
    """Make the criteria whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_CRITERIA:
        reading.problems.add(
            ("criteria",), f"fler än {MAX_CRITERIA} kriterier", f"more than {MAX_CRITERIA} criteria"
        )
    ids = TakenIds(reading.problems)
    found = (_criterion(item, ("criteria", number), reading, ids) for number, item in enumerate(raw))
    return tuple(criterion for criterion in found if criterion is not None)


def _criterion(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> Criterion | None:
    def levels(_: dict[str, Any], content: dict[str, Any]) -> tuple[CriterionLevel, ...] | None:
        return _levels(content.get("levels", ()), path, reading)

    return parse_ground(Criterion, CriterionShape, raw, path, reading, ids, levels, _case)


def _levels(raw: list[Any], path: Path, reading: Reading) -> tuple[CriterionLevel, ...] | None:
    found = [_level(level, (*path, "levels", number), reading) for number, level in enumerate(raw)]
    levels = tuple(level for level in found if level is not None)
    if any(higher.points <= lower.points for higher, lower in pairwise(levels)):
        reading.problems.add(
            (*path, "levels"),
            "nivåerna ska stå med flest poäng först, och ha olika poäng",
            "the levels should stand with the most points first, and have different points",
        )
    return levels if levels and len(levels) == len(found) else None


def _level(raw: Any, path: Path, reading: Reading) -> CriterionLevel | None:
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
            reading.problems.add(
                reading.places.path_of(leaf),
                f"{fact.name} är inget som sökanden anger, så det ger inga poäng; tas emot: fakta med stated_in, eller derived: {fitting}",
                f"{fact.name} is nothing that the applicant states, so it gives no points; taken: facts with stated_in, or derived: {fitting}",
            )


def _rests_on_statement(fact: FactDeclaration) -> bool:
    return fact.stated_in is not None or (fact.kind in KINDS and KINDS[fact.kind].from_statement)


def _case(raw: Any, path: Path, reading: Reading) -> CriterionCase | None:
    before = len(reading.problems)
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
    if not sound or len(reading.problems) != before:
        reading.places.doubt(case)
    return case
