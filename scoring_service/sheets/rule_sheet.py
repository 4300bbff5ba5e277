"""What a rule sheet shows of one version, put into words and order, for whichever form it is rendered in.

Conditions are written as lists of lines or as one phrase; the templates beside it render a sheet as one HTML file or as
Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from prescreen_shared.plumbing.pages import make_environment, reading_style
from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.statuses import FindingStatus
from prescreen_shared.template import Place
from prescreen_shared.texts.catalogue import Language, name_of, say
from scoring_service.domain.condition import All, Compare, Condition, FactType, IsStated, Not, Scalar
from scoring_service.domain.condition import Any as AnyOf
from scoring_service.domain.rule_set import Constant, FactDeclaration, Ground, Level, OwnCase, RuleSet
from scoring_service.domain.sentence import MISSING, Format, parse_sentence, write_value

TEMPLATES: Final = ("scoring_service", "sheets/templates")
MARKDOWN_MARKS: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_<>|#["})
ANSWERS = "answers."


def write_html_sheet(rule_set: RuleSet, language: Language, life: SheetHead | None = None) -> str:
    """Give the sheet as a whole HTML document that needs nothing beside it (encode it as UTF-8)."""
    body = _write_sheet_body(rule_set, language, life)
    page = _environment(language).get_template("sheet_page.html")
    title = say("sheet.title", language, title=getattr(rule_set.title, language))
    return page.render(title=title, body=body, style=Markup(reading_style() + sheet_style()))


@cache
def sheet_style() -> str:
    """Give the style of sheets, which stands on top of the reading style."""
    return Path(__file__).with_name("styles").joinpath("sheet.css").read_text(encoding="utf-8")


def write_markdown_sheet(rule_set: RuleSet, language: Language, life: SheetHead | None = None) -> str:
    """Give the sheet as Markdown; marks in the rules' own words stay words."""
    template = _markdown(language).get_template("sheet.md")
    return template.render(**_values(rule_set, language, life)).strip() + "\n"


@cache
def _environment(language: Language) -> Environment:
    return make_environment(language, [TEMPLATES])


@cache
def _markdown(language: Language) -> Environment:
    environment = _environment(language).overlay(autoescape=False)
    environment.filters = {**environment.filters, "md": _escape_markdown}
    return environment


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What is known of a version beside its content: its state in words of the catalogue, and who did what."""

    state: str
    author: str | None = None
    approver: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConditionWriter:
    """Writes the conditions of one rule set in one language."""

    rule_set: RuleSet
    language: Language

    def lines(self, condition: Condition) -> tuple[Line, ...]:
        """Give a condition as lines, all of which must hold."""
        if isinstance(condition, All):
            return tuple(line for part in condition.parts for line in self.lines(part))
        return (self._line(condition),)

    def phrase(self, condition: Condition) -> str:
        """Give a condition as one phrase, with brackets where one joining stands inside another."""
        match condition:
            case Compare() | IsStated():
                return self._leaf(condition)
            case Not(part):
                return say("condition.not-inline", self.language, part=self.phrase(part))
            case All(parts):
                return self._joined("condition.all-inline", parts)
            case AnyOf(parts):
                return self._joined("condition.any-inline", parts)

    def value(self, declared: FactDeclaration, value: Scalar) -> str:
        """Write one value of a fact."""
        if isinstance(value, str) and value in declared.choice_labels:
            return self.said(declared.choice_labels[value])
        written = {FactType.AMOUNT: Format.AMOUNT, FactType.DATE: Format.DATE}.get(declared.type)
        return write_value(value, self.language, written)

    def compared(self, fact: str, value: Scalar | None) -> str:
        """Write that a fact has a value, or that it is not stated."""
        declared = self.rule_set.facts[fact]
        what = say("condition.not-stated", self.language) if value is None else self.value(declared, value)
        return say("condition.compared", self.language, fact=self.said(declared.label), what=what)

    def said(self, sentence: Sentence) -> str:
        """Give one of a sentence's two languages."""
        return sentence.en if self.language == "en" else sentence.sv

    def _line(self, condition: Condition) -> Line:
        match condition:
            case AnyOf(parts):
                return Line(say("condition.any", self.language), tuple(map(self._line, parts)))
            case All(parts):
                return Line(say("condition.all", self.language), tuple(map(self._line, parts)))
            case Not(part):
                return Line(say("condition.not", self.language), self.lines(part))
            case _:
                return Line(self.phrase(condition))

    def _leaf(self, leaf: Compare | IsStated) -> str:
        declared = self.rule_set.facts[leaf.fact]
        what = self._stated(leaf) if isinstance(leaf, IsStated) else self._compared(leaf, declared)
        return say("condition.compared", self.language, fact=self.said(declared.label), what=what)

    def _stated(self, leaf: IsStated) -> str:
        return say("condition.stated" if leaf.expected else "condition.not-stated", self.language)

    def _compared(self, leaf: Compare, declared: FactDeclaration) -> str:
        value = ", ".join(self.value(declared, operand) for operand in leaf.operands)
        constant = self.rule_set.dated_constants.get(leaf.constant or "")
        if constant is not None and constant.label is not None:
            named = self.said(constant.label)
            value = say("condition.with-constant", self.language, value=value, constant=named)
        return say(f"condition.{leaf.operator.value}", self.language, value=value)

    def _joined(self, joining: str, parts: Iterable[Condition]) -> str:
        word = say(joining, self.language)
        return f" {word} ".join(self._bracketed(part) for part in parts)

    def _bracketed(self, part: Condition) -> str:
        phrase = self.phrase(part)
        return f"({phrase})" if isinstance(part, All | AnyOf) else phrase


