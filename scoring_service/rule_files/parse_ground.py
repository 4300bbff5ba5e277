"""What rules and criteria have alike in a rule file: everything but their levels and the form of their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from scoring_service.domain.rule_set import Criterion, Rule, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.rule_files.problem import Path
    from scoring_service.rule_files.reading import Reading
    from scoring_service.rule_files.shape import Shape
    from scoring_service.rule_files.taken_ids import TakenIds

Ground = TypeVar("Ground", Rule, Criterion)


def parse_ground(
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
    before = len(reading.problems)
    content = reading.load(shape, raw, path)
    shows = reading.names(content.get("shows", ()), (*path, "shows"))
    whole = len(reading.problems) == before
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
