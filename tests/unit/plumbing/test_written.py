"""Both services order references alike, name the same nearest word, and write JSON in one form."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen_shared.written import canonical_json, canonical_sha256, nearest_words, reference_key

MIXED = ["T1", "b-1", "A-2", "B-1", "a-1", "1-b", "T1-9B", "T1-9a"]
"""Once ordered in two ways by the two services."""


def test_numbers_are_compared_as_numbers() -> None:
    given_references = ["T2-1", "T1-10", "T1-2", "T1-1"]
    assert sorted(given_references, key=reference_key) == ["T1-1", "T1-2", "T1-10", "T2-1"]


def test_letters_of_either_case_are_alike_and_the_order_of_arrival_decides_nothing() -> None:
    ordered = ["1-b", "a-1", "A-2", "B-1", "b-1", "T1", "T1-9a", "T1-9B"]

    for seed in range(20):
        shuffled = Random(seed).sample(MIXED, len(MIXED))
        assert sorted(shuffled, key=reference_key) == ordered


def test_what_is_a_digit_elsewhere_is_no_number_and_a_long_number_is_one() -> None:
    references = ["T2-16", "T2-9", "T1-30", "²", "T2-" + "9" * 5000]

    assert sorted(references, key=reference_key) == ["T1-30", "T2-9", "T2-16", references[-1], "²"]


def test_a_run_of_ten_thousand_digits_is_no_burden() -> None:
    assert reference_key("T" + "9" * 9_999) < reference_key("T1" + "0" * 9_999)


@given(st.lists(st.text(max_size=12), unique=True))
def test_no_two_references_share_a_place(references: list[str]) -> None:
    assert len({reference_key(reference) for reference in references}) == len(references)


def test_the_nearest_word_is_named_whatever_the_order_of_the_known() -> None:
    for known in permutations(("amount", "requested_amount", "applicants")):
        assert nearest_words("requested_amuont", known) == ["requested_amount"]

    assert nearest_words("zzz", ["amount"]) == []
    assert nearest_words("Nora", ["Södra", "Norra", "Norrare"], most=3, least=56) == ["Norra", "Norrare"]


def test_equal_json_is_written_alike() -> None:
    assert canonical_json({"b": [2, 1], "a": "å"}) == '{"a":"å","b":[2,1]}'
    assert canonical_json({"b": [2, 1], "a": "å"}, spaced=True) == '{"a": "å", "b": [2, 1]}'
    assert canonical_sha256({"b": 1, "a": 2}) == canonical_sha256({"a": 2, "b": 1})


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json([float("nan")])
