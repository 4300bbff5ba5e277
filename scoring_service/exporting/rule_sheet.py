"""A version of the rules as a sheet that anybody can read: one HTML file, or Markdown."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from scoring_service.exporting.sheet_content import SheetContent
from shared.plumbing.pages.style_folder import reading_style
from shared.plumbing.pages.template_environment import make_environment
from shared.texts import say

if TYPE_CHECKING:
    from jinja2 import Environment

    from scoring_service.domain.rule_set import CriterionLevel, Level, RuleSet
    from scoring_service.exporting.sheet_content import SheetLife
    from shared.texts import Language

TEMPLATES: Final = ("scoring_service", "exporting/templates")
MARKDOWN_MARKS: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_<>|#["})


def write_html_sheet(rule_set: RuleSet, language: Language, life: SheetLife | None = None) -> str:
    """Give the sheet as a whole HTML document that needs nothing beside it (encode it as UTF-8)."""
    body = write_sheet_body(rule_set, language, life)
    page = _environment(language).get_template("sheet_page.html")
    title = say("sheet.title", language, title=getattr(rule_set.title, language))
    return page.render(title=title, body=body, style=Markup(reading_style() + sheet_style()))


@cache
def sheet_style() -> str:
    """Give the style of sheets, which stands on top of the reading style."""
    return Path(__file__).with_name("styles").joinpath("sheet.css").read_text(encoding="utf-8")


def write_sheet_body(rule_set: RuleSet, language: Language, life: SheetLife | None = None) -> Markup:
    """Give what stands in the sheet, for a page that has its own frame."""
    template = _environment(language).get_template("sheet.html")
    return Markup(template.render(**_values(rule_set, language, life)))


def write_markdown_sheet(rule_set: RuleSet, language: Language, life: SheetLife | None = None) -> str:
    """Give the sheet as Markdown; marks in the rules' own words stay words."""
    template = _markdown(language).get_template("sheet.md")
    return template.render(**_values(rule_set, language, life)).strip() + "\n"


def _values(rule_set: RuleSet, language: Language, life: SheetLife | None) -> dict[str, Any]:
    return {
        "rules": rule_set,
        "sheet": SheetContent(rule_set, language, life),
        "effect_of": partial(_effect_of, language),
        "points_of": partial(_points_of, language),
    }


def _effect_of(language: Language, level: Level) -> str:
    return say(f"effect-word.{level.effect.value}", language)


def _points_of(language: Language, level: CriterionLevel) -> str:
    return say("sheet.points", language, points=level.points)


@cache
def _environment(language: Language) -> Environment:
    return make_environment(language, [TEMPLATES])


@cache
def _markdown(language: Language) -> Environment:
    environment = _environment(language).overlay(autoescape=False)
    environment.filters = {**environment.filters, "md": _escape_markdown}
    return environment


def _escape_markdown(text: str) -> str:
    return text.translate(MARKDOWN_MARKS)