def write_template(rule_set: RuleSet, sentence: Sentence, language: Language) -> str:
    """Give a sentence with ``‹projektår›`` in the place of ``{project_year}``, and every word that a place chooses among."""
    text = sentence.en if language == "en" else sentence.sv
    return "".join(
        piece if isinstance(piece, str) else f"‹{_shown(rule_set, piece, language)}›"
        for piece in parse_sentence(text)
    )


def _shown(rule_set: RuleSet, place: Place, language: Language) -> str:
    _, *words = (place.format or "").split("|")
    return " / ".join(word.strip() for word in words if word) or _name(rule_set, place, language)


def _write_sheet_body(rule_set: RuleSet, language: Language, life: SheetHead | None = None) -> Markup:
    """Give what stands in the sheet, for a page that has its own frame."""
    template = _environment(language).get_template("sheet.html")
    return Markup(template.render(**_values(rule_set, language, life)))


def _values(rule_set: RuleSet, language: Language, life: SheetHead | None) -> dict[str, Any]:
    return {
        "rules": rule_set,
        "sheet": SheetContent(rule_set, language, life),
        "effect_of": partial(_effect_of, language),
        "points_of": partial(_points_of, language),
    }


@dataclass(frozen=True)
class SheetContent:
    """One version in one language; ``life`` is None for a file that nobody has stored."""

    rule_set: RuleSet
    language: Language
    life: SheetHead | None = None

    @cached_property
    def _writer(self) -> ConditionWriter:
        return ConditionWriter(self.rule_set, self.language)

    def t(self, text_id: str, /, **values: object) -> str:
        """Give a sentence of the catalogue."""
        return say(text_id, self.language, **values)

    def said(self, sentence: Sentence) -> str:
        """Give one of a sentence's two languages."""
        return self._writer.said(sentence)

    def remark(self, note: str | Sentence) -> str:
        """Give a note in the sheet's language, or as it stands where it has one text only."""
        return note if isinstance(note, str) else self.said(note)

    def lines(self, level: Level) -> tuple[Line, ...]:
        """Give the condition of a level as lines."""
        return self._writer.lines(level.when)

    def template(self, sentence: Sentence) -> str:
        """Give a sentence with the names of what is filled in."""
        return write_template(self.rule_set, sentence, self.language)

    def day(self, value: object) -> str:
        """Write a day."""
        return write_value(value, self.language, Format.DATE)

    @property
    def valid(self) -> str:
        """The calls that the rule set is for."""
        first, last = self.rule_set.valid_from, self.rule_set.valid_to
        if first and last:
            return self.t("sheet.valid-between", first=self.day(first), last=self.day(last))
        if first or last:
            key = "sheet.valid-from" if first else "sheet.valid-until"
            return self.t(key, **({"first": self.day(first)} if first else {"last": self.day(last)}))
        return self.t("sheet.valid-always")

    def grant_types(self, rule: Ground) -> str:
        """Name the kinds of grant that a rule is for."""
        words = [self._word("grant-type", name) for name in rule.grant_types]
        return ", ".join(words) or self.t("sheet.all-grant-types")

    def source(self, source: Source) -> str:
        """Name the document of a source by its title."""
        document = self.rule_set.documents.get(source.document)
        return document.title if document else self._word("document", source.document)

    def constant_values(self, constant: Constant) -> str:
        """Write the values of a constant with the days from which they hold."""
        return "; ".join(
            write_value(each.value, self.language)
            if each.from_on is None
            else self.t(
                "sheet.value-from", value=write_value(each.value, self.language), day=self.day(each.from_on)
            )
            for each in constant.values
        )

    def constant_name(self, name: str, constant: Constant) -> str:
        """Give what a constant is called."""
        return name if constant.label is None else self.said(constant.label)

    def uses_of_constant(self, name: str) -> str:
        """Name the rules and criteria that a constant limits."""
        return self._titles(lambda leaf: getattr(leaf, "constant", None) == name)

    def uses_of_fact(self, name: str) -> str:
        """Name the rules and criteria that look at a fact."""
        return self._titles(lambda leaf: leaf.fact == name)

    def fact_type(self, fact: FactDeclaration) -> str:
        """Say what values a fact can have."""
        if not fact.choices:
            return self.t(f"fact-type.{fact.type.value}")
        choices = ", ".join(self._writer.value(fact, choice) for choice in fact.choices)
        return self.t("fact-type.choice", choices=choices)

    def origin(self, fact: FactDeclaration) -> str:
        """Say where a fact comes from."""
        if fact.stated_in is None:
            return self._word("derivation", fact.kind or "")
        key = fact.stated_in.removeprefix(ANSWERS)
        is_answer = key != fact.stated_in
        field = self.t("sheet.answer", key=key) if is_answer else self._word("field", fact.stated_in)
        return self.t("sheet.origin-stated", field=field)

    def case_facts(self, case: OwnCase) -> str:
        """Write the facts of an example."""
        return "; ".join(self._writer.compared(name, value) for name, value in case.facts.items()) or self.t(
            "sheet.nothing-stated"
        )

    def case_answer(self, case: OwnCase) -> str:
        """Write what is expected in an example."""
        expected = case.expected
        if expected.points is not None:
            return self.t("sheet.points", points=expected.points)
        if expected.status is FindingStatus.MET and expected.effect is not None:
            return self.t(f"effect-word.{expected.effect.value}")
        return self.t(f"finding.{expected.status.value}")

    def _titles(self, looks: Callable[[Compare | IsStated], bool]) -> str:
        found = (ground for ground in self.rule_set.grounds if any(map(looks, ground.leaves)))
        return ", ".join(self.said(ground.title) for ground in found)

    def _word(self, area: str, name: str) -> str:
        return name_of(area, name, self.language)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a condition; ``parts`` are the lines below it."""

    text: str
    parts: tuple[Line, ...] = ()


def _effect_of(language: Language, level: Level) -> str:
    return say(f"effect-word.{level.effect.value}", language)


def _points_of(language: Language, level: Level) -> str:
    return say("sheet.points", language, points=level.points)


def _escape_markdown(text: str) -> str:
    return text.translate(MARKDOWN_MARKS)


def _name(rule_set: RuleSet, place: Place, language: Language) -> str:
    if place.name == MISSING:
        return say("sheet.missing-facts", language)
    if place.detail is not None:
        return _detail(place.detail, language)
    constant = rule_set.dated_constants.get(place.name)
    declared = rule_set.facts.get(place.name)
    label = declared.label if declared else constant.label if constant else None
    if label is None:
        return _detail(place.name, language)
    return label.en if language == "en" else label.sv


def _detail(name: str, language: Language) -> str:
    return name_of("detail", name, language, name.replace("_", " "))
