"""Promises of the order of references."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intake_service.domain.proposal import reference_key


def test_numbers_are_compared_as_numbers() -> None:
    given_references = ["T2-1", "T1-10", "T1-2", "T1-1"]
    assert sorted(given_references, key=reference_key) == ["T1-1", "T1-2", "T1-10", "T2-1"]


def test_a_run_of_ten_thousand_digits_is_no_burden() -> None:
    assert reference_key("T" + "9" * 9_999) < reference_key("T1" + "0" * 9_999)


@given(st.lists(st.text(max_size=12), unique=True))
def test_no_two_references_share_a_place(references: list[str]) -> None:
    assert len({reference_key(reference) for reference in references}) == len(references)
