"""Words and names are found in Swedish text in every form that people write, and quoted as they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prescreen_shared.prose import LONGEST_SENTENCE
from scoring_service.domain.derive.register_topic import concepts_found, read_topic
from scoring_service.domain.wording.names import find_name, likeness, read_name
from scoring_service.domain.wording.passage import read_passage, stem
from scoring_service.domain.wording.patterns import WordPatternError, patterns_in, places_of_any, read_pattern
from scoring_service.domain.wording.said import find_words


def found(pattern: str, text: str, *exceptions: str) -> list[str]:
    return [hit.written for hit in find_words(read_passage("description", text), (pattern,), exceptions)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kvinnojouren kvinnojourer kvinnojourernas", "kvinnojour"),
        ("insatsen insatser insatserna", "insats"),
        ("brukarskolan brukarskolor", "brukarskol"),
        ("instrumentet instrumenten", "instrument"),
        ("friskt", "frisk"),
        ("arbetslöst", "arbetslös"),
        ("ansvarig ansvariga", "ansvar"),
        ("stadens", "stad"),
        ("b", "b"),
    ],
)
def test_inflected_words_have_one_stem(words: str, expected: str) -> None:
    assert {stem(word) for word in words.split()} == {expected}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("utbildning", "Utbildningarna börjar.", ["Utbildningarna"]),
        ("utbild*", "Vi utbildar och utbildas.", ["utbildar"]),
        ("*journalsystem", "Ett patientjournalsystemet byggs.", ["patientjournalsystemet"]),
        ("*ärende*", "Flera barnärenden väntar.", ["barnärenden"]),
        ("IT-system", "Ett it system, två IT-system.", ["IT system"]),
        ("it-system", "Ett IT system finns.", ["IT system"]),
        ("MI", "Om MI-samtal.", ["MI"]),
        ("MI", "Mi casa, mitt MILDA liv.", []),
        (
            "utbilda ... personal",
            "Vi utbildar sedan i vår all vår personal.",
            ["utbildar sedan i vår all vår personal"],
        ),
        ("utbilda ... personal", "Vi utbildar ett två tre fyra fem sex sju personal.", []),
        ("utbilda ... personal", "Vi utbildar.", []),
        ("dokumentations", "Ett dokumentations- och behandlingsstöd.", ["dokumentations"]),
        ("journalsystem", "Ett journal-system, journal\u2011systemet.", ["journal system"]),
        ("journal* ... personal", "Journal-systemet för personal.", ["Journal systemet för personal"]),
        ("barnrätt", "Om barn- rätt och barn – rätt.", []),
        ("fråga", "Inget här.", []),
    ],
)
def test_a_pattern_finds_what_it_means(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_a_sentence_with_an_exception_is_passed_over_and_the_next_is_not() -> None:
    text = "Det är ingen utbildning. Det är en utbildning!"

    assert len(found("utbildning", text, "ingen ... utbildning")) == 1


_MIXED = (
    "utbild* ... personal", "böcker", "*system", "BBIC", "*arbet*", "train* of staff", "drive", "it-stöd", "journalsystem",
    "ha ... medel", "kvinnojour",
)  # fmt: skip


@given(
    st.lists(
        st.sampled_from(
            "Utbildning av all personalen boken BBIC bbic-utredning journal-system journalsystemens samarbetet We are the driven "
            "training of staff IT-stöd it stöd hade fått medlen kvinnojourernas x".split()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_many_patterns_are_found_together_where_each_is_found_alone(words: list[str]) -> None:
    (sentence,) = read_passage("description", " ".join(words)).sentences
    alone = [place for text in _MIXED for place in read_pattern(text).places_in(sentence)]
    assert list(places_of_any(_MIXED, sentence)) == alone
    told = [each.text for each in patterns_in(_MIXED, sentence.lines)]
    assert told == [text for text in _MIXED if read_pattern(text).may_be_in(sentence.lines)]


@pytest.mark.parametrize("pattern", ["", "*", "a*", "...", "ord ...", "!*"])
def test_a_pattern_that_says_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(WordPatternError):
        read_pattern(pattern)


def test_decomposed_letters_are_found_and_quoted_as_they_were_written() -> None:
    text = unicodedata.normalize("NFD", "Först. Vi söker för ärendehantering.")
    hit = next(find_words(read_passage("description", text), ("ärendehantering",)))

    assert hit.sentence.quote in text
    assert hit.written == "ärendehantering"


def test_sentences_end_where_a_new_one_begins() -> None:
    text = "Det är t.ex. bra, bl.a. här. ”Nu!” Sa han\nOch så."

    assert [sentence.quote for sentence in read_passage("title", text).sentences] == [
        "Det är t.ex. bra, bl.a. här.",
        "”Nu!”",
        "Sa han",
        "Och så.",
    ]


def test_a_text_without_full_stops_is_cut_between_words() -> None:
    sentences = read_passage("d", "ord " * 400 + "x" * 1500).sentences

    assert max(len(sentence.quote) for sentence in sentences) <= LONGEST_SENTENCE
    assert " ".join(sentence.quote for sentence in sentences).split()[:400] == ["ord"] * 400


@settings(max_examples=40, deadline=2000)
@given(
    st.text(max_size=3000)
    | st.sampled_from([".", "(", "a ", ". ", "\n", "a.", "MI "]).map(lambda part: part * 6000)
)
def test_any_text_is_read_in_reasonable_time(text: str) -> None:
    passage = read_passage("d", text)

    assert all(sentence.quote in text for sentence in passage.sentences)
    assert list(find_words(passage, ("utbild* ... personal", "MI"))) is not None
    find_name(read_name("Uppföljning av motiverande samtal (MI)"), passage, 90)


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("Signs of Safety", "Vi inför Signs-of-Safety nu.", "Signs of Safety"),
        ("Signs of Safety", "SIGN OF SAFETY", "SIGN OF SAFETY"),
        ("Signs of Safety", "Trafiksäkerhet och skyltar.", None),
        ("Globenmodellen", "Om Globen-modellen.", "Globen modellen"),
        ("Uppföljning av motiverande samtal (MI)", "Motiverande samtalen hjälper.", "Motiverande samtalen"),
        ("Uppföljning av motiverande samtal (MI)", "MI-samtal", "MI"),
        ("Uppföljning av motiverande samtal (MI)", "mi", None),
        ("Brukarstudie inom Stella – det tredelade föräldraskapet", "Projektet Stella.", "Stella"),
        ("Brukarstudie inom Stella – det tredelade föräldraskapet", "stella polaris", None),
        ("Nya Vägen: stöd", "Hos nya vägen.", "nya vägen"),
        ("Hus", "Huset byggs.", "Huset"),
        ("Hus", "Mus byggs.", None),
        ("Modell 1 för stöd", "Modell 2 för stöd.", None),
        ("(–)", "Ingenting.", None),
    ],
)
def test_a_name_is_found_in_its_variants(name: str, text: str, written: str | None) -> None:
    ignored = ("uppföljning av", "brukarstudie inom")
    hit = find_name(read_name(name, ignored), read_passage("title", text), 90)

    assert (hit and hit.written) == written


def test_a_kind_of_thing_is_found_in_compounds_where_that_is_asked_for() -> None:
    passage = read_passage("title", "En kvinnojoursverksamhet i Lund")

    assert find_name(read_name("kvinnojour"), passage, 90) is None
    assert find_name(read_name("kvinnojour"), passage, 90, compounds=True) is not None
    assert find_name(read_name("jour"), passage, 90, compounds=True) is None


def test_the_best_of_several_places_is_shown() -> None:
    passage = read_passage("d", "Om Globenmodelen. Om Globenmodellen. Om Globenmodelen.")
    hit = find_name(read_name("Globenmodellen", aliases=("G-modellen",)), passage, 85)

    assert hit is not None
    assert (hit.written, hit.likeness) == ("Globenmodellen", 100)


def test_names_with_other_numbers_or_too_short_to_slip_are_not_alike() -> None:
    assert likeness("utbildning1", "utbildning2") == 0
    assert likeness("hus", "mus") == 0
    assert likeness("hus", "hus") == 100


def test_a_topic_is_its_concepts_and_alternatives_are_one() -> None:
    concepts = read_topic(
        "systematisk uppföljning av insatser för barn och unga", (("uppföljning", ("följa upp",)),)
    )
    passages = [read_passage("d", "Vi ska följa upp öppenvårdsinsatser för unga.")]

    assert [concept.words for concept in concepts] == [
        ("systematisk",),
        ("uppföljning",),
        ("insatser",),
        ("barn", "unga"),
    ]
    assert [concept.words[0] for concept in concepts_found(concepts, passages)] == [
        "uppföljning",
        "insatser",
        "barn",
    ]
    assert read_topic("och stöd 2017", (), ("stöd",)) == ()
