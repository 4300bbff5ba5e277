"""Text is read as a reader reads it: what cannot be seen changes no word, and a sentence ends where a reader would stop."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prescreen_shared.prose import LONGEST_SENTENCE, cut_sentences, fold, readable, see

PLAIN = "Vi utvecklar ett journalsystem för uppföljning hos enheten."


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in cut_sentences(text)]


@pytest.mark.parametrize(
    "written",
    [
        "Vi utvecklar ett journal\u00adsystem för uppföljning hos enheten.",
        "Vi utvecklar ett journal\u200bsystem för upp\u200d\u2060följning hos\ufeff enheten.",
        "Vi utvecklar ett journal-\nsystem för uppföljning hos enheten.",
        "Vi utvecklar ett journal\u2010\n  system för uppföljning hos enheten.",
        "Vi utvecklar ett journal\u00ad\nsystem för uppföljning hos enheten.",
        "Vi utvecklar ett jour-\r\nnalsystem för upp-\r\nföljning hos enheten.",
        "\u202bVi utvecklar\u202c ett \u2066journalsystem\u2069 för uppföljning hos enheten.",
        "<p>Vi utvecklar ett journal<b>system</b> för uppföljning hos enheten.</p>",
        "<div class=\"x\"><span style='a:b'>Vi utvecklar</span>\nett <o:p>journalsystem</o:p> för uppföljning<br/>hos enheten.</div>",
        "<!-- [if gte mso 9] --><style>p {a: b}</style>Vi utvecklar ett journalsystem för uppföljning hos enheten.",
        "Vi utvecklar ett journal&shy;system f&ouml;r uppf&#246;ljning&nbsp;hos&#xA0;enheten.",
        "&lt;p&gt;Vi utvecklar ett journalsystem f&amp;ouml;r uppföljning hos enheten.&lt;/p&gt;",
        "Vi utvecklar ett journalsystem för upp\ufb00öljning hos enheten.".replace("\ufb00", "f"),
        "Vi\u00a0utvecklar\u202fett\u2009journalsystem\u3000för\tuppföljning hos enheten.",
        unicodedata.normalize("NFD", PLAIN),
        "Vi utvecklar ett ｊｏｕｒｎａｌｓｙｓｔｅｍ för uppföljning hos enheten．",
        "Vi utvecklar ett\njournalsystem för\nuppföljning hos enheten.",
        "Vi utvecklar ett journal¬\nsystem för uppföljning hos enheten.",
        "Vi utvecklar ett journal¬system för upp¬ \n följning hos enheten.",
        "Vi utvecklar ett journal&shysystem f&oumlr uppf&oumlljning&nbsphos enheten.",
    ],
)
def test_what_a_reader_does_not_see_changes_nothing(written: str) -> None:
    [sentence] = cut_sentences(written)
    assert " ".join(sentence.text.split()) == PLAIN
    assert sentence.written in written
    assert fold(written) == fold(PLAIN)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Färre än <30 år, <namn> och a < b > c.", "Färre än <30 år, <namn> och a < b > c."),
        ("R&D; FoU & MI &okänt;", "R&D; FoU & MI &okänt;"),
        ("R&D, H&M och &åring, 3 ¬ 4", "R&D, H&M och &åring, 3 ¬ 4"),
        ("barn-\noch ungdomsvård", "barn- och ungdomsvård"),
        ("Hägersten-\nLiljeholmen", "Hägersten-Liljeholmen"),
        ("IT-\nstöd, it-\nstöd, e-\npost, 12-\nåringar", "IT-stöd, it-stöd, e-post, 12-åringar"),
        ("ung-\ndomar, an-\nsökan, ut-\nveckling", "ungdomar, ansökan, utveckling"),
        ("en ﬂykting, ﬁnt", "en flykting, fint"),
        ("Habo och Håbo", "Habo och Håbo"),
        ("5 m² – ½ tim…", "5 m² – ½ tim…"),
    ],
)
def test_what_a_reader_sees_stays(written: str, seen: str) -> None:
    assert readable(written) == seen


@pytest.mark.parametrize(
    "whole",
    [
        "Vi möts b la Måndagar och t ex Kvällar.",
        "Vi inför bl.a. BBIC, t.ex. IBIC och s.k. MI under fr.o.m. Januari.",
        "Vi börjar kl. 12.00 och betalar 1.000 kr eller 2.500.000 kr.",
        "Det leds av dr. Andersson och prof. Ek, ca. 200 timmar.",
        "Den f.d. Socialförvaltningen, nr. 5, s. 12 och kap. 3 gäller.",
        "Vi startar den 1. mars och slutar den 31. December.",
        "Hon heter Anna B. Svensson och A. Ek.",
        "1. Bakgrund till projektet.",
        "Stödet söks t. ex. Hos Finsam.",
        "Se www.stockholm.Se och a.b@stockholm.Se för mer.",
    ],
)
def test_an_abbreviation_a_time_or_a_number_ends_no_sentence(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi är två. Fler kommer.", ["Vi är två.", "Fler kommer."]),
        ("Vi möts m.m. Sedan äter vi.", ["Vi möts m.m.", "Sedan äter vi."]),
        ("Vi slutar kl. 12. Sedan äter vi.", ["Vi slutar kl. 12.", "Sedan äter vi."]),
        ("Det kostar 200 kr. Vi söker allt.", ["Det kostar 200 kr.", "Vi söker allt."]),
        ("Det var 2017. Nu är det 2018.", ["Det var 2017.", "Nu är det 2018."]),
        ("vi bygger det. sedan går vi.", ["vi bygger det.", "sedan går vi."]),
        ("Vi bygger systemet.Personalen utbildas.", ["Vi bygger systemet.", "Personalen utbildas."]),
        ("”Nu!” Sa han. Ja?", ["”Nu!”", "Sa han.", "Ja?"]),
        ("Syfte\nVi bygger.", ["Syfte", "Vi bygger."]),
        ("Vi ska\n- bygga\n- Sälja", ["Vi ska", "- bygga", "- Sälja"]),
        ("Vi ska\n• bygga\n• sälja", ["Vi ska", "• bygga", "• sälja"]),
        ("Vi ska\n1. bygga\n2. sälja", ["Vi ska", "1. bygga", "2. sälja"]),
        ("vi bygger\n\noch säljer", ["vi bygger", "och säljer"]),
        ("<p>vi bygger</p><p>och säljer</p>", ["vi bygger", "och säljer"]),
        ("<ul><li>bygga</li><li>sälja</li></ul>", ["bygga", "sälja"]),
        ("vi bygger<br><br>och säljer", ["vi bygger", "och säljer"]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_stop(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_line_that_is_full_goes_on_though_the_next_word_is_a_name() -> None:
    text = "Vi vill utveckla arbetet med familjer tillsammans med\nBromma och med Farsta, som förra året gick in i samma\nProjekt utan att få medel för det."
    assert sentences(text) == [text.replace("\n", " ")]


@settings(max_examples=60, deadline=2000)
@given(
    st.text(max_size=2000)
    | st.sampled_from(
        [
            "<!--",
            "<p",
            "<a ",
            "&shy;",
            "- \n",
            "-\n",
            "\n ",
            " \n",
            "a.",
            ". ",
            "<br>",
            "e\u0301",
            "\u00ad",
            "b. ",
        ]
    ).map(lambda part: part * 4000)
)
def test_any_text_is_read_in_reasonable_time_and_quoted_as_it_was_written(text: str) -> None:
    begun = time.process_time()
    cut = list(cut_sentences(text))
    assert time.process_time() - begun < 1.5
    assert all(sentence.written in text for sentence in cut)
    assert all(0 < len(sentence.text) <= LONGEST_SENTENCE for sentence in cut)
    assert all("\n" not in sentence.text for sentence in cut)


@given(st.text(alphabet="aå-\u00ad\u030a<b>/&;.\n N", max_size=40))
def test_each_letter_that_is_seen_stands_somewhere_in_the_text(text: str) -> None:
    seen = see(text)
    spans = [seen.written_span(place, place + 1) for place in range(len(seen.text))]
    assert all(start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@pytest.mark.parametrize(
    "text",
    [
        "Vi söker medel. De vill\nanvända sig av Journal\nDigital JD i arbetet.",
        "Vi söker medel. De vill\nanvända sig av\nJournal\nDigital JD i arbetet.",
    ],
)
def test_a_line_in_the_middle_of_a_sentence_ends_it_with_a_stop_alone(text: str) -> None:
    assert readable(text) == " ".join(text.split("\n"))
