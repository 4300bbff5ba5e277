"""The first page: every rule set with its versions, their states, and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring_service.life.list_events import list_activations
from scoring_service.life.list_versions import list_rule_sets, list_versions
from scoring_service.web.render_page import render_page

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView


class ShownRuleSet(NamedTuple):
    """A name with its versions, the highest number first; ``since`` is when the one in force for all came into force."""

    name: str
    in_force: VersionView | None
    since: datetime | None
    versions: tuple[VersionView, ...]


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the page ``rule_sets``."""

    @pages.get("/")
    def rule_sets() -> Response:
        shown = [
            ShownRuleSet(each.name, each.in_force, in_force_since(parts, each.name), of_name)
            for each in list_rule_sets(parts)
            for of_name in [list_versions(parts, name=each.name)]
        ]
        return render_page("rule_sets.html", rule_sets=shown)


def in_force_since(parts: LifeParts, name: str) -> datetime | None:
    """Give when what is in force for calls to come was brought into force; None for what came with the product."""
    for_all = (each for each in list_activations(parts, name=name) if each.call_code is None)
    newest = next(for_all, None)
    return None if newest is None else newest.at
