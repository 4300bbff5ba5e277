"""What the city already knew is matched by name, topic and year, and each match is shown."""

from __future__ import annotations

from typing import Any

import pytest

from scoring_service.domain.condition import Fact
from scoring_service.domain.derive.kinds import KINDS
from tests.unit.scoring.make_facts import declare, derive, make_application, make_call, setting_faults

STUDY: dict[str, Any] = {"name": "Signs of Safety", "years": [2015, 2016], "aliases": ["SoS-metoden", "", 7]}


def match(entry: Any, settings: dict[str, Any] | None = None, **given: Any) -> Fact:
    base = {"section": "central_studies", "keys": ["name", "project"], "fields": ["title", "description"]}
    declaration = declare("register_match", **{**base, **(settings or {})})
    return derive(
        declaration, make_application(**given), make_call(register={declaration.settings["section"]: entry})
    )


def test_a_match_shows_what_it_matched_and_quotes_the_sentence() -> None:
    fact = match([STUDY], title="Nytt", description="Om annat. Vi prövar signs of safety.")

    assert fact.value is True
    assert fact.details == {
        "matched_name": "Signs of Safety",
        "written": "signs of safety",
        "likeness": 100,
        "all_names": ["Signs of Safety"],
        "years": [2015, 2016],
    }
    assert [(evidence.field, evidence.quote) for evidence in fact.evidence] == [
        ("description", "Vi prövar signs of safety."),
        ("register.central_studies", "Signs of Safety: 2015, 2016"),
    ]


def test_a_further_name_that_the_register_gives_is_found() -> None:
    assert match([STUDY], title="SoS-metoden hos oss").value is True


def test_capitals_that_the_text_spells_out_as_another_name_are_its_own() -> None:
    study = {"name": "Uppföljning av motiverande samtal (MI)"}
    assert match([study], title="MI för alla", description="MI prövas i samtalen med Eva Ek.").value is True
    assert match([study], title="MI för alla", description="Huset Mötesplats Idun öppnar.").value is True
    assert (
        match([study], title="MI för alla", description="MI kallas Mötesplats Idun av alla.").value is False
    )
    assert match([study], title="MI för alla", description="MI är Motiverande Intervjuer.").value is True


def test_a_sentence_that_holds_an_exception_names_nothing() -> None:
    settings = {"except": ["är utbildad* i"]}
    passing = "Personalen är utbildade i Signs of Safety."

    assert match([STUDY], settings, description=passing).value is False
    assert match([STUDY], settings, description=f"{passing} Signs of Safety ska följas upp.").value is True


@pytest.mark.parametrize(
    ("given", "about", "passing"),
    [
        ({"description": "Vi vill följa upp Signs of Safety."}, True, False),
        ({"title": "Signs of Safety i praktiken"}, True, False),
        ({"description": "Personalen arbetar med Signs of Safety. Vi vill starta ett café."}, False, True),
        ({"description": "Hon mötte Signs of Safety i Australien."}, False, True),
        ({"description": "Till skillnad från Signs of Safety utgår vi från barnet."}, False, False),
        ({"description": "Vi ska inte pröva Signs of Safety."}, False, False),
        (
            {"description": "Personalen är redan utbildad i Signs of Safety, och vi vill starta ett café."},
            False,
            False,
        ),
        (
            {"description": "Personalen arbetar med Signs of Safety. Vi vill följa upp Signs of Safety."},
            True,
            False,
        ),
    ],
)
def test_a_name_that_is_only_mentioned_is_told_from_one_that_it_is_about(
    given: dict[str, str], about: bool, passing: bool
) -> None:
    given = {"title": "Något annat", **given}

    given = {"description": "Om arbetet.", **given}
    assert match([STUDY], {"mention": "about"}, **given).value is about
    assert match([STUDY], {"mention": "passing"}, **given).value is passing


def test_a_single_word_of_a_name_needs_another_of_its_words() -> None:
    entry = {"name": "Stella – det tredelade föräldraskapet"}
    settings = {"mention": "about"}

    assert match([entry], settings, title="Terapihunden Stella", description="Vi prövar.").value is False
    assert match([entry], settings, title="Stella", description="Vi prövar ett föräldraskap.").value is True


@pytest.mark.parametrize(
    ("years", "entry_years", "expected"),
    [
        ("any", [2011], True),
        ("grant_year", [2018], True),
        ("grant_year", [2017], False),
        ("grant_year", [], True),
        ("before_grant_year", [2017, 2018], True),
        ("before_grant_year", [2018], False),
    ],
)
def test_only_entries_of_the_wanted_years_count(years: str, entry_years: list[int], expected: bool) -> None:
    fact = match([{**STUDY, "years": entry_years}], {"years": years}, title="Signs of Safety")

    assert fact.value is expected


def test_the_applicants_own_project_can_be_left_out_but_not_a_visit_to_it() -> None:
    entry = {"project": "Hemteamet", "administrations": ["Farsta"], "grant_type": "project", "years": [2017]}
    settings = {"section": "earlier_grants", "own_project": "excluded"}

    assert match([entry], settings, title="Hemteamet").value is False
    assert match([entry], settings, title="Hemteamet", grant_type="study_visit").value is True
    assert match([entry], settings, title="Hemteamet", applicants=("Bromma sdf",)).value is True


def test_a_text_that_is_missing_leaves_it_unknown_unless_there_is_nothing_to_match() -> None:
    assert match([STUDY]).missing == ("description",)
    assert match([STUDY], {"needed": []}).value is False
    assert match([], {}).value is False
    assert match([STUDY], title="Signs of Safety").value is True


