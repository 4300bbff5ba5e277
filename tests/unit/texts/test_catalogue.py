"""Promises of the catalogue of texts."""

from __future__ import annotations

import pytest

from prescreen_shared.statuses import (
    ApplicationState,
    CallState,
    DeliveryState,
    Effect,
    FindingStatus,
    Outcome,
)
from prescreen_shared.texts.catalogue import (
    Catalogue,
    FaultyCatalogueError,
    MissingValueError,
    UnknownTextError,
    say,
    shipped,
    text,
)


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(UnknownTextError, match=r"no\.such\.id"):
        say("no.such.id", "sv")


def test_whether_an_id_is_known_can_be_asked() -> None:
    assert shipped().knows("outcome.refuse")
    assert not shipped().knows("no.such.id")


def test_a_missing_value_is_refused_by_its_place() -> None:
    catalogue = Catalogue({"a.yaml": "x: {sv: 'Hej {name}', en: 'Hello {name}'}"})
    with pytest.raises(MissingValueError, match=r"\{name\}"):
        catalogue.text("x")


def test_places_are_filled_in_the_format_of_each_language() -> None:
    catalogue = Catalogue({"a.yaml": "x: {sv: 'Högst {cap:amount}.', en: 'At most {cap:amount}.'}"})
    assert catalogue.text("x", cap=1_250_000) == {
        "sv": "Högst 1\u00a0250\u00a0000\u00a0kr.",
        "en": "At most 1\u00a0250\u00a0000\u00a0kr.",
    }


def test_a_value_may_be_called_text_id_or_language() -> None:
    catalogue = Catalogue({"a.yaml": "x: {sv: '{language} {text_id}', en: '{language} {text_id}'}"})
    assert catalogue.say("x", "sv", language="svenska", text_id="7") == "svenska 7"


def test_a_count_takes_its_own_word_for_one() -> None:
    catalogue = Catalogue({"a.yaml": "x: {sv: '{n} {n:plural|dag|dagar}', en: '{n} {n:plural|day|days}'}"})
    assert [catalogue.say("x", "sv", n=count) for count in (0, 1, 2)] == ["0 dagar", "1 dag", "2 dagar"]


def test_braces_in_a_value_stay_as_they_are() -> None:
    catalogue = Catalogue({"a.yaml": "x: {sv: 'Fältet {field}', en: 'Field {field}'}"})
    assert catalogue.say("x", "sv", field="{field.__class__}") == "Fältet {field.__class__}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("x: {sv: Hej}", "exactly sv, en"),
        ("x: {sv: Hej, en: Hello, fi: Hei}", "exactly sv, en"),
        ("x: {sv: Hej, en: ' '}", "empty text"),
        ("x: {sv: Hej, en: 7}", "not text"),
        ("x: {sv: '{a}', en: '{b}'}", "other places"),
        ("x: {sv: '{a', en: '{a}'}", "'x'"),
        ("x: {sv: '{a.b}', en: '{a.b}'}", "plain name"),
        ("x: {sv: '{a:money}', en: '{a:money}'}", "unknown format"),
        ("x: {sv: Hej, en: Hello}\nx: {sv: Hej, en: Hello}", "duplicate key"),
        ("- x", "mapping"),
        ("x: [", "a.yaml"),
    ],
)
def test_a_faulty_file_is_refused_with_what_is_wrong(content: str, told: str) -> None:
    with pytest.raises(FaultyCatalogueError, match=told):
        Catalogue({"a.yaml": content})


def test_an_id_in_two_files_is_refused() -> None:
    with pytest.raises(FaultyCatalogueError, match=r"b\.yaml.*twice"):
        Catalogue({"a.yaml": "x: {sv: a, en: a}", "b.yaml": "x: {sv: b, en: b}"})


def test_every_word_of_the_statuses_has_its_text() -> None:
    kinds = {
        "outcome": Outcome,
        "effect": Effect,
        "finding": FindingStatus,
        "application_state": ApplicationState,
        "call_state": CallState,
        "delivery_state": DeliveryState,
    }
    for prefix, words in kinds.items():
        for word in words:
            assert set(text(f"{prefix}.{word.value}")) == {"sv", "en"}


def test_no_shipped_swedish_sentence_has_straight_quotes() -> None:
    catalogue = shipped()
    assert [text_id for text_id in catalogue.ids if '"' in catalogue._texts[text_id]["sv"]] == []
