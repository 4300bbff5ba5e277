"""An answer that only names a thing, and a text that says outright that the very thing is got."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.scoring.make_facts import declare, derive, make_application

SETTINGS: dict[str, Any] = {
    "answer": ["answers.x"],
    "longest": 3,
    "things": ["*cykel"],
    "not_in_answer": ["har"],
    "beside": ["från", "handlare"],
    "fields": ["description"],
    "subjects": ["vi", "syftet är att"],
    "auxiliaries": ["vill"],
    "verbs": ["köpa", "köper"],
    "links": ["en", "ny"],
    "except": ["inte"],
}


def _got(answer: str | None, text: str | None) -> Any:
    application = make_application(answers={"x": answer}, description=text)
    return derive(declare("named_acquisition", **SETTINGS), application)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("lådcykel", "Vi vill köpa en ny lådcykel till gården."),
        ("Ny lådcykel", "Syftet är att köpa en lådcykel."),
        ("lådcykel från handlare", "Barnen är med. Vi köper lådcykel."),
        ("Röd Pil lådcykel", "Vi vill köpa en ny Röd Pil lådcykel."),
    ],
)
def test_a_thing_named_and_got_is_found(answer: str, text: str) -> None:
    assert _got(answer, text).value is True


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("lådcykel", "Vi vill köpa lådcykelns däck."),
        ("lådcykel", "Vi vill köpa lådcykel-kartor."),
        ("lådcykel", "Grannen vill köpa en lådcykel."),
        ("lådcykel", "Vi vill köpa mat med en lådcykel."),
        ("lådcykel", "Vi vill köpa en elcykel."),
        ("lådcykel", "Vi vill köpa en lådcykel. Det blir inte i år."),
        ("lådcykel", "Vi vill köpa en lådcykel. Mer sägs. En lådcykel är inte med."),
        ("lådcykel skrotas", "Vi vill köpa en lådcykel."),
        ("har lådcykel", "Vi vill köpa en lådcykel."),
        ("en ny lådcykel från handlare", "Vi vill köpa en lådcykel."),
        ("lådcykel. Nej.", "Vi vill köpa en lådcykel."),
        ("lådcykel?", "Vi vill köpa en lådcykel."),
        ("lådcykel", "Vi vill köpa en lådcykel?"),
        ("hjälm", "Vi vill köpa en hjälm."),
    ],
)
def test_whatever_is_less_than_outright_is_not(answer: str, text: str) -> None:
    assert _got(answer, text).value is False


def test_silence_leaves_it_unknown() -> None:
    assert _got(None, "Vi vill köpa en lådcykel.").missing == ("answers.x",)
    assert _got("lådcykel", None).missing == ("description",)


def test_both_places_are_quoted() -> None:
    fact = _got("ny lådcykel", "Barn. Vi köper en lådcykel.")

    assert [(each.field, each.quote) for each in fact.evidence] == [
        ("answers.x", "ny lådcykel"),
        ("description", "Vi köper en lådcykel."),
    ]
    assert fact.details == {"words": "en lådcykel"}
