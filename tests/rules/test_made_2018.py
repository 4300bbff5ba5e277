"""Made applications under the rules of 2018: nobody is refused wrongly, and what an application shows is found."""

from __future__ import annotations

from prescreen.expected import set_beside
from tests.rules.made_round import screened_calls


def test_nobody_is_refused_whom_no_officer_would_refuse() -> None:
    refused = [
        miss.reference for miss in set_beside(screened_calls()).misses if miss.what == "refused-wrongly"
    ]

    assert refused == []


def test_every_made_application_is_expected() -> None:
    for expectations, verdicts in screened_calls():
        assert {each.reference for each in expectations} == {each.reference for each in verdicts.verdicts}
