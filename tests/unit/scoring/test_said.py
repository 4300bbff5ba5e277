"""What a text denies, differs from, builds on or says was there before is not taken for what it asks money for."""

from __future__ import annotations

import pytest

from scoring_service.domain.wording.clauses import clauses_of
from scoring_service.domain.wording.passage import QuotedSentence, read_passage
from scoring_service.domain.wording.patterns import Place
from scoring_service.domain.wording.said import Sense, find_words, places_of, sense_of

SYSTEM = ("journalsystem", "dokumentationssystem")


def sense(text: str, word: str) -> Sense:
    sentence = QuotedSentence(text)
    return sense_of(sentence, next(places_of(sentence, word)))


def clauses(text: str) -> list[str]:
    words = QuotedSentence(text).words
    return [" ".join(words[at] for at in clause.words) for clause in clauses_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Vi bygger inte något journalsystem.",
        "Journalsystem bygger vi inte.",
        "Inget journalsystem byggs.",
        "Projektet genomförs utan journalsystem.",
        "Vi arbetar utan att bygga ett journalsystem.",
        "Vi avstår från att köpa ett journalsystem.",
        "Varken app eller journalsystem köps in.",
        "Vi köper en app, inte ett journalsystem.",
        "Det är en app och inte ett journalsystem.",
        "Vi utvecklar aldrig ett journalsystem på egen hand.",
        "Ett journalsystem har vi valt bort.",
        "Inga kurser, möten eller journalsystem ingår.",
        "The project gets no journalsystem.",
        "We will not buy a journalsystem.",
        "We work without a journalsystem.",
    ],
)
def test_what_is_denied_is_not_meant(text: str) -> None:
    assert sense(text, "journalsystem") is Sense.DENIED
    assert list(find_words(read_passage("d", text), SYSTEM)) == []


@pytest.mark.parametrize(
    "text",
    [
        "I stället för ett journalsystem köper vi pärmar.",
        "Vi tar fram en mall snarare än ett journalsystem.",
        "Till skillnad från ett journalsystem visar bilden dagen.",
        "Appen skiljer sig från ett journalsystem.",
        "Appen är inte att förväxla med ett journalsystem.",
        "Vi bygger vidare på erfarenheter från ett journalsystem.",
        "Formuläret är inspirerat av ett journalsystem.",
        "Bilderna görs efter förebild av ett journalsystem.",
        "Appen görs med Umeås journalsystem som förebild.",
        "Enheten har redan ett journalsystem.",
        "Sedan flera år används ett journalsystem.",
        "Vi har tidigare byggt ett journalsystem.",
        "Vi har lång erfarenhet av ett journalsystem.",
        "Rather than a journalsystem we buy paper.",
        "The app is inspired by a journalsystem.",
        "We already have a journalsystem.",
    ],
)
def test_what_is_of_something_else_is_kept_at_a_distance(text: str) -> None:
    assert sense(text, "journalsystem") is not Sense.MEANT
    assert list(find_words(read_passage("d", text), SYSTEM)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Vi bygger ett journalsystem, och personalen är redan utbildad i X.",
        "Vi bygger ett journalsystem och personalen är redan utbildad i X.",
        "Vi bygger ett journalsystem som inte finns i dag.",
        "Vi bygger ett journalsystem eftersom det inte finns något.",
        "Eftersom det inte finns något bygger vi ett journalsystem.",
        "Vi bygger ett journalsystem; ingen utbildning ingår.",
        "Vi bygger ett journalsystem för att inte tappa uppgifter.",
        "Vi köper inte en app utan ett journalsystem.",
        "Ingen app köps, men ett journalsystem byggs.",
        "Vi bygger inte bara en app, vi bygger ett journalsystem.",
        "Till skillnad från förra året bygger vi ett journalsystem.",
        "I stället för BBIC vill vi utveckla ett journalsystem.",
        "Vi vill i stället för BBIC utveckla ett eget journalsystem.",
        "Utan stöd i dag, därför byggs ett journalsystem.",
        "Personal som inte är utbildad får ett journalsystem.",
        "Utbildning saknas – vi bygger ett journalsystem.",
        "För att inte tappa uppgifter ska ett journalsystem byggas.",
        "Vi bygger ett journalsystem för att de inte har något.",
        "Vårt journalsystem ska inte ersätta stadens.",
        "The staff is already trained, and we build a journalsystem.",
        "We do not buy an app but a journalsystem.",
    ],
)
def test_a_word_beside_it_in_another_clause_acquits_nothing(text: str) -> None:
    assert sense(text, "journalsystem") is Sense.MEANT
    assert len(list(find_words(read_passage("d", text), SYSTEM))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Vi bygger ett system, och personalen är utbildad",
            ["vi bygger ett system", "och personalen är utbildad"],
        ),
        (
            "Vi köper böcker, datorer och ett system",
            ["vi köper böcker datorer och ett system"],
        ),
        (
            "Personal som inte är utbildad får en kurs",
            ["personal får en kurs", "som inte är utbildad"],
        ),
        (
            "I projektet, som startar i höst, bygger vi ett system",
            ["i projektet bygger vi ett system", "som startar i höst"],
        ),
        (
            "När personalen har gått kursen kommer vi att bygga",
            ["när personalen har gått kursen", "kommer vi att bygga"],
        ),
        (
            "Personalen ska utbildas och certifieras",
            ["personalen ska utbildas och certifieras"],
        ),
        ("Vi bygger – inte köper – ett system", ["vi bygger", "inte köper", "ett system"]),
        (
            "Vi bygger ett sys\u00adtem;<br/>personalen ut-\nbildas",
            ["vi bygger ett system", "personalen utbildas"],
        ),
        ("", []),
    ],
)
def test_clauses_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_an_exception_acts_within_its_clause_and_on_the_noun_of_its_relative_clause() -> None:
    def found(text: str) -> list[str]:
        return [hit.written for hit in find_words(read_passage("d", text), SYSTEM, ("stadens", "föråldrat"))]

    assert found("Vi bygger ett journalsystem, och stadens mallar används.") == ["journalsystem"]
    assert found("Vi bygger stadens journalsystem.") == []
    assert found("Vi bygger ut ett journalsystem som är föråldrat.") == []


def test_a_pattern_that_holds_a_denial_is_not_denied_by_it() -> None:
    passage = read_passage("answers.it_system", "Nej, inget nytt system.")

    assert [hit.written for hit in find_words(passage, ("inget nytt",))] == ["inget nytt"]


def test_what_is_told_of_before_is_found_where_a_rule_asks_for_it() -> None:
    passage = read_passage("d", "Sedan flera år används ett journalsystem.")
    every = frozenset(Sense)

    assert [hit.written for hit in find_words(passage, SYSTEM, (), every)] == ["journalsystem"]


def test_a_denial_between_the_words_of_a_pattern_denies_it() -> None:
    passage = read_passage("d", "Vi utbildar inte personalen.")

    assert list(find_words(passage, ("utbild* ... personal*",))) == []


def test_a_distance_that_holds_the_word_itself_keeps_it_at_a_distance() -> None:
    passage = read_passage("d", "Personalen är redan utbildad i metoden.")

    assert list(find_words(passage, ("utbild*", "personal* ... utbild*"))) == []


def test_a_word_is_meant_where_it_stands_again_undenied() -> None:
    passage = read_passage("d", "Journalsystem finns inte i dag, därför ska vi köpa ett journalsystem.")

    assert len(list(find_words(passage, SYSTEM))) == 1
    assert sense_of(passage.sentences[0], Place(0, 1)) is Sense.DENIED
