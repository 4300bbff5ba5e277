"""The rules about one application that a rule file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.effect_order import EFFECT_ORDER
from scoring_service.domain.rule_set import Level, Rule, RuleCase
from scoring_service.rule_files.parse_ground import parse_ground
from scoring_service.rule_files.rule_shapes import CaseShape, LevelShape, RuleShape
from scoring_service.rule_files.taken_ids import TakenIds
from shared.statuses import Effect, FindingStatus

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path
    from scoring_service.rule_files.reading import Reading

MAX_RULES: Final = 400


def parse_rules(raw: list[Any], reading: Reading) -> tuple[Rule, ...]:
    """Make the rules whose conditions could be read; what else of them could not is noted and left empty."""
    if len(raw) > MAX_RULES:
        reading.problems.add(("rules",), f"fler än {MAX_RULES} regler", f"more than {MAX_RULES} rules")
    ids = TakenIds(reading.problems)
    found = (_rule(item, ("rules", number), reading, ids) for number, item in enumerate(raw))
    return tuple(rule for rule in found if rule is not None)


def _rule(raw: Any, path: Path, reading: Reading, ids: TakenIds) -> Rule | None:
    def levels(written: dict[str, Any], content: dict[str, Any]) -> tuple[Level, ...] | None:
        return _levels(written, content, path, reading)

    return parse_ground(Rule, RuleShape, raw, path, reading, ids, levels, _case)


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
        reading.problems.add(
            (*path, "levels"),
            "nivåerna ska stå med den starkaste först: refuse, set_aside, refer, note",
            "the levels should stand strongest first: refuse, set_aside, refer, note",
        )


def _case(raw: Any, path: Path, reading: Reading) -> RuleCase | None:
    before = len(reading.problems)
    content = reading.load(CaseShape, raw, path)
    whole = len(reading.problems) == before
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
    if not (whole and sound and len(reading.problems) == before):
        reading.places.doubt(case)
    return case
