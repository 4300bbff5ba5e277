"""Where in the file each part of a rule set was written, so that what is found of it later can be told there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring_service.domain.condition import Condition
    from scoring_service.domain.rule_set import (
        CallRule,
        Criterion,
        CriterionCase,
        CriterionLevel,
        Level,
        Rule,
        RuleCase,
    )
    from scoring_service.rule_files.problem import Path

    Part = Condition | Rule | Level | RuleCase | Criterion | CriterionLevel | CriterionCase | CallRule


class ConditionPlaces:
    """The path of every condition, rule, criterion, level and case of one rule set being read.

    Two equal conditions at two places are two objects, so a part is known by its identity.
    """

    def __init__(self) -> None:
        # The part is kept beside its path: as long as it lives, nothing else can have its identity.
        self._found: dict[int, tuple[Part, Path]] = {}
        self._doubtful: set[int] = set()

    def note(self, part: Part, path: Path) -> None:
        """Keep where a part stands; one part stands at one place."""
        self._found[id(part)] = (part, path)

    def doubt(self, part: Part) -> None:
        """Keep that something in a part could not be read and has been told already."""
        self._doubtful.add(id(part))

    def path_of(self, part: Part) -> Path:
        """Give where a part stands.

        Raises:
            KeyError: the part was not read from the file.
        """
        return self._found[id(part)][1]

    def is_doubtful(self, part: Part) -> bool:
        """Tell whether a part holds something that could not be read: of a rule or criterion, one of its cases.

        A doubtful case is not to be tried, and of a doubtful rule nothing is to be said about cases that are lacking.
        """
        return id(part) in self._doubtful
