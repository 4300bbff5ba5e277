"""A word of a rule is found in every form of it that people write, and no other word is."""

from __future__ import annotations

import pytest

from scoring_service.domain.wording.passage import read_passage
from scoring_service.domain.wording.said import find_words

SWEDISH = {
    "bok": "boken böcker böckerna bokens böckers böckernas",
    "man": "mannen män männen mannens mäns männens",
    "fot": "foten fötter fötterna fotens fötternas",
    "hand": "handen händer händerna handens händernas",
    "stad": "staden städer städerna stadens städers städernas",
    "projekt": "projektet projekten projektets projektens projekts",
    "verksamhet": "verksamheten verksamheter verksamheterna verksamhetens verksamheternas",
    "öga": "ögat ögon ögonen ögats ögonens",
    "museum": "museet museer museerna museets museernas",
    "centrum": "centrumet centra centrumets",
    "förälder": "föräldern föräldrar föräldrarna föräldrars föräldrarnas",
    "barn": "barnet barnen barnets barns barnens",
    "flicka": "flickan flickor flickorna flickans flickornas",
    "son": "sonen söner sönerna sonens",
    "dotter": "dottern döttrar döttrarna dotterns",
    "bygga": "bygger byggde byggt byggs byggas byggts",
    "driva": "driver drev drivit drivs drivas",
    "ge": "ger gav gett getts ges",
    "finnas": "finns fanns funnits",
    "skriva": "skriver skrev skrivit skrivs skrivas",
    "utbilda": "utbildar utbildade utbildat utbildas",
    "köpa": "köper köpte köpt köps köpas",
    "ta": "tar tog tagit tas",
    "göra": "gör gjorde gjort görs göras",
    "ny": "nytt nya",
    "liten": "litet små lilla",
    "egen": "eget egna",
    "gammal": "gammalt gamla",
    "ekonomisk": "ekonomiskt ekonomiska",
}
ENGLISH = {
    "project": "projects",
    "child": "children",
    "study": "studies studied studying",
    "train": "trains trained training",
    "develop": "develops developed developing",
    "build": "builds built building",
    "write": "writes wrote written writing",
    "woman": "women",
    "policy": "policies",
    "family": "families",
    "system": "systems",
}
OTHERS = {
    "stad": "städa städning ställ stadig stadga",
    "bok": "bock bokstav",
    "man": "manus mannekäng mena",
    "hand": "handla händelse handel hund",
    "fot": "foto fått",
    "barn": "barnmorska barr",
    "ny": "nyss nyhet",
    "ge": "gnida genom",
    "kurs": "kursiv kurator",
    "journalsystem": "journalist systematisk",
    "utbilda": "utbyta inbilla",
    "driva": "drivhus dröm",
    "app": "apparat applåd apa",
    "centrum": "central centralt",
}


def is_found(pattern: str, text: str) -> bool:
    every = list(find_words(read_passage("description", text), (pattern,)))
    return bool(every)


@pytest.mark.parametrize(
    ("word", "form"), [(word, form) for word in SWEDISH for form in SWEDISH[word].split()]
)
def test_a_swedish_word_is_found_in_its_forms(word: str, form: str) -> None:
    assert is_found(word, f"Här står {form} i texten.")
    assert is_found(form, f"Här står {word} i texten.")


@pytest.mark.parametrize(
    ("word", "form"), [(word, form) for word in ENGLISH for form in ENGLISH[word].split()]
)
def test_an_english_word_is_found_in_its_forms(word: str, form: str) -> None:
    assert is_found(word, f"This is the text with {form} of the city.")


@pytest.mark.parametrize(
    ("word", "other"), [(word, other) for word in OTHERS for other in OTHERS[word].split()]
)
def test_another_word_is_not_found(word: str, other: str) -> None:
    assert not is_found(word, f"Här står {other} i texten.")


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("*stad", "grannstäderna"),
        ("*hand", "arbetshänder"),
        ("*förälder", "fosterföräldrarnas"),
        ("*bok", "handböckerna"),
        ("*man", "nyckelmännen"),
        ("*system", "journalsystemens"),
        ("utbild*", "utbildningsinsatsernas"),
        ("grannstad", "grannstäderna"),
        ("fosterförälder", "fosterföräldrar"),
    ],
)
def test_compounds_are_found_in_their_forms(pattern: str, form: str) -> None:
    assert is_found(pattern, f"Här står {form} i texten.")


def test_an_english_form_is_no_swedish_word() -> None:
    assert not is_found("man", "Det är bra, men vi har inte hunnit.")
