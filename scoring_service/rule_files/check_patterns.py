"""The word patterns of derived facts: each one that finds nothing, something else than was meant, or nearly everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.derive import KINDS
from scoring_service.domain.derive.setting import pattern_groups, patterns, texts
from scoring_service.domain.wording.pattern_doubts import is_too_broad, pattern_doubts, phrase_doubt
from scoring_service.domain.wording.word_pattern import WordPatternError, read_pattern
from scoring_service.rule_files.check_letters import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.rule_files.problem import Path, ProblemList

_NAMES: Final = frozenset(("grant_types", "keys"))
"""Lists of names rather than of words to be found in texts."""
_EXCLUDING: Final = frozenset(("except", "not_in_answer"))
"""Settings whose words are to be found often: they hold back what else would be said."""


def check_patterns(content: Any, problems: ProblemList) -> None:
    """Note doubtful patterns of every fact whose kind is known; those that cannot be read are told by the kind itself."""
    facts = content.get("facts") if isinstance(content, dict) else None
    for name, fact in facts.items() if isinstance(facts, dict) else ():
        kind = KINDS.get(str(fact.get("derived"))) if isinstance(fact, dict) else None
        for setting in kind.settings if kind is not None else ():
            path = ("facts", name, setting.name)
            if setting.check is patterns:
                _check_list(fact.get(setting.name), path, problems)
            elif setting.check is texts and setting.name not in _NAMES:
                _check_phrases(fact.get(setting.name), path, problems)
            elif setting.check is pattern_groups and isinstance(fact.get(setting.name), dict):
                for word, group in fact[setting.name].items():
                    _check_list(group, (*path, word), problems)
        if kind is not None:
            _check_excluded(fact, ("facts", name), problems)


def _check_list(found: Any, path: Path, problems: ProblemList) -> None:
    seen: set[str] = set()
    for number, pattern in _readable(found):
        place = (*path, number)
        for doubt in pattern_doubts(pattern):
            problems.add(place, doubt.text.sv, doubt.text.en, "error" if doubt.is_fatal else "warning")
        if path[-1] not in _EXCLUDING and is_too_broad(pattern):
            problems.warn(
                place,
                f"”{pattern}” finns i nästan varje text; skriv ett ord som bara sägs om saken",
                f"”{pattern}” stands in nearly every text; write a word that is said of the matter alone",
            )
        if pattern in seen:
            problems.warn(
                place,
                f"”{pattern}” står två gånger; ta bort det ena",
                f"”{pattern}” stands twice; remove one",
            )
        seen.add(pattern)


def _check_phrases(found: Any, path: Path, problems: ProblemList) -> None:
    for number, phrase in enumerate(found) if isinstance(found, list) else ():
        if isinstance(phrase, str) and (doubt := phrase_doubt(phrase)) is not None:
            problems.add((*path, number), doubt.sv, doubt.en)


def _check_excluded(fact: dict[str, Any], path: Path, problems: ProblemList) -> None:
    """Note words that are looked for and, in the same sentence, hold the finding back."""
    excluded = {pattern for _, pattern in _readable(fact.get("except"))}
    for setting in ("words", "things"):
        for number, pattern in _readable(fact.get(setting)):
            if pattern in excluded:
                problems.add(
                    (*path, setting, number),
                    f"”{pattern}” hittas aldrig: det står också under except; ta bort det på ett av ställena",
                    f"”{pattern}” is never found: it stands under except too; remove it from one of them",
                )


def _readable(found: Any) -> Iterator[tuple[int, str]]:
    """Give the patterns that mean something; what is wrong with the others is told already."""
    for number, pattern in enumerate(found) if isinstance(found, list) else ():
        if isinstance(pattern, str) and INVISIBLE.isdisjoint(pattern):
            try:
                read_pattern(pattern)
            except WordPatternError:
                continue
            yield number, pattern
