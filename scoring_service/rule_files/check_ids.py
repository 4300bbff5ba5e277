"""The names of a rule set and of its parts, held to what the database and the pages have room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.rule_files.walk_content import mappings_in

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import ProblemList

LONGEST_ID: Final = 100


def check_ids(content: Any, problems: ProblemList) -> None:
    """Note names and ids that are too long."""
    for mapping, path in mappings_in(content):
        key = "name" if not path else "id"
        found = mapping.get(key)
        if (not path or len(path) == 2) and isinstance(found, str) and len(found) > LONGEST_ID:
            problems.add(
                (*path, key),
                f"är {len(found)} tecken långt, högst {LONGEST_ID} tas emot",
                f"is {len(found)} characters long, at most {LONGEST_ID} are taken",
            )
