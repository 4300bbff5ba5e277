"""What a rule file declares and nothing in it uses: facts, constants and documents."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.derive import may_apply, similar_application
from scoring_service.rule_files.walk_content import mappings_in, texts_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.rule_files.problem import ProblemList

_ACT_UNUSED: Final = frozenset((may_apply.KIND, similar_application.KIND))
"""Kinds whose settings are used whether or not a rule looks at the fact."""
_NAMED: Final = re.compile(r"\{([a-z][a-z0-9_]*)")
_NAME: Final = re.compile(r"[a-z]+_[a-z0-9_]*[a-z0-9]|[a-z]{4,}")
_ALIKE: Final = 0.8
_PARTS: Final = ("rules", "criteria", "call_rules")


def check_mentions(content: Any, problems: ProblemList) -> None:
    """Note every declared name that nothing mentions; a rule that could not be read mentions its names all the same."""
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        return
    used = _mentioned([content.get(part) for part in _PARTS])
    used |= _meant(used, content)
    for name, fact in _declared(content, "facts"):
        if name not in used and not _acts(fact, content):
            problems.warn(
                ("facts", name),
                f"inget villkor och ingen mening använder {name}; använd faktumet eller ta bort det",
                f"no condition and no sentence uses {name}; use the fact or remove it",
            )
    for name, _ in _declared(content, "constants"):
        if name not in used:
            problems.warn(
                ("constants", name),
                f"inget villkor och ingen mening använder {name}; skriv {{constant: {name}}} eller ta bort den",
                f"no condition and no sentence uses {name}; write {{constant: {name}}} or remove it",
            )
    cited = _cited(content)
    for name, _ in _declared(content, "documents"):
        if name not in cited:
            problems.warn(
                ("documents", name),
                f"ingen källa (source) nämner {name}; ange dokumentet eller ta bort det",
                f"no source cites {name}; cite the document or remove it",
            )


def _acts(fact: Any, content: dict[str, Any]) -> bool:
    """Whether a fact that no rule names still does something: by its settings, or by naming a field that another reads."""
    if not isinstance(fact, dict):
        return True
    field = fact.get("stated_in")
    others = [other for _, other in _declared(content, "facts") if other is not fact]
    read = field is not None and any(text == field for text, _ in texts_in(others))
    return read or str(fact.get("derived")) in _ACT_UNUSED


def _declared(content: dict[str, Any], part: str) -> Iterable[tuple[str, Any]]:
    declared = content.get(part)
    return declared.items() if isinstance(declared, dict) else ()


def _mentioned(parts: Any) -> set[str]:
    """Give every key, every whole text and every name after a brace: more than is used, never less."""
    found = set()
    for text, _ in texts_in(parts):
        found.add(text)
        found.update(_NAMED.findall(text))
    return found


def _meant(mentioned: set[str], content: dict[str, Any]) -> set[str]:
    """Give the declared names that a misspelt one is told to stand for: they are used as soon as it is mended."""
    declared = [name for part in ("facts", "constants") for name, _ in _declared(content, part)]
    unused = [name for name in declared if name not in mentioned]
    strange = [text for text in mentioned if text not in declared and _NAME.fullmatch(text)] if unused else []
    return {
        name
        for text in strange
        for name in get_close_matches(text, declared, n=1, cutoff=_ALIKE)
        if name in unused
    }


def _cited(content: Any) -> set[str]:
    sources = (mapping for mapping, path in mappings_in(content) if path[-1:] == ("source",))
    return {document for source in sources if isinstance(document := source.get("document"), str)}
