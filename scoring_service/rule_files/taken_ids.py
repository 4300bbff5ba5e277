"""The ids of one list of a rule file, each to be taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path, ProblemList

OWN_IDS: Final = frozenset(("engine-difference", "screening-fault"))
"""Ids of the findings that the service itself makes."""


class TakenIds:
    """Notes an id that stands twice, and one that the service uses itself."""

    def __init__(self, problems: ProblemList) -> None:
        self._problems = problems
        self._taken: set[str] = set()

    def take(self, part_id: str | None, path: Path) -> None:
        """Take the id of the part at a path; None where it could not be read."""
        if part_id is None:
            return
        if part_id in self._taken:
            self._problems.add((*path, "id"), f"{part_id} finns redan", f"{part_id} exists already")
        if part_id in OWN_IDS:
            self._problems.add((*path, "id"), f"id:t {part_id} är upptaget", f"the id {part_id} is taken")
        self._taken.add(part_id)
