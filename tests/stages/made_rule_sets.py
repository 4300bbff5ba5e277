"""Rule sets, facts and applications made for tests, each with the least that is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.statuses import Effect
from scoring_service.domain.condition import Condition, Fact, FactType
from scoring_service.domain.rule_set import FactDeclaration, Ground, Level, RuleSet

SOURCE = Source("call-2018", "ordagrant")


def same(text: str) -> Sentence:
    """The same text in both languages."""
    return Sentence(text, text)


def made_fact(name: str, kind: FactType = FactType.INTEGER, **options: Any) -> FactDeclaration:
    """A declared fact, stated in a field of the same name."""
    options.setdefault("stated_in", f"answers.{name}")
    return FactDeclaration(name=name, type=kind, label=same(f"the {name}"), **options)


def made_level(when: Condition, effect: Effect = Effect.REFUSE, text: str = "met") -> Level:
    """A level of a rule."""
    return Level(effect, when, same(text))


def made_rule(*levels: Level | Condition, rule_id: str = "a-rule", **options: Any) -> Ground:
    """A rule of levels, or of conditions that refuse."""
    return Ground(
        id=rule_id,
        title=same(rule_id),
        grant_types=options.pop("grant_types", ()),
        levels=tuple(level if isinstance(level, Level) else made_level(level) for level in levels),
        text_undetermined=options.pop("text_undetermined", same("unknown: {missing}")),
        source=SOURCE,
        **options,
    )


def made_criterion(
    *levels: tuple[int, Condition] | Level, criterion_id: str = "a-criterion", **options: Any
) -> Ground:
    """A criterion of levels, or of points and what gives them; highest first."""
    return Ground(
        id=criterion_id,
        title=same(criterion_id),
        grant_types=options.pop("grant_types", ()),
        levels=tuple(
            level
            if isinstance(level, Level)
            else Level(Effect.NOTE, level[1], same(f"{level[0]} points"), level[0])
            for level in levels
        ),
        text_undetermined=options.pop("text_undetermined", same("unknown: {missing}")),
        source=SOURCE,
        gives_points=True,
        **options,
    )


def made_rule_set(
    facts: Iterable[FactDeclaration],
    rules: Iterable[Ground],
    constants: dict[str, Any] | None = None,
    **options: Any,
) -> RuleSet:
    """A rule set with a hash of its own; ``options`` are its further parts."""
    facts, rules = tuple(facts), tuple(rules)
    return RuleSet(
        name="made",
        version=1,
        sha256=hashlib.sha256(repr((facts, rules, options)).encode()).hexdigest(),
        title=same("made"),
        valid_from=options.pop("valid_from", None),
        valid_to=None,
        constants=constants or {},
        facts={fact.name: fact for fact in facts},
        rules=rules,
        call_rules=(),
        **options,
    )


def made_application(**options: Any) -> Application:
    """An application with nothing stated but what is given."""
    stated: dict[str, Any] = {
        "application_id": "0c8e0d9e-0000-4000-8000-000000000001",
        "reference": "T1-1",
        "revision": 1,
        "grant_type": "project",
        "title": "A project",
        "description": None,
        "applicants": ("Farsta stadsdelsförvaltning",),
        "unit": None,
        "requested_amount": None,
        "submitted_at": None,
        "earlier_grants": None,
        "answers": {},
    }
    return Application(**stated | options)


def made_facts(**values: Any) -> dict[str, Fact]:
    """Facts with these values and nothing else."""
    return {name: value if isinstance(value, Fact) else Fact(value) for name, value in values.items()}
