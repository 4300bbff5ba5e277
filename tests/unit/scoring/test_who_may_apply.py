"""Administrations are recognised under the names that people write, and only in the years in which they exist."""

from __future__ import annotations

from typing import Any

import pytest

from prescreen_shared.known_names import name_key
from scoring_service.domain.derive.administrations import Administrations
from scoring_service.domain.wording.names import AdministrationNames, KnownAdministration
from tests.unit.scoring.make_facts import declare, derive, make_application, make_call, setting_faults

OLD, NEW = "Älvsjö stadsdelsförvaltning", "Hägersten-Älvsjö stadsdelsförvaltning"
LISTED: list[Any] = [
    "Farsta stadsdelsförvaltning",
    {"name": "Enskede-Årsta-Vantörs stadsdelsförvaltning", "aliases": ["EÅV"]},
    {"name": OLD, "to_year": 2020},
    {"name": NEW, "from_year": 2021, "replaces": [OLD]},
    "Socialförvaltningen",
]


def may_apply(name: str, **call: Any) -> Any:
    fact = derive(
        declare("applicants_may_apply", ignored_words=["Stockholms stad"], administrations=LISTED),
        make_application(applicants=(name,)),
        make_call(**call),
    )
    return fact.value


@pytest.mark.parametrize(
    "name",
    [
        "FARSTA",
        "Farsta stadsdelsnämnd",
        "Farsta  stadsdelsförvaltning ",
        "Enskede–Årsta–Vantör",
        "Enskede Arsta Vantors stadsdelsforvaltning",
        "eåv",
        "Socialförvaltningen, Stockholms stad",
        "Socialforvaltning",
        "Älvsjö sdf",
        "Enskede/Årsta/Vantör",
        "Ensk-Års-Vant",
        "Vantörs stadsdelsförvaltn.",
        "Socialförv.",
    ],
)
def test_a_variant_of_a_name_is_recognised(name: str) -> None:
    assert may_apply(name) is True


@pytest.mark.parametrize(
    "name",
    [
        "Solna stadsdelsförvaltning",
        "Äldreförvaltningen",
        "Stockholms stad",
        NEW,
        "???",
        "Farste",
        "Fårsta",
        "Farsta kommun",
    ],
)
def test_others_may_not_apply(name: str) -> None:
    assert may_apply(name) is False


def test_an_administration_may_apply_only_in_the_years_in_which_it_exists() -> None:
    assert may_apply(NEW, grant_year=2021) is True
    assert may_apply(OLD, grant_year=2021) is False
    assert may_apply(OLD, grant_year=None) is may_apply(NEW, grant_year=None) is True


def test_the_calls_own_list_goes_before_the_rule_sets() -> None:
    own = ("Enskede-Årsta-Vantör", "Idrottsförvaltningen")

    assert may_apply("Idrottsförvaltning", administrations=own) is True
    assert may_apply("EÅV", administrations=own) is True
    assert may_apply("Farsta", administrations=own) is False


def test_an_application_without_applicants_is_unknown() -> None:
    fact = derive(declare("applicants_may_apply", administrations=LISTED), make_application(applicants=()))

    assert (fact.value, fact.missing) == (None, ("applicants",))


def test_a_merged_administration_stands_for_those_it_replaced() -> None:
    call = make_call(grant_year=2021)
    names = AdministrationNames.of(())
    assert names.with_forerunners([OLD]) == {name_key(OLD)}
    assert names.recognise("Farsta") is None
    assert may_apply(NEW, grant_year=call.grant_year)


@pytest.mark.parametrize(
    "entry",
    ["", 7, {}, {"name": "A", "till": 2020}, {"name": "A", "to_year": "2020"}, {"name": "A", "aliases": "B"}],
)
def test_a_faulty_entry_is_refused_by_name(entry: Any) -> None:
    assert setting_faults(Administrations, {"administrations": [entry]})


def test_the_list_itself_is_required() -> None:
    (fault,) = setting_faults(Administrations, {})
    assert fault.en == "setting 'administrations' is required"
    assert setting_faults(Administrations, {"administrations": []})


def test_words_are_ignored_only_where_the_rules_say_so() -> None:
    assert name_key("Malmö Farsta sdf", ("Malmö",)) == "farsta"
    assert name_key("Malmö Farsta sdf") == "malmö farsta"
    assert name_key("Farstamalmö sdf", ("Malmö",)) == "farstamalmö"
    assert name_key("Malmö", ("Malmö",)) == "malmö"


HABO, HÅBO = "Habo kommun", "Håbo kommun"


def test_a_name_that_fits_two_is_unknown_and_both_are_named() -> None:
    fact = derive(
        declare("applicants_may_apply", administrations=["Spånga-Tensta sdf", "Spånga-Lunda sdf"]),
        make_application(applicants=("Spånga",)),
        make_call(),
    )
    assert fact.value is False
    assert fact.details["unknown"] == ["Spånga (Spånga-Tensta sdf? Spånga-Lunda sdf?)"]
    assert [evidence.quote for evidence in fact.evidence] == ["Spånga"]


def test_of_two_that_a_short_form_fits_the_one_that_exists_in_the_grant_year_is_meant() -> None:
    known = (
        KnownAdministration("Hägersten-Liljeholmens sdf", to_year=2020),
        KnownAdministration("Hägersten-Älvsjö sdf", from_year=2021),
    )
    for year, expected in ((2018, known[0]), (2022, known[1]), (None, None)):
        assert AdministrationNames(known, grant_year=year).recognise("Hägersten") == expected


def test_the_calls_own_list_decides_as_intake_does_what_a_short_form_means() -> None:
    known = (KnownAdministration("Hägersten-Älvsjö sdf"), KnownAdministration("Älvsjö sdf", to_year=2020))
    assert AdministrationNames(known, own=1).recognise("Älvsjö") == known[0]
    assert AdministrationNames(known).recognise("Älvsjö") == known[1]


def test_what_was_replaced_is_found_however_it_is_written() -> None:
    names = AdministrationNames((KnownAdministration(NEW, replaces=(OLD, "Hägersten-Liljeholmen")),))
    keys = names.with_forerunners(["Hägersten–Älvsjö SDF"])
    assert names.with_forerunners(["Häg-Lil"]).isdisjoint(names.with_forerunners(["Farsta"]))
    assert keys & names.with_forerunners(["HägerstenLiljeholmens stadsdelsförvaltning"])


def test_two_names_that_differ_by_a_dot_are_two() -> None:
    names = AdministrationNames.of((HABO, HÅBO))
    assert names.identify("HABO") != names.identify("HÅBO")
    alone = AdministrationNames.of((HÅBO,))
    assert alone.recognise("Habo kommun") is None
    assert alone.identify("Habo kommun") != alone.identify(HÅBO)