def test_without_a_register_nothing_matches() -> None:
    declaration = declare("register_match", section="central_studies", keys=["name"], fields=["title"])

    assert derive(declaration, make_application(title="Signs of Safety")).value is False
    assert match(["inte en post"], title="Signs of Safety").value is False


def test_further_fields_are_read_only_while_the_answer_is_silent() -> None:
    settings = {
        "section": "local_services",
        "keys": ["host_type"],
        "fields": ["answers.host_type", "title"],
        "fields_if_silent": ["description"],
    }
    entry = [{"host_type": "kvinnojour"}]
    text = {"description": "De samverkar med kvinnojouren."}

    assert match(entry, settings, **text).details["matched_name"] == "kvinnojour"
    assert match(entry, settings, answers={"host_type": "barnahus"}, **text).value is False
    assert match(entry, settings, answers={"host_type": "barnahus"}).value is False
    assert match(entry, settings).missing == ("description",)
    assert match(entry, settings, answers={"host_type": "N/A"}, **text).value is True
    for blank in ("", "Vet ej", "Se bilaga"):
        left_open = match(entry, settings, answers={"host_type": blank}, description="De samverkar.")
        assert (left_open.value, left_open.missing, left_open.is_unclear) == (
            None,
            ("answers.host_type",),
            True,
        )


def topic(text: str | None, **settings: Any) -> Fact:
    base = {"section": "city_standards", "key": "covers", "fields": ["title", "description"], "share": 75}
    register = {
        "city_standards": [
            {"name": "BBIC", "covers": "systematisk uppföljning av insatser för barn och unga"},
            {"name": "Utan ämne"},
            {"name": "Ett ord", "covers": "insatser"},
        ]
    }
    declaration = declare("register_topic", **{**base, **settings})
    return derive(
        declaration, make_application(title="Titel", description=text), make_call(register=register)
    )


def test_a_topic_is_matched_by_the_share_of_its_concepts() -> None:
    fact = topic("Systematisk uppföljning. Våra insatser.")

    assert fact.value is True
    assert fact.details["share"] == 75
    assert fact.details["words"] == ["Systematisk", "uppföljning", "insatser"]
    assert topic("Uppföljning av insatser.").value is False


def test_a_topic_can_ask_for_a_word_a_single_sentence_or_more_concepts() -> None:
    assert topic("Systematiska insatser för barn.", required=["uppföljning"]).value is False
    assert topic("Systematisk uppföljning. Våra insatser.", within="sentence").value is False
    assert topic("Systematisk uppföljning av insatser.", within="sentence").value is True
    assert topic("Systematisk uppföljning av insatser.", least_concepts=5).value is False
    assert topic(None).missing == ("description",)


@pytest.mark.parametrize(
    ("entry", "grant_year", "expected"),
    [
        ({"ongoing_from": 2017}, 2018, True),
        ({"ongoing_from": 2019}, 2018, False),
        ({"ongoing_from": 2015, "ongoing_to": 2017}, 2018, False),
        ({"ongoing_to": 2018}, 2018, True),
        ({"years": [2017]}, 2018, False),
        ({"years": [2018]}, 2018, True),
        ({}, 2018, True),
        ({"ongoing_from": 2019}, None, True),
    ],
)
def test_a_programme_is_known_to_run_in_the_grant_year(entry: Any, grant_year: Any, expected: bool) -> None:
    call = make_call(
        register={"city_programmes": [{"name": "IT", "kind": "it", **entry}, {"name": "B", "kind": "b"}]},
        grant_year=grant_year,
    )
    fact = derive(
        declare("register_has", section="city_programmes", where={"kind": "it"}), make_application(), call
    )

    assert fact.value is expected
    assert fact.details == ({"names": ["IT"]} if expected else {})


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("register_match", {"section": "x", "keys": ["name"], "fields": ["title"]}),
        ("register_match", {"section": "earlier_grants", "keys": "name", "fields": ["title"]}),
        ("register_match", {"section": "earlier_grants", "keys": ["name"], "fields": ["titel"]}),
        ("register_match", {"section": "earlier_grants", "keys": ["name"], "fields": []}),
        (
            "register_match",
            {"section": "earlier_grants", "keys": ["name"], "fields": ["title"], "threshold": 101},
        ),
        (
            "register_match",
            {"section": "earlier_grants", "keys": ["name"], "fields": ["title"], "compounds": 1},
        ),
        ("register_topic", {"section": "city_standards", "fields": ["title"], "share": 75, "key": ""}),
        (
            "register_topic",
            {"section": "city_standards", "fields": ["title"], "share": 75, "key": "a", "synonyms": []},
        ),
        (
            "register_topic",
            {
                "section": "city_standards",
                "fields": ["title"],
                "share": 75,
                "key": "a",
                "synonyms": {"a": ["*"]},
            },
        ),
        (
            "register_topic",
            {"section": "city_standards", "fields": ["title"], "share": 75, "key": "a", "least_concepts": 0},
        ),
        ("register_has", {"section": "city_programmes", "where": ["kind"]}),
        ("words", {"fields": ["title"], "words": [""]}),
        ("words", {"fields": ["title"], "words": ["b*"]}),
        ("words", {"fields": ["title"]}),
        ("project_year", {"grant_type": "project", "sources": ["rumour"]}),
        ("similar_application", {"title_likeness": True}),
        ("administration_standing", {"way": "somehow"}),
        ("amount_over_cap", {"cap": 1000}),
    ],
)
def test_faulty_settings_are_told_before_anything_uses_them(kind: str, settings: dict[str, Any]) -> None:
    assert len(setting_faults(KINDS[kind].settings, settings)) == 1
