"""The proposal for one call as a single file that reads and prints well without anything beside it.

Here stands too what the templates of the pages share with it: what fields, facts, documents and answers are called in the reader's
language, and an applicant's text with the words marked that a finding rests on. An unknown name is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from intake_service.domain.call import Question
from intake_service.domain.proposal import CallHead, GrantType, Proposal, ProposedApplication, frame_sums
from prescreen_shared.clock import end_of_day, last_day_before, on_clock
from prescreen_shared.plumbing.pages import make_environment, policy_of_style, reading_style, said
from prescreen_shared.statuses import Outcome
from prescreen_shared.texts.catalogue import (
    Language,
    format_date,
    format_moment,
    format_number,
    format_value,
    name_of,
    say,
)

_GROUPED_FROM: Final = 10_000
"""Integers from here on are amounts, not years or counts, and easier to read in groups of three."""
_ANSWERS: Final = "answers."


def render_proposal(proposal: Proposal, language: Language = "sv") -> str:
    """Give the page as HTML text (encode it as UTF-8): the same text for the same proposal, in one language."""
    template = template_environment(language).get_template("proposal.html")
    return template.render(
        proposal=proposal,
        call=proposal.call,
        screening=proposal.screening,
        sums=frame_sums(proposal.call.grant_types, proposal.applications),
        tables=_tables(proposal),
        outcomes=tuple(Outcome),
        style=Markup(reading_style()),
        policy=policy_of_style(reading_style(), in_page=True),
    )


@cache
def template_environment(language: Language, *folders: str) -> Environment:
    """Give the environment for one language.

    ``folders`` are template folders within ``intake_service``, looked through in their order before the
    exports' own templates.
    """
    places = [("intake_service", folder) for folder in (*folders, "exporting/templates")]
    environment = make_environment(language, places)
    environment.globals["highlight"] = highlight
    environment.filters.update(_filters(language))
    return environment


def deciding_values(facts: Mapping[str, Any], language: Language) -> tuple[DecidingValue, ...]:
    """Give the values in the order of their names; a detail that holds nothing (``x.years`` of no years) is left out."""
    return tuple(
        DecidingValue(_fact_label(name, language), _written(facts[name], language))
        for name in sorted(facts)
        if not ("." in name and facts[name] in (None, [], ""))
    )


def highlight(text: str, quotes: Iterable[str]) -> tuple[Piece, ...]:
    """Cut ``text`` where a quote begins and ends; joined, the pieces are the text again.

    Differences in white space do not matter; a quote that is not found marks nothing.
    """
    return tuple(_pieces(text, _merged(span for quote in quotes for span in _spans(text, quote))))


def document_title(document: str, language: Language) -> str:
    """Give the full title of a source document."""
    return name_of("document", document, language)


def field_label(field: str, language: Language, questions: Iterable[Question]) -> str:
    """Name a field of an application or a section of the register, such as ``answers.it_system``."""
    if field.startswith(_ANSWERS):
        return _question_label(field.removeprefix(_ANSWERS), language, questions)
    return name_of("field", field, language)


def choice_label(answer: str, language: Language, key: str, questions: Iterable[Question]) -> str:
    """Name an answer chosen from the question's list; an answer in the applicant's own words is left as it is."""
    asked = next(
        (question for question in questions if question.key == key and answer in question.choices), None
    )
    if asked is None:
        return answer
    label = (asked.choice_labels or {}).get(answer)
    return name_of("choice", answer, language) if label is None else str(getattr(label, language))


def _tables(proposal: Proposal) -> tuple[tuple[GrantType, tuple[ProposedApplication, ...]], ...]:
    """Pair each kind of grant with its applications, as the board has one table for each."""
    return tuple(
        (kind, tuple(a for a in proposal.applications if a.grant_type == kind.key))
        for kind in proposal.call.grant_types
    )


def _filters(language: Language) -> dict[str, Any]:
    return {
        "last_moment": partial(_last_moment, language=language),
        "document_title": partial(document_title, language=language),
        "deciding_values": partial(deciding_values, language=language),
        "choice_label": lambda answer, key, questions: choice_label(answer, language, key, questions),
        "word_label": partial(name_of, "choice", language=language),
        "field_label": lambda field, questions: field_label(field, language, questions),
    }


def _last_moment(call: CallHead, language: Language) -> str:
    """Write when a call closes: its last day, with the time of day where that is not the day's end."""
    if call.closes_at is None:
        return "–" if call.closes_on is None else format_date(call.closes_on, language)
    day = last_day_before(call.closes_at, call.time_zone)
    if call.closes_at == end_of_day(day, call.time_zone):
        return format_date(day, language)
    return format_moment(on_clock(call.closes_at, call.time_zone), language)


class DecidingValue(NamedTuple):
    """A value's name and how it is written."""

    name: str
    value: str


def _fact_label(name: str, language: Language) -> str:
    """Name a deciding value such as ``project_year``, or a detail of one such as ``project_year.years``."""
    fact, _, detail = name.partition(".")
    if detail:
        return f"{name_of('fact', fact, language)}, {name_of('detail', detail, language)}"
    return name_of("fact", fact, language, name_of("detail", fact, language))


def _written(value: Any, language: Language) -> str:
    if value is None:
        return say("proposal.not-stated", language)
    if value == []:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED_FROM:
        return format_number(value)
    return name_of("choice", value, language) if isinstance(value, str) else format_value(value, language)


class Piece(NamedTuple):
    """A run of text, and whether a finding quotes it."""

    text: str
    is_quoted: bool


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    position = 0
    for start, end in spans:
        if start > position:
            yield Piece(text[position:start], is_quoted=False)
        yield Piece(text[start:end], is_quoted=True)
        position = end
    if position < len(text):
        yield Piece(text[position:], is_quoted=False)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _spans(text: str, quote: str) -> Iterator[tuple[int, int]]:
    words = quote.strip().strip("…").split()
    if not words:
        return
    for match in re.finditer(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE):
        yield match.span()


def _question_label(key: str, language: Language, questions: Iterable[Question]) -> str:
    """Give a question as the call words it."""
    label = next((question.label for question in questions if question.key == key), None)
    return key.replace("_", " ") if label is None else said(label, language)
