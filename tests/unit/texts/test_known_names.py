"""One administration is recognised however its name is written, and two are never taken for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen_shared.known_names import KnownNames, known_names
from prescreen_shared.prose import readable

LIST = (
    "Bromma stadsdelsförvaltning",
    "Enskede-Årsta-Vantörs stadsdelsförvaltning",
    "Farsta stadsdelsförvaltning",
    "Hägersten-Liljeholmens stadsdelsförvaltning",
    "Hässelby-Vällingby stadsdelsförvaltning",
    "Norrmalms stadsdelsförvaltning",
    "Rinkeby-Kista stadsdelsförvaltning",
    "Skarpnäcks stadsdelsförvaltning",
    "Skärholmens stadsdelsförvaltning",
    "Socialförvaltningen",
    "Spånga-Tensta stadsdelsförvaltning",
    "Stockholms Hamnar",
    "Södermalms stadsdelsförvaltning",
    "Östermalms stadsdelsförvaltning",
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (unicodedata.normalize("NFD", LIST[4]), LIST[4]),
        ("Hässelby–Vällingby stadsdelsförvaltning", LIST[4]),
        ("Hässelby\u2011Vällingby\u00a0SDF", LIST[4]),
        ("  HÄSSELBY - VÄLLINGBYS  STADSDELSFÖRVALTNINGEN ", LIST[4]),
        ("Hässel\u00adby-Vällingby stadsdels-\nförvaltning", LIST[4]),
        ("HässelbyVällingby", LIST[4]),
        ("Hässelby &amp; Vällingby s.d.f.", LIST[4]),
        ("Häss-Väll", LIST[4]),
        ("HV", LIST[4]),
        ("Häg-Lil", LIST[3]),
        ("HägLil sdn", LIST[3]),
        ("Häg.-Lil. stadsdelsförv.", LIST[3]),
        ("Hägersten Liljeholmen", LIST[3]),
        ("Liljeholmens stadsdelsförvaltn.", LIST[3]),
        ("EÅV", LIST[1]),
        ("e-å-v", LIST[1]),
        ("Enskede, Årsta och Vantör", LIST[1]),
        ("Rinkeby/Kista", LIST[6]),
        ("stadsdelsförvaltningen i Kista", LIST[6]),
        ("Spånga", LIST[10]),
        ("farstas stadsdelsnämnd", LIST[2]),
        ("Norrm. sdf", LIST[5]),
        ("socialförvaltning", LIST[9]),
        ("Socialförvaltn.", LIST[9]),
        ("Stockholms hamnar", LIST[11]),
        ("Sodermalms stadsdelsforvaltning", LIST[12]),
        ("SOCIALFORVALTNINGEN", LIST[9]),
        ("Socialförv", LIST[9]),
        ("socialförv:s", LIST[9]),
        ("Socialförvaltningen (SOF)", LIST[9]),
        ("Hässelby-Vällingby stadsdelsförvaltning (HV)", LIST[4]),
        ("Hässelby-Vällingby sdf (HVSDF)", LIST[4]),
    ],
)
def test_every_spelling_that_fits_exactly_one_means_it(written: str, name: str) -> None:
    assert known_names(LIST).recognise(written).name == name
    assert known_names(LIST).identify(written) == known_names(LIST).identify(name)


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("Hasselby-Vallingby", LIST[4]),
        ("Hasselby-Vallingby sdf", LIST[4]),
        ("Hässelby-Välingby stadsdelsförvaltning", LIST[4]),
        ("Spång-Tenst", LIST[10]),
        ("Farst sdf", LIST[2]),
        ("Fårsta", LIST[2]),
        ("Ostermalm", LIST[13]),
        ("Skarpnack", LIST[7]),
        ("Socialforvaltnlngen", LIST[9]),
    ],
)
def test_a_name_that_lost_a_dot_or_a_letter_is_suggested_and_not_taken(written: str, suggested: str) -> None:
    known = known_names(LIST)
    assert known.recognise(written).fits == ()
    assert suggested in known.suggest(written)
    assert known.identify(written) not in {known.identify(name) for name in LIST}


@pytest.mark.parametrize(
    "written",
    [
        *("Stockholm", "hv", "sdf", "Farsta kommun", "Farsta stad", "Solna", "Farsta Bromma", "–", ""),
        *("Farsta (Bromma)", "Farsta sdf (Socialförvaltningen)", "Farsta (ungdom)", "Solna (SOF)", "SF"),
    ],
)
def test_what_fits_none_is_unknown(written: str) -> None:
    assert known_names(LIST).recognise(written).fits == ()


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (("Spånga-Tensta sdf", "Spånga-Lunda sdf"), "Spånga"),
        (("Hägersten-Liljeholmen", "Häggvik-Lillsjön"), "Häg-Lil"),
        (("Rinkeby-Kista", "Rissne-Kymlinge"), "RK"),
        (("Farsta stadsdelsförvaltning", "Farsta stadsdelsnämnd"), "Farsta"),
    ],
)
def test_what_fits_two_is_unknown_and_both_are_suggested(names: tuple[str, ...], written: str) -> None:
    known = KnownNames(names)
    assert known.recognise(written).name is None
    assert set(known.suggest(written)) == set(names)


CITIES = (
    "Borås stad",
    "Habo stad",
    "Håbo kommun",
    "SDN Östra Göteborg",
    "S:t Görans",
    "Äldrenämnden",
    "Barn- och utbildningsnämnden",
    "Kultur- och fritidsförvaltningen",
    "Kultur- och fritidsnämnden",
    "Vård- och omsorgskontoret",
    "Individ- och familjeomsorgen",
    "Arbetsmarknadsförvaltningen",
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Borås", CITIES[0]),
        ("BORÅS KOMMUN", CITIES[0]),
        ("Habo kn", CITIES[1]),
        ("Håbo stad", CITIES[2]),
        ("Ö:a Göteborg", CITIES[3]),
        ("östra Göteborgs stadsdelsförvaltning", CITIES[3]),
        ("St Göran", CITIES[4]),
        ("BUN", CITIES[6]),
        ("Barn & utbildning", CITIES[6]),
        ("KFF", CITIES[7]),
        ("Kultur-/fritidsnämnden", CITIES[8]),
        ("VoO", CITIES[9]),
        ("vård- o omsorgskont", CITIES[9]),
        ("Individ & familjeomsorg", CITIES[10]),
    ],
)
def test_the_bodies_of_any_city_are_known_by_how_people_shorten_them(written: str, name: str) -> None:
    assert known_names(CITIES).recognise(written).name == name


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("Boras", CITIES[0]),
        ("Äldreförvaltningen", CITIES[5]),
        ("AMF", CITIES[11]),
        ("IFO", CITIES[10]),
        ("KUF", CITIES[7]),
    ],
)
def test_another_body_or_letters_of_no_list_are_asked_about(written: str, suggested: str) -> None:
    assert known_names(CITIES).recognise(written).fits == ()
    assert suggested in known_names(CITIES).suggest(written)


def test_a_scan_without_dots_is_taken_only_where_it_shows_and_one_name_fits() -> None:
    both = KnownNames(("Habo stadsdelsförvaltning", "Håbo stadsdelsförvaltning"))
    assert both.recognise("Habo stadsdelsforvaltning").name == "Habo stadsdelsförvaltning"
    two = KnownNames(("Håbo stadsdelsförvaltning", "Häbo stadsdelsförvaltning"))
    assert len(two.recognise("Habo stadsdelsforvaltning").fits) == 2
    one = KnownNames(("Håbo stadsdelsförvaltning",))
    assert one.recognise("Habo stadsdelsförvaltning").fits == one.recognise("Habo sdf").fits == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Habo kommun", "Håbo kommun"),
        ("Borås kommun", "Borå kommun"),
        ("Farsta stadsdelsförvaltning", "Farsta kommun"),
        ("Steg 1", "Steg 2"),
        ("Malå kommun", "Mala kommun"),
    ],
)
def test_two_known_names_are_two_in_every_spelling(one: str, other: str) -> None:
    known = KnownNames((one, other))
    for name in (one, other):
        for written in (name, name.upper(), unicodedata.normalize("NFD", name), f" {name}\u00a0"):
            assert known.recognise(written).name == name
    assert known.identify(one) != known.identify(other)


def test_a_name_whose_like_is_not_known_is_itself_under_every_spelling() -> None:
    none = KnownNames(())
    assert none.identify("Hässelby–Vällingby sdf") == none.identify("HässelbyVällingbys stadsdelsförvaltning")
    assert none.identify("Habo kommun") != none.identify("Håbo kommun")


@given(st.sampled_from(LIST) | st.text(alphabet="åäöaoHRSK-s .", max_size=12))
def test_a_suggestion_never_has_the_letters_that_were_written(written: str) -> None:
    known = known_names(LIST)
    if known.recognise(written).name is None:
        assert readable(written) not in map(readable, known.suggest(written))


@given(
    st.permutations(LIST),
    st.sampled_from(["Häg-Lil", "EÅV", "Spånga", "Farsta", "Rinkeby/Kista", "Sodermalm"]),
)
def test_the_order_of_the_list_does_not_matter(names: list[str], written: str) -> None:
    assert KnownNames(tuple(names)).recognise(written) == known_names(LIST).recognise(written)
