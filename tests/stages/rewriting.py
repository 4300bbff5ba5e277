"""Applications rewritten as programs and people rewrite them: each way changes how a text is written and not what it says."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from prescreen_shared.shapes.application import Application

Rewrite = Callable[[str], str]
COLUMNS = 60
_LONG_WORD = re.compile(r"[a-zåäö]{6,}")
_PAIRS = {"fi": "\ufb01", "fl": "\ufb02", "ff": "\ufb00"}


def wrapped(text: str) -> str:
    """Break the lines at 60 columns, as a letter does."""
    return textwrap.fill(text, COLUMNS, break_long_words=False)


def wrapped_with_hyphens(text: str) -> str:
    """Break the lines at 60 columns and part the last word of each where it is long, as a PDF does."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > COLUMNS:
            room = COLUMNS - len(line) - 2
            if _LONG_WORD.fullmatch(word) and 3 <= room <= len(word) - 3:
                lines.append(f"{line} {word[:room]}-")
                line = word[room:]
            else:
                lines.append(line)
                line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join((*lines, line))


def with_soft_hyphens(text: str) -> str:
    """Put a soft hyphen into every long word, as a word processor does."""
    return _LONG_WORD.sub(lambda found: f"{found[0][:3]}\u00ad{found[0][3:]}", text)


def with_zero_width_signs(text: str) -> str:
    """Put signs without width into every long word, and one for the direction before the text."""
    return "\u200e" + _LONG_WORD.sub(
        lambda found: f"{found[0][:3]}\u200b{found[0][3:-1]}\u2060{found[0][-1]}", text
    )


def as_html(text: str) -> str:
    """Write paragraphs with tags and entities, as the editor of a web form does."""
    escaped = html.escape(text, quote=False)
    named = "".join(_ENTITIES.get(letter, letter) for letter in escaped)
    marked = re.sub(r"(?<=[a-z;] )([A-Za-z]{7,})(?= )", r"<b>\1</b>", named, count=2)
    return f'<div><p style="margin:0">{marked.replace(" ", "&nbsp;", 1)}</p></div>'


_ENTITIES = {
    letter: f"&{name};"
    for letter, name in zip("åäöÅÄÖé", "aring auml ouml Aring Auml Ouml eacute".split(), strict=True)
}


def as_wrapped_html(text: str) -> str:
    """Write a paragraph whose source is wrapped and whose long words carry ``&shy;``."""
    return (
        f"<p>\n{wrapped(with_soft_hyphens(html.escape(text, quote=False)).replace(chr(0xAD), '&shy;'))}\n</p>"
    )


def with_odd_spaces(text: str) -> str:
    """Put no-break, thin and other spaces in the place of ordinary ones."""
    spaces = "\u00a0\u202f\u2009\u2002"
    parts = text.split(" ")
    return "".join(part + spaces[at % 4] for at, part in enumerate(parts[:-1])) + parts[-1]


def decomposed(text: str) -> str:
    """Write each letter and its dots as two signs, as some file systems and PDFs do."""
    return unicodedata.normalize("NFD", text)


def with_ligatures(text: str) -> str:
    """Write fi, fl and ff as one sign, as a typeset page does."""
    return re.sub("ff|fi|fl", lambda found: _PAIRS[found[0]], text)


def with_line_breaks_in_sentences(text: str) -> str:
    """Break a line after every fourth word wherever the next begins with a small letter."""
    words = text.split(" ")
    pairs = enumerate(pairwise(words), 1)
    breaks = ["\n" if at % 4 == 0 and other[:1].islower() else " " for at, (_, other) in pairs]
    return "".join(word + between for word, between in zip(words, [*breaks, ""], strict=True))


TEXTS: dict[str, Rewrite] = {
    rewrite.__name__: rewrite
    for rewrite in (
        wrapped,
        wrapped_with_hyphens,
        with_soft_hyphens,
        with_zero_width_signs,
        as_html,
        as_wrapped_html,
        with_odd_spaces,
        decomposed,
        with_ligatures,
        with_line_breaks_in_sentences,
    )
}


def in_capitals(name: str) -> str:
    """Write a name in capitals."""
    return name.upper()


def with_other_dashes(name: str) -> str:
    """Write the dashes of a name as slashes, and the kind shortened with a full stop."""
    return name.replace("-", "/").replace("stadsdelsförvaltning", "stadsdelsförvaltn.")


def with_sdf(name: str) -> str:
    """Write the kind as its initials and the dashes as en dashes between no-break spaces."""
    return name.replace("-", "\u00a0–\u00a0").replace("stadsdelsförvaltning", "SDF")


def run_together(name: str) -> str:
    """Write the parts of a name as one word, without the kind."""
    return name.replace("-", "").replace(" stadsdelsförvaltning", "")


def by_beginnings(name: str) -> str:
    """Write a name of several places by the beginnings of its parts, and any other without its kind."""
    place = re.sub(r"(?:s? stadsdelsförvaltning| sdf)$", "", name)
    parts = place.split("-")
    return "-".join(part[:4] if len(part) > 6 else part for part in parts) if len(parts) > 1 else place


def decomposed_with_soft_hyphens(name: str) -> str:
    """Write a name in signs that nobody sees."""
    return decomposed(with_soft_hyphens(name)) + "\u200b "


NAMES: dict[str, Rewrite] = {
    rewrite.__name__: rewrite
    for rewrite in (
        in_capitals,
        with_other_dashes,
        with_sdf,
        run_together,
        by_beginnings,
        decomposed_with_soft_hyphens,
    )
}


def rewrite_texts(application: Application, rewrite: Rewrite) -> Application:
    """Rewrite what the applicant told in the description; title and short answers stay on one line where line breaks come in."""
    one_line = rewrite if "\n" not in rewrite("ett tu tre " * 20) else (lambda text: text)
    return replace(
        application,
        title=one_line(application.title),
        description=None if application.description is None else rewrite(application.description),
        answers={key: _rewritten(key, value, rewrite) for key, value in application.answers.items()},
    )


def _rewritten(key: str, value: Any, rewrite: Rewrite) -> Any:
    return rewrite(value) if isinstance(value, str) and key in FREE_TEXTS else value


FREE_TEXTS = frozenset(
    (
        "posts_paid_for",
        "it_system",
        "research_partner",
        "other_funding",
        "gender_equality_considered",
        "target_group",
        "host_type",
    )
)
"""The questions of the form that are answered in the applicant's own words."""


def rewrite_names(application: Application, rewrite: Rewrite) -> Application:
    """Rewrite the names of those who apply."""
    return replace(application, applicants=tuple(map(rewrite, application.applicants)))
