"""Lists in which the same word stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.rule_files.shape_messages import show
from scoring_service.rule_files.walk_content import mappings_in

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import ProblemList

_SETS: Final = (
    "is_one_of",
    "is_none_of",
    "fields",
    "fields_if_silent",
    "needed",
    "sources",
    "shows",
    "missing",
)
"""Keys whose lists are sets: the order and a second time mean nothing."""


def check_lists(content: Any, problems: ProblemList) -> None:
    """Note every item that stands in its list already."""
    for mapping, path in mappings_in(content):
        for key in _SETS:
            found = mapping[key] if isinstance(mapping.get(key), list) else []
            for number, item in enumerate(found):
                if any(type(item) is type(other) and item == other for other in found[:number]):
                    problems.warn(
                        (*path, key, number),
                        f"{show(item)} står två gånger; ta bort det ena",
                        f"{show(item)} stands twice; remove one",
                    )
