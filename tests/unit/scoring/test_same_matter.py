"""One matter told in other words is found by the rare words that two applications share, and by nothing that many share."""

from __future__ import annotations

import random

import pytest

from scoring_service.domain.derive.same_matter import FEWEST, MOST, MOST_TOGETHER, alike_by_matter
from scoring_service.domain.wording.telling_words import telling_words

OTHERS = {
    f"{number}": f"{subject} {verb} i {place} tillsammans med en projektledare."
    for number, (subject, verb, place) in enumerate(
        (subject, verb, place)
        for subject in ("Pensionärer", "Ungdomar", "Föräldrar", "Boende", "Lärlingar")
        for verb, place in (
            ("odlar", "kolonilotter"),
            ("målar", "källaren"),
            ("lagar mat", "köket"),
            ("sjunger", "kyrkan"),
        )
    )
}
ONE = (
    "Gångtunneln vid Västberga belyses av trettio tonåringar med en ljusdesigner, och Konstfack utvärderar. Flickorna undviker platsen. "
    "På höstlovet går de trygghetsvandring med klocka och anteckningsblock, skissar mönster och blandar pigment."
)
OTHER = (
    "Under spåren i Västberga ska tunneln få färg. En ljusdesigner leder, och Konstfack granskar resultatet. Varannan deltagare är nyanländ. "
    "På höstlovet mäts vandringen med klocka innan penslarna tas fram, och igen när lamporna hängts upp i taket av tonåringarna."
)


def found(told: dict[str, str], block: list[str], least: int = 15) -> list[tuple[str, str]]:
    return list(alike_by_matter(told, [block], least))


def test_one_matter_in_other_words_is_found_among_applications_of_one_administration() -> None:
    told = OTHERS | {"A": ONE, "B": OTHER}
    assert found(told, ["0", "A", "B", "5"]) == [("A", "B")]
    assert found(told, ["0", "A", "5"]) == []
    assert found(told, ["A", "B"], least=90) == []


def test_words_that_many_share_tell_nothing() -> None:
    told = OTHERS | {"A": "Ungdomar målar i köket.", "B": "Ungdomar sjunger i köket."}
    assert found(told, ["A", "B"]) == []


def test_a_short_text_says_too_little() -> None:
    told = OTHERS | {"A": ONE, "B": OTHER.partition(".")[0]}
    assert found(told, ["A", "B"], least=1) == []


def test_the_order_of_arrival_changes_nothing() -> None:
    told = list((OTHERS | {"A": ONE, "B": OTHER}).items())
    random.Random(1).shuffle(told)
    assert found(dict(told), ["A", "B"]) == [("A", "B")]


@pytest.mark.parametrize("others", [FEWEST - 3, MOST - 1])
def test_a_call_in_which_nothing_is_rare_or_that_is_too_large_is_not_compared(others: int) -> None:
    told = {f"{number}": f"Text nummer {number}." for number in range(others)}
    assert found(told | {"A": ONE, "B": OTHER}, ["A", "B"]) == []


def test_an_administration_with_very_many_applications_is_not_compared() -> None:
    told = OTHERS | {"A": ONE, "B": OTHER} | {f"x{number}": "" for number in range(MOST_TOGETHER)}
    assert found(told, ["A", "B", *(f"x{number}" for number in range(MOST_TOGETHER))]) == []


def test_words_are_read_without_inflection_and_compounds_by_their_parts() -> None:
    assert telling_words("Kurserna") == telling_words("kurs")
    assert telling_words("kurslitteraturen")["litteratur"] == 0.5
    assert telling_words("MI") == {"mi": 1.0}
    assert telling_words("vi ska och 2018") == {}
