"""Years with money are read where a text tells them, and not where the years or the money are of something else."""

from __future__ import annotations

from typing import Any

import pytest

from prescreen_shared.shapes.application import EarlierGrant
from scoring_service.domain.condition import Fact
from scoring_service.domain.wording.told_time import read_time
from tests.rules.screen_bundle import shipped_rule_set
from tests.unit.scoring.make_facts import declare, derive, make_application, make_call

SETTINGS: dict[str, Any] = shipped_rule_set().facts["told_project_year"].settings
YEAR = 2018


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("åren 2015–2017", {2015, 2016, 2017}),
        ("2015 till och med 2017", {2015, 2016, 2017}),
        ("2015 t.o.m. 2017", {2015, 2016, 2017}),
        ("mellan 2014 och 2016", {2014, 2015, 2016}),
        ("15/16 och 16/17", {2015, 2016, 2017}),
        ("2015/16", {2015, 2016}),
        ("-15, -16 och -17", {2015, 2016, 2017}),
        ("åren 15, 16 och 17", {2015, 2016, 2017}),
        ("ht 14 och vt-15", {2014, 2015}),
        ("sedan hösten 2014", {2014, 2015, 2016, 2017}),
        ("förstudie 2014, pilot 2015", {2014, 2015}),
        ("2015, året därpå och även 2017", {2015, 2016, 2017}),
        ("hösten 2015 och har sedan dess fått förnyat stöd", {2015, 2016, 2017}),
        ("ansökan avser 2018 och 2019", set()),
        ("ungdomar 16-20 år", set()),
        ("öppet kl. 15-17", set()),
        ("2 015 personer och 150.000 kr", set()),
        ("en lag från 1998", set()),
    ],
)
def test_calendar_years_are_read_as_people_write_them(text: str, years: set[int]) -> None:
    assert read_time(text, YEAR).years == years


@pytest.mark.parametrize(
    ("text", "counted", "asked"),
    [
        ("har fått medel i tre år", 3, 0),
        ("tre år på raken", 3, 0),
        ("tre år i följd", 3, 0),
        ("de tre första åren har finansierats", 3, 0),
        ("three years running", 3, 0),
        ("tre gånger har projektet haft medel", 3, 0),
        ("etapp 1, 2 och 3 är avslutade", 3, 0),
        ("Pilotåret, utvecklingsåret och spridningsåret är avslutade", 3, 0),
        ("tredje projektåret är avslutat", 3, 0),
        ("fjärde och sista året", 0, 4),
        ("går in på sitt 3:e år", 0, 3),
        ("för tredje året i rad", 0, 3),
        ("medel för år fyra", 0, 4),
        ("etapp fyra", 0, 4),
        ("de kommande tre åren", 0, 0),
        ("vi söker för tre år", 0, 0),
        ("hon är fyra år gammal", 0, 0),
        ("vart tredje samtal och var fjärde familj", 0, 0),
    ],
)
def test_years_are_counted_and_numbered_in_words(text: str, counted: int, asked: int) -> None:
    read = read_time(text, YEAR)
    assert (read.counted, read.asked if read.asked > 1 else 0) == (counted, asked)


def test_without_a_year_applied_for_no_calendar_year_is_an_earlier_one() -> None:
    assert read_time("åren 2015–2017, tre år i rad", None).years == set()
    assert read_time("åren 2015–2017, tre år i rad", None).counted == 3


def told(text: str | None, earlier_grants: object = None, **call: Any) -> Fact:
    """Derive the fact as the shipped rules declare it."""
    declaration = declare("told_project_year", "integer", **SETTINGS)
    names = ["Farsta stadsdelsförvaltning"]
    application = make_application(description=text, applicants=names, earlier_grants=earlier_grants)
    return derive(declaration, application, make_call(grant_year=YEAR, **call))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Projektet har fått lokala utvecklingsmedel 2015, 2016 och 2017.", 4),
        ("Arbetet började 2016 med LUM. Nu söker vi för 2018.", 2),
        ("Vi ansöker om medel för år fyra.", 4),
        ("Detta är projektets tredje år. Hittills har det finansierats med utvecklingsmedel.", 3),
        ("Barnen går fjärde året på förskolan. Inga pengar behövs.", 1),
        ("Gruppen har träffats sedan 2009.", 1),
        ("Vi har aldrig fått utvecklingsmedel, trots att vi sökte 2014, 2015 och 2016.", 1),
        ("Verksamheten har betalats med egna medel 2014, 2015 och 2016.", 1),
        ("Arvsfonden finansierade gården 2014, 2015 och 2016.", 1),
        ("Personalen reste 2014, 2015 och 2016 med medel för studiebesök.", 1),
        ("Det är vårt första år.", 1),
    ],
)
def test_a_year_counts_where_money_for_the_project_is_told_with_it(text: str, year: int) -> None:
    fact = told(text)
    assert fact.value == year
    assert bool(fact.evidence) is (year > 1)


def test_years_of_another_administrations_project_are_not_the_applicants() -> None:
    names = ("Farsta stadsdelsförvaltning", "Skärholmens stadsdelsförvaltning")
    text = "I Skärholmen fick de utvecklingsmedel 2014, 2015 och 2016."
    assert told(text, administrations=names).value == 1
    assert (
        told(text.replace("Skärholmen", "Farsta").replace(" de ", " vi "), administrations=names).value == 4
    )


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Vi har haft utvecklingsmedel 2016 för en odling och 2017 för en kör.", 1),
        ("Vi har haft utvecklingsmedel i två år.", 1),
        ("Vi har haft utvecklingsmedel 2015, 2016 och 2017.", 4),
        ("Projektet har haft utvecklingsmedel 2016 och 2017.", 3),
        ("Vi söker utvecklingsmedel för fjärde året.", 4),
    ],
)
def test_years_stated_for_other_projects_are_told_of_those(text: str, year: int) -> None:
    grants = tuple(EarlierGrant(each, "project", None, same_project=False) for each in (2016, 2017))
    assert told(text, grants).value == year


def test_what_is_quoted_is_the_sentence_that_tells_it() -> None:
    fact = told("Vi är glada. Utvecklingsmedel fick vi 2016 och 2017. Nu fortsätter vi.")
    assert [each.quote for each in fact.evidence] == ["Utvecklingsmedel fick vi 2016 och 2017."]
    assert fact.details == {"years": [2016, 2017]}


def test_nothing_is_known_of_a_text_that_is_not_there() -> None:
    fact = told(None)
    assert (fact.value, fact.missing) == (None, ("description",))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Projektet fick medel 2015, 2016 och 2017.", 4),
        ("Vi söker för ett fjärde projektår med utvecklingsmedel.", 4),
        ("Länsstyrelsen betalade 2015, 2016 och 2017.", 1),
        ("Vi har aldrig fått medel 2016.", 1),
    ],
)
@pytest.mark.parametrize("name", ["stockholm-2020", "stockholm-2022"])
def test_a_rule_set_of_another_year_has_the_words_of_the_language(name: str, text: str, year: int) -> None:
    told = shipped_rule_set(name).facts["told_project_year"]

    assert told.settings.keys() == {"fields"}
    assert derive(told, make_application(description=text), make_call(grant_year=YEAR)).value == year
