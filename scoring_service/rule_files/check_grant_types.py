"""The grant types that rules, criteria and facts name: each once, and spelt as elsewhere in the file."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from scoring_service.domain.level_keys import grounds_of
from scoring_service.rule_files.shape_messages import show
from shared.plumbing.shapes.fields import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import Path, ProblemList

_NAME: Final = re.compile(TOKEN)
_ALIKE: Final = 0.8


def check_grant_types(rule_set: RuleSet, places: ConditionPlaces, problems: ProblemList) -> None:
    """Note a grant type that stands twice in a list, and one that is named once and nearly as another, and one that no call can have.

    A rule file declares no grant types: those are the call's.
    """
    named = list(_named(rule_set, places))
    counted = Counter(name for names, _ in named for name in set(names))
    for names, path in named:
        for number, name in enumerate(names):
            if name in names[:number]:
                problems.warn(
                    (*path, number),
                    f"{name} står två gånger; ta bort det ena",
                    f"{name} stands twice; remove one",
                )
            elif not _NAME.fullmatch(name):
                problems.add(
                    (*path, number),
                    f"ingen utlysning kan ha bidragsformen {show(name)}; namnet är små bokstäver (a–z), siffror, _ och -, högst 60",
                    f"no call can have the grant type {show(name)}; its name is lower-case letters (a–z), digits, _ and -, at most 60",
                )
            elif counted[name] == 1:
                _check_spelling(name, counted, (*path, number), problems)


def _check_spelling(name: str, counted: Counter[str], path: Path, problems: ProblemList) -> None:
    others = [other for other, times in counted.items() if times > 1]
    near = get_close_matches(name, others, n=1, cutoff=_ALIKE)
    if near:
        problems.warn(
            path,
            f"bidragsformen {name} nämns bara här; menas {near[0]}?",
            f"the grant type {name} is named only here; did you mean {near[0]}?",
        )


def _named(rule_set: RuleSet, places: ConditionPlaces) -> Iterator[tuple[list[str], Path]]:
    for fact in rule_set.facts.values():
        several, one = fact.settings.get("grant_types"), fact.settings.get("grant_type")
        if isinstance(several, list):
            yield [str(name) for name in several], ("facts", fact.name, "grant_types")
        if isinstance(one, str):
            yield [one], ("facts", fact.name, "grant_type")
    for ground in grounds_of(rule_set):
        yield list(ground.grant_types), (*places.path_of(ground), "grant_types")
