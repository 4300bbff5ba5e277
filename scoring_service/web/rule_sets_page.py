"""The first page: every rule set with its versions, their states, and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring_service.life.list_events import list_activations
from scoring_service.life.list_versions import list_rule_sets, list_versions
from scoring_service.web.offer_roll_back import has_before
from scoring_service.web.render_page import render_page

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Blueprint, Response

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import RuleSetView, VersionView


class ShownRuleSet(NamedTuple):
    """A name with its versions, the highest number first; ``since`` is when the one in force for all came into force.

    ``can_roll_back`` tells whether another was in force before it.
    """

    name: str
    in_force: VersionView | None
    since: datetime | None
    can_roll_back: bool
    versions: tuple[VersionView, ...]


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the page ``rule_sets``."""

    @pages.get("/")
    def rule_sets() -> Response:
        shown = [_show(parts, each) for each in list_rule_sets(parts)]
        return render_page("rule_sets.html", rule_sets=shown)


def _show(parts: LifeParts, rule_set: RuleSetView) -> ShownRuleSet:
    every = list_activations(parts, name=rule_set.name)
    for_all = [each for each in every if each.call_code is None]
    return ShownRuleSet(
        rule_set.name,
        rule_set.in_force,
        for_all[0].at if for_all else None,
        has_before(reversed(for_all), of_call=False),
        list_versions(parts, name=rule_set.name),
    )
