"""The tables of the rule language's two descriptions, written from the code: ``python -m tests.stages.rule_language_tables``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from prescreen_shared.texts.catalogue import Language, say
from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.condition import Operator
from scoring_service.domain.derive.kind import settings_of
from scoring_service.domain.derive.kinds import KINDS as DERIVATIONS
from scoring_service.domain.normal_form import MAX_TERMS
from scoring_service.domain.rule_set import MAX_INTEGER
from scoring_service.rule_files.check_rules import MOST_PARTS
from scoring_service.rule_files.fields import MAX_TEXT, Shape, shape_of
from scoring_service.rule_files.parse_condition import IS_STATED, MAX_NESTING, MAX_OPERANDS
from scoring_service.rule_files.parse_facts import MAX_CHOICES, MAX_FACTS
from scoring_service.rule_files.parse_rules import MAX_CRITERIA, MAX_RULES
from scoring_service.rule_files.read_yaml import MAX_CHARACTERS, MAX_DEPTH
from scoring_service.rule_files.shapes import (
    MAX_POINTS,
    CallRuleShape,
    CaseShape,
    ConstantShape,
    CriterionCaseShape,
    CriterionLevelShape,
    CriterionShape,
    DatedValueShape,
    DocumentShape,
    FactShape,
    LevelShape,
    PrecedentShape,
    ProcessShape,
    RuleSetShape,
    RuleShape,
    SentenceShape,
    SourceShape,
    ValidShape,
)

DOCS: Final = Path(__file__).parents[2] / "docs"
DOCUMENTS: Final[dict[Language, Path]] = {"sv": DOCS / "regelspraket.md", "en": DOCS / "rule-language.md"}
TABLE: Final = re.compile(r"<!-- table: ([a-z:-]+) -->\n.*?<!-- end of table -->", re.DOTALL)
SHAPES: Final[dict[str, type[Shape]]] = {
    "rule-set": RuleSetShape,
    "valid": ValidShape,
    "document": DocumentShape,
    "fact": FactShape,
    "constant": ConstantShape,
    "dated-value": DatedValueShape,
    "rule": RuleShape,
    "level": LevelShape,
    "sentence": SentenceShape,
    "source": SourceShape,
    "case": CaseShape,
    "criterion": CriterionShape,
    "criterion-level": CriterionLevelShape,
    "criterion-case": CriterionCaseShape,
    "call-rule": CallRuleShape,
    "process": ProcessShape,
    "precedent": PrecedentShape,
}
LIMITS: Final = (
    (MAX_CHARACTERS, "tecken i filen", "characters in the file"),
    (MAX_DEPTH, "nivåer av indrag i filen", "levels of indentation in the file"),
    (MAX_FACTS, "uppgifter", "facts"),
    (MAX_RULES, "regler", "rules"),
    (MAX_CRITERIA, "kriterier", "criteria"),
    (MAX_CHOICES, "svar i choices", "answers in choices"),
    (MAX_TEXT, "tecken i en text", "characters in a text"),
    (MAX_OPERANDS, "värden i is_one_of och is_none_of", "values in is_one_of and is_none_of"),
    (MAX_NESTING, "nivåer av all, any och not i varandra", "levels of all, any and not inside each other"),
    (MAX_TERMS, "termer i en nivå när dess any multipliceras ut", "terms in a level when its any are multiplied out"),
    (MOST_PARTS, "delar i alla villkor tillsammans när de multipliceras ut", "parts in all conditions together when they are multiplied out"),
    (MAX_POINTS, "poäng i en nivå", "points in a level"),
    (MAX_INTEGER, "som största tal, och lika långt under noll", "as the largest number, and as far below zero"),
)  # fmt: skip
HEADS: Final[dict[Language, dict[str, tuple[str, ...]]]] = {
    "sv": {
        "keys": ("nyckel", "vad det är"),
        "derivations": ("derived", "ger", "hur", "inställningar", "detaljer", "för kriterier"),
        "settings": ("inställning", "vad det är"),
        "operators": ("operator", "uppgiften …"),
        "searches": ("finds", "vad som söks", "namn för meningen"),
        "limits": ("högst", "av vad"),
    },
    "en": {
        "keys": ("key", "what it is"),
        "derivations": ("derived", "gives", "how", "settings", "details", "for criteria"),
        "settings": ("setting", "what it is"),
        "operators": ("operator", "the fact …"),
        "searches": ("finds", "what is looked for", "names for the sentence"),
        "limits": ("at most", "of what"),
    },
}


def fill(text: str, language: Language) -> str:
    """Give a description with every table as the code has it now."""
    return TABLE.sub(
        lambda found: (
            f"<!-- table: {found.group(1)} -->\n{table(found.group(1), language)}\n<!-- end of table -->"
        ),
        text,
    )


def table(name: str, language: Language) -> str:
    """Give one table; ``keys:rule`` is that of the keys of a rule.

    Raises:
        KeyError: there is no such table.
    """
    kind, _, part = name.partition(":")
    rows = _keys(part, language) if kind == "keys" else _ROWS[kind](language)
    return _lines(HEADS[language][kind], rows)


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _keys(part: str, language: Language) -> list[tuple[str, ...]]:
    return [
        (_named(field.data_key or name, field.required), _said(f"language.{part}.{field.data_key or name}", language))
        for name, field in shape_of(SHAPES[part]).fields.items()
    ]  # fmt: skip


def _derivations(language: Language) -> list[tuple[str, ...]]:
    yes = {"sv": "ja", "en": "yes"}[language]
    return [
        (
            f"`{kind.name}`",
            ", ".join(sorted(f"`{given}`" for given in kind.gives)),
            _said(f"derivation.{kind.name}", language),
            ", ".join(_named(name, each.is_required) for name, each in settings_of(kind.settings).items())
            or "–",
            ", ".join(f"`{detail}`" for detail in sorted(kind.details)) or "–",
            yes if kind.from_statement else "–",
        )
        for kind in DERIVATIONS.values()
    ]


def _settings(language: Language) -> list[tuple[str, ...]]:
    names = sorted({name for kind in DERIVATIONS.values() for name in settings_of(kind.settings)})
    return [(f"`{name}`", _said(f"language.setting.{name}", language)) for name in names]


def _operators(language: Language) -> list[tuple[str, ...]]:
    return [(f"`{name}`", _said(f"language.operator.{name}", language)) for name in (*Operator, IS_STATED)]


def _searches(language: Language) -> list[tuple[str, ...]]:
    return [
        (
            f"`{search.name}`",
            _said(f"language.search.{search.name}", language),
            ", ".join(f"`{fact}`" for fact in sorted(search.facts)),
        )
        for search in SEARCHES.values()
    ]


def _limits(language: Language) -> list[tuple[str, ...]]:
    return [(str(number), {"sv": sv, "en": en}[language]) for number, sv, en in LIMITS]


_ROWS: Final = {
    "derivations": _derivations,
    "settings": _settings,
    "operators": _operators,
    "searches": _searches,
    "limits": _limits,
}


def _named(name: str, required: bool) -> str:
    return f"**`{name}`**" if required else f"`{name}`"


def _said(text_id: str, language: Language) -> str:
    return say(text_id, language).replace("|", r"\|")


if __name__ == "__main__":
    for spoken, path in DOCUMENTS.items():
        path.write_text(fill(path.read_text(encoding="utf-8"), spoken), encoding="utf-8")
