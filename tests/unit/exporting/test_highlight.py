"""Promises of how quoted words are marked in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intake_service.exporting.proposal_page import highlight


def marked(text: str, *quotes: str) -> list[str]:
    return [piece.text for piece in highlight(text, quotes) if piece.is_quoted]


def test_the_quoted_words_are_marked_where_they_stand() -> None:
    assert [tuple(piece) for piece in highlight("Ett två tre.", ["två"])] == [
        ("Ett ", False),
        ("två", True),
        (" tre.", False),
    ]


def test_white_space_and_letter_case_do_not_matter() -> None:
    assert marked("Ordinarie\n  Verksamhet pågår", "ordinarie verksamhet") == ["Ordinarie\n  Verksamhet"]


def test_quotes_that_overlap_are_marked_as_one() -> None:
    assert marked("ett två tre", "ett två", "två tre") == ["ett två tre"]


def test_an_ellipsis_around_a_quote_is_no_part_of_it() -> None:
    assert marked("ett två tre", "…två…") == ["två"]


def test_a_quote_that_is_not_found_or_empty_marks_nothing() -> None:
    assert marked("ett två", "fyra", "", "…") == []


def test_signs_with_a_meaning_in_patterns_are_only_signs() -> None:
    assert marked("Kostar (a+)+$ kr", "(a+)+$") == ["(a+)+$"]


@given(st.text(max_size=60), st.lists(st.text(max_size=6), max_size=4))
def test_the_pieces_are_always_the_text_again(text: str, quotes: list[str]) -> None:
    assert "".join(piece.text for piece in highlight(text, quotes)) == text
