"""Sentences with values: as a Swedish and an English reader expects them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import TemplateError
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.sentence import Format, SentenceFiller, parse_sentence, write_value
from tests.stages.made_rule_sets import made_fact, made_facts, made_rule_set, same

RULES = made_rule_set(
    [
        made_fact("amount", FactType.AMOUNT),
        made_fact("year"),
        made_fact("day", FactType.DATE),
        made_fact("yes", FactType.BOOLEAN),
        made_fact(
            "share",
            FactType.CHOICE,
            choices=("main", "part"),
            choice_labels={"main": Sentence("mest", "mostly")},
        ),
        made_fact("words", FactType.TEXT),
    ],
    [],
    {"cap": 750_000, "closing": date(2017, 12, 1)},
)


@pytest.mark.parametrize(
    ("text", "values", "sv", "en"),
    [
        ("{amount}", {"amount": 44_300}, "44\N{NO-BREAK SPACE}300\N{NO-BREAK SPACE}kr", None),
        ("{year}", {"year": 2018}, "2018", None),
        ("{year:number}", {"year": -12_345_678}, "−12\N{NO-BREAK SPACE}345\N{NO-BREAK SPACE}678", None),
        ("{cap:amount}", {}, "750\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", None),
        ("{closing}", {}, "1 december 2017", "1 December 2017"),
        ("{day}", {"day": date(2018, 5, 31)}, "31 maj 2018", "31 May 2018"),
        ("{yes}", {"yes": True}, "ja", "yes"),
        ("{yes}", {"yes": False}, "nej", "no"),
        ("{share}, {share:quote}", {"share": "main"}, "mest, ”mest”", "mostly, ”mostly”"),
        ("{share}", {"share": "part"}, "part", None),
        ("{words:quote}", {"words": "Procapita"}, "”Procapita”", None),
        ("{words}", {"words": "x" * 1000}, "x" * 299 + "…", None),
        ("{words:date}", {"words": "2017-12-01T10:00"}, "1 december 2017", "1 December 2017"),
        (
            "{words:date}",
            {"words": "2017-12-01 12:00"},
            "1 december 2017 kl. 12:00",
            "1 December 2017 at 12:00",
        ),
        ("{words:date}", {"words": "soon"}, "soon", None),
        ("{words:ordinal}", {"words": "soon"}, "soon", None),
        ("{year}", {}, "ej angivet", "not stated"),
        ("{{{year}}}", {"year": 1}, "{1}", None),
        ("{missing}", {}, "ej angivet", "not stated"),
        (
            "{year.years}",
            {"year": Fact(2, details={"years": [2015, 2016, 2017]})},
            "2015, 2016 och 2017",
            "2015, 2016 and 2017",
        ),
        ("{year.years}", {"year": Fact(2, details={"years": []})}, "ej angivet", "not stated"),
        ("{year.name}", {}, "ej angivet", "not stated"),
    ],
)
def test_a_value_is_written_by_its_type(text: str, values: dict[str, Any], sv: str, en: str | None) -> None:
    filled = SentenceFiller(RULES, made_facts(**values)).fill(same(text))
    assert filled == Sentence(sv, sv if en is None else en)


@pytest.mark.parametrize(
    ("number", "sv", "en"),
    [
        (1, "första", "first"),
        (4, "fjärde", "fourth"),
        (12, "tolfte", "twelfth"),
        (13, "13:e", "13th"),
        (21, "21:a", "21st"),
        (22, "22:a", "22nd"),
        (103, "103:e", "103rd"),
        (111, "111:e", "111th"),
        (112, "112:e", "112th"),
        (0, "0:e", "0th"),
    ],
)
def test_an_ordinal_is_a_word_to_the_twelfth_and_digits_after(number: int, sv: str, en: str) -> None:
    assert (write_value(number, "sv", Format.ORDINAL), write_value(number, "en", Format.ORDINAL)) == (sv, en)


def test_what_is_missing_is_written_by_its_labels() -> None:
    filled = SentenceFiller(RULES, {}).fill(same("{missing}."), ("year", "day"))
    assert filled == Sentence("the year och the day.", "the year and the day.")


@pytest.mark.parametrize("text", ["{", "}", "{Year}", "{year:loud}", "{year.}", "{}", "{a.b.c}", "{year }"])
def test_a_placeholder_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_sentence(text)
