"""A name of the register counts where the application is about it, and is else only mentioned."""

from __future__ import annotations

import pytest

from scoring_service.domain.wording.intent import is_about
from scoring_service.domain.wording.passage import read_passage
from scoring_service.domain.wording.said import places_of


def about(text: str, name: str, field: str = "description") -> bool:
    passage = read_passage(field, text)
    found = [
        is_about(passage, number, place)
        for number, sentence in enumerate(passage.sentences)
        for place in places_of(sentence, name)
    ]
    assert found
    return any(found)


@pytest.mark.parametrize(
    "text",
    [
        "Vi vill följa upp Ring hem under ett år.",
        "Projektet ska pröva Ring hem i två stadsdelar.",
        "Vi söker medel för att fortsätta med Ring hem.",
        "Enheten planerar att införa Ring hem.",
        "Socialsekreterarna kommer att arbeta efter Ring hem.",
        "Vi inför Ring hem på mottagningen.",
        "Handläggarna prövar Ring hem med föräldrar.",
        "Ring hem prövas i tre grupper.",
        "Uppföljning av Ring hem, fem intervjuer.",
        "Studien undersöker Ring hem.",
        "Ring hem är en telefontjänst. Vi vill införa metoden hos oss.",
        "Vi vill resa till Trondheim, där en tjänst som Ring hem finns.",
        "Socialförvaltningen finansierade 2016 vårt projekt Ring hem.",
        "Syftet är att införa Ring hem.",
        "Målet med projektet är att sprida Ring hem.",
        "We want to try Ring hem in two districts.",
    ],
)
def test_what_is_to_be_done_is_what_the_application_is_about(text: str) -> None:
    assert about(text, "ring hem")


@pytest.mark.parametrize(
    "text",
    [
        "Personalen arbetar efter Ring hem.",
        "Mottagningens behandlare använder Ring hem som grund.",
        "Farsta hade ett projekt som hette Ring hem.",
        "Vi har mött många genom Ring hem. Nu vill vi starta ett café.",
        "Ring hem finns i Norrmalm sedan 2016.",
        "Vi känner till Ring hem.",
        "Our staff uses Ring hem.",
    ],
)
def test_what_only_is_or_was_is_mentioned_in_passing(text: str) -> None:
    assert not about(text, "ring hem")


def test_a_title_and_an_answer_are_about_what_they_name() -> None:
    assert about("Trondheim: mer om Ring hem", "ring hem", "title")
    assert about("Ring hem finns", "ring hem", "answers.host_type")
