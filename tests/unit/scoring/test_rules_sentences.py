"""Sentences with values: as a Swedish and an English reader expects them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import TemplateError
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.sentence import Format, SentenceFiller, parse_sentence, write_value
from tests.stages.examples import examples
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


DETAILED = made_rule_set(
    [
        made_fact("grant", FactType.BOOLEAN),
        replace(made_fact("stops", FactType.BOOLEAN), label=same("om arbetet slutar")),
        replace(made_fact("told", FactType.TEXT), label=same("det som sägs")),
        made_fact("number"),
    ],
    [],
)


def _told(sv: str, details: dict[str, Any], missing: tuple[str, ...] = (), **values: Any) -> str:
    facts = {name: Fact(value) for name, value in values.items()} | {"grant": Fact(True, details=details)}
    return SentenceFiller(DETAILED, facts).fill(Sentence(sv, sv), missing).sv


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 ansökningar"), (1, "1 ansökan"), (2, "2 ansökningar"), (None, "ej angivet ansökningar")],
)
def test_a_noun_agrees_with_its_number(count: int | None, told: str) -> None:
    assert _told("{number} {number:plural|ansökan|ansökningar}", {}, number=count) == told
    assert _told("{grant.n} {grant.n:plural|ansökan|ansökningar}", {"n": count}) == told


def test_a_noun_agrees_with_how_many_are_named() -> None:
    text = "{missing:plural|Uppgiften|Uppgifterna} {missing} saknas."
    assert _told(text, {}, ("told",)) == "Uppgiften det som sägs saknas."
    assert _told(text, {}, ("told", "stops")) == "Uppgifterna det som sägs och om arbetet slutar saknas."


@pytest.mark.parametrize(
    ("value", "told"), [(True, "att det slutar"), (False, "att det fortsätter"), (None, "inte om det slutar")]
)
def test_an_answer_is_told_in_words_that_fit_it(value: bool | None, told: str) -> None:
    text = "Sökanden anger {stops:answer|att det slutar|att det fortsätter|inte om det slutar}."
    assert _told(text, {}, stops=value) == f"Sökanden anger {told}."


@pytest.mark.parametrize(
    ("text", "details", "told"),
    [
        (
            "Stadens studie (år: {grant.years}).",
            {"years": [2015, 2016]},
            "Stadens studie (år: 2015 och 2016).",
        ),
        ("Stadens studie (år: {grant.years}).", {}, "Stadens studie."),
        ("Stadens studie (år: {grant.years}).", {"years": []}, "Stadens studie."),
        ("Stadens studie (år: {grant.years}) finns.", {"years": None}, "Stadens studie finns."),
        ("Medel ({grant.funder}, {grant.years}).", {"years": [2018]}, "Medel (2018)."),
        ("Medel ({grant.funder}, {grant.years}).", {"funder": "Finsam"}, "Medel (Finsam)."),
        ("Medel ({grant.funder}; {grant.years}).", {}, "Medel."),
        ("Medel[ från {grant.funder}] (helt).", {}, "Medel (helt)."),
        ("Medel[ från {grant.funder}] (helt).", {"funder": "Finsam"}, "Medel från Finsam (helt)."),
        ("Medel[ från {grant.funder} ({grant.years})].", {"funder": "Finsam"}, "Medel från Finsam."),
        ("Som [det] står (så).", {}, "Som [det] står (så)."),
        ("Öppen (parentes {grant.funder}", {"funder": "x"}, "Öppen (parentes x"),
        ("Slutar ) och ] {grant.funder}", {"funder": "x"}, "Slutar ) och ] x"),
    ],
)
def test_what_is_not_stated_takes_its_brackets_with_it(text: str, details: dict[str, Any], told: str) -> None:
    assert _told(text, details) == told


@pytest.mark.parametrize(
    ("text", "quote", "told"),
    [
        ("Texten säger {told:quote}.", "Vi bygger ett system.", "Texten säger ”Vi bygger ett system.”"),
        ("Texten säger {told:quote}.", "Vad bygger vi?", "Texten säger ”Vad bygger vi?”"),
        ("Texten säger {told:quote}.", "Vi bygger …", "Texten säger ”Vi bygger …”"),
        ("Texten säger {told:quote}.", "Vi säger ”ja.”", "Texten säger ”Vi säger ”ja.””"),
        ("Texten säger {told:quote}.", "Vi bygger", "Texten säger ”Vi bygger”."),
        ("Det heter {told}.", "Stöd m.m.", "Det heter Stöd m.m."),
        ("Det ({told:quote}) medan staden", "Vi bygger.", "Det (”Vi bygger”) medan staden"),
        ("Texten säger {told:quote}, men", "Vi bygger.", "Texten säger ”Vi bygger”, men"),
        ("Texten säger {told:quote} men", "Bygger vi?", "Texten säger ”Bygger vi?” men"),
        ("Texten säger {told:quote} men", "Stöd m.m.", "Texten säger ”Stöd m.m.” men"),
        ("Texten säger {told:quote} Bedöm det.", "Vi bygger.", "Texten säger ”Vi bygger.” Bedöm det."),
        ("Texten ({told}).", "Stöd m.m.", "Texten (Stöd m.m.)."),
    ],
)
def test_no_stop_follows_a_stop(text: str, quote: str, told: str) -> None:
    assert _told(text, {}, told=quote) == told


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        ("Notera: {told}.", "Notera: att det slutar", "Notera: att det slutar."),
        ("Att notera: {told}.", "Notera: att det slutar", "Att notera: att det slutar."),
        ("Om {told} är oklart.", "om arbetet slutar", "Om arbetet slutar är oklart."),
        ("Angivet om {told}.", "om arbetet slutar", "Angivet om arbetet slutar."),
        ("Vi åker i {told}.", "I våra händer", "Vi åker i I våra händer."),
        ("Notera: {told}.", "Noteras ska", "Notera: Noteras ska."),
        ("Om {told}.", "om", "Om om."),
    ],
)
def test_no_lead_in_is_said_twice(text: str, value: str, told: str) -> None:
    assert _told(text, {}, told=value) == told


@pytest.mark.parametrize(
    "text",
    ["{n:plural}", "{n:plural|en}", "{n:plural|en| }", "{n:answer|ja|nej}", "{n:answer|||}", "{n:amount|kr}"],
)
def test_a_format_of_words_has_all_its_words(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_sentence(text)


_WORDS = st.lists(
    st.sampled_from("medel till arbetet projektet text ja".split()), min_size=1, max_size=4, unique=True
)
_LEADS = st.sampled_from(["Notera:", "Om", "Angivet om", "Möjlig motivering:", "Bedöm om", "Texten säger:"])


@examples(200)
@given(
    lead=_LEADS,
    own=st.booleans(),
    words=_WORDS,
    stop=st.sampled_from(["", ".", "?", "!", "…", ".”"]),
    quote=st.booleans(),
)
def test_no_lead_in_and_no_stop_is_ever_said_twice(
    lead: str, own: bool, words: list[str], stop: str, quote: bool
) -> None:
    first = lead.split()[-1] if lead.endswith(":") else lead.split()[-1].lower()
    value = " ".join([*([first] if own and not quote else []), *words]) + stop
    told = _told(f"{lead} {{told{':quote' if quote else ''}}}. Bedöm det.", {}, told=value)
    assert not re.search(r"\b(\w+:?) \1(?!\w)", told, re.IGNORECASE), told
    assert not re.search(r"[.?!…]”*\.", told), told
    assert told.endswith("Bedöm det.")
