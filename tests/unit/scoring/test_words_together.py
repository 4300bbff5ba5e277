"""Words of several kinds count where one of each is meant in the same sentence, or in the next, or the same text, where that is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from scoring_service.domain.condition import Fact
from tests.unit.scoring.make_facts import declare, derive, make_application

SETTINGS: dict[str, Any] = {
    "fields": ["description"],
    "words": ["personal*", "handläggare"],
    "together_with": ["*kurs", "utbilda*"],
}


def found(text: str | None, **settings: Any) -> Fact:
    """Derive the fact on a description."""
    return derive(
        declare("words_together", "boolean", **SETTINGS | settings), make_application(description=text)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Våra handläggare går en kurs.", ["handläggare", "kurs"]),
        ("Alla är med. All personal deltar i en grundkurs.", ["personal", "grundkurs"]),
        ("Ungdomarna går en kurs. Personalen är med.", None),
        ("Personalen går ingen kurs.", None),
        ("Handläggare skriver.", None),
    ],
)
def test_one_of_each_is_asked_for_in_one_sentence(text: str, words: list[str] | None) -> None:
    fact = found(text)
    assert fact.value is (words is not None)
    assert fact.details.get("words") == words


def test_a_third_kind_and_the_whole_text_can_be_asked_for() -> None:
    text = "Personalen är trött. En kurs ges. Den gäller alla."
    assert found(text).value is False
    assert found(text, within="text").value is True
    assert found(text, within="text", and_with=["alla"]).value is True
    assert found(text, within="text", and_with=["ingen"]).value is False


def test_two_sentences_in_a_row_can_be_read_together() -> None:
    assert found("Personalen är trött. En kurs ges.", within="near").value is True
    assert found("Vi börjar. Personalen går en kurs.", within="near").details["words"] == [
        "Personalen",
        "kurs",
    ]
    assert found("Personalen är trött. Vi äter. En kurs ges.", within="near").value is False


def test_an_exception_counts_in_its_own_clause_alone() -> None:
    exception = {"except": ["frivillig*"]}
    assert found("Personalen går en frivillig kurs.", **exception).value is False
    assert found("Personalen går en kurs, men frivilliga sköter kaffet.", **exception).value is True


def test_nothing_is_known_of_a_text_that_is_not_there() -> None:
    fact = found(None)
    assert (fact.value, fact.missing) == (None, ("description",))
    assert found(None, needed=[]).value is False
    assert found("Se bilaga 1").missing == ("description",)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Personalen ska utbildas i metoden.", True),
        ("En kurs för personalen hålls av föräldrar.", True),
        ("Personal som möter barn och unga ska gå en kurs.", True),
        ("Personalen utbildar varandra.", True),
        ("Personalen och föräldrarna går en kurs.", False),
        ("Föräldrar och unga går en kurs som personalen leder.", False),
        ("Personalen utbildar föräldrar.", False),
        ("Personalen håller kurser i matlagning för unga.", False),
    ],
)
def test_what_is_said_of_others_does_not_count(text: str, counts: bool) -> None:
    assert found(text, others=["föräldr*", "unga", "barn"]).value is counts
    assert found(text).value is True
