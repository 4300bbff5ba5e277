"""Promises of forslag.html: one file, every reason, nothing from an applicant that could act."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from intake_service.exporting.proposal_page import render_proposal
from prescreen_shared.plumbing.pages import policy_of_style, reading_style
from prescreen_shared.shapes.verdict import CallFinding, Evidence, Sentence
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from tests.stages.made_proposals import (
    A_CALL,
    A_CRITERION,
    AN_OPEN_CRITERION,
    make_application,
    make_finding,
    make_proposal,
)

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
VOID = {"meta", "link", "br", "img", "input", "path", "rect", "circle"}


class Elements(HTMLParser):
    """Collects every element with its attributes, and checks that they close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag


def test_the_page_says_that_it_is_a_proposal_and_no_decision() -> None:
    page = render_proposal(make_proposal(make_application()))
    assert "Förslag – inte beslut" in page
    assert '<html lang="sv">' in page
    assert "3.2.2–324/2017" in page


def test_a_ground_is_shown_with_sentence_values_words_and_source() -> None:
    page = render_proposal(make_proposal(make_application()))
    for words in (
        "Det är ett fjärde projektår.",
        "<dt>Projektår</dt><dd><bdi>4</bdi></dd>",
        "”Projektet har pågått i tre år.”",
        "<mark>Projektet har pågått i tre år.</mark>",
        "Fördelning av lokala utvecklingsmedel och medel för studiebesök 2018",
        "”Avslag då det är för ett fjärde projektår de söker medel.”",
    ):
        assert words in page


def test_registration_number_time_of_arrival_and_versions_are_shown() -> None:
    page = render_proposal(make_proposal(make_application()))
    for words in ("3.2.2–324/2017-6", "30 november 2017 kl. 13.05", "ab" * 32, "durable-rules 2.0.28"):
        assert words in page


def test_a_time_of_arrival_that_nobody_stated_is_not_made_up() -> None:
    page = render_proposal(make_proposal(make_application(submitted_at=None)))
    assert "Tiden framgår inte<small>inläst i systemet 30 november 2017 kl. 13.05</small>" in page


def test_amounts_have_no_place_to_break() -> None:
    page = render_proposal(make_proposal(make_application()))
    assert "125\u00a0000\u00a0kr" in page
    assert re.search(r"\d \d{3}", re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.S)) is None


def test_what_is_missing_is_named_as_the_call_words_it() -> None:
    open_finding = make_finding(
        status=FindingStatus.UNDETERMINED, missing=("answers.it_system", "earlier_grants")
    )
    page = render_proposal(make_proposal(make_application(outcome=Outcome.REFER, findings=(open_finding,))))
    assert "<li>Vilket IT-system?</li><li>Tidigare bidrag</li>" in page
    assert "Går inte att avgöra" in page


def test_notes_and_passed_checks_are_kept_apart_from_what_decides() -> None:
    note = make_finding(effect=Effect.NOTE, text=Sentence("Beloppet sänks.", "Cut."))
    passed = make_finding(status=FindingStatus.NOT_MET, text=Sentence("Inget system.", "No system."))
    page = render_proposal(make_proposal(make_application(outcome=Outcome.ELIGIBLE, findings=(note, passed))))
    assert "Att notera" in page
    assert "1 kontroll utan anmärkning" in page
    assert "Förgranskningen fann inget som talar emot ansökan." in page
    assert page.index("Inget system.") > page.index('<details class="passed">')


def test_findings_about_the_call_are_shown() -> None:
    finding = CallFinding("duplicate-application", Sentence("T2-16 och T2-21 är lika.", "Alike."), {}, None)
    assert "T2-16 och T2-21 är lika." in render_proposal(make_proposal(call_findings=(finding,)))


def test_the_english_page_is_english_throughout() -> None:
    page = render_proposal(make_proposal(make_application()), "en")
    assert '<html lang="en">' in page
    assert "It is a fourth project year." in page
    assert "Det är ett fjärde projektår." not in page
    assert "Proposal – not a decision" in page


def test_a_call_without_applications_and_without_screening_is_still_a_page() -> None:
    page = render_proposal(make_proposal(screening=None))
    assert "Inga ansökningar kom in." in page
    assert "Utlysningen har inte förgranskats än." in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_that_an_applicant_wrote_becomes_an_element(language: str) -> None:
    hostile = make_application(
        reference=SCRIPT,
        registration_number=SCRIPT,
        title=SCRIPT,
        description=SCRIPT * 2 + " Projektet har pågått i tre år.",
        applicants=(SCRIPT,),
        unit=SCRIPT,
        findings=(
            make_finding(
                text=Sentence(SCRIPT, SCRIPT),
                facts={SCRIPT: SCRIPT, "list": [SCRIPT]},
                missing=(SCRIPT, f"answers.{SCRIPT}"),
                evidence=(Evidence(SCRIPT, SCRIPT),),
            ),
        ),
    )
    page = render_proposal(make_proposal(hostile), language)  # type: ignore[arg-type]
    elements = Elements(page).found
    assert not {"script", "img", "iframe", "object", "form"} & {tag for tag, _ in elements}
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]


def test_an_override_of_direction_is_taken_out_of_everything() -> None:
    application = make_application(
        title="Pro\u202ejekt", findings=(make_finding(text=Sentence("\u202ea", "a")),)
    )
    assert "\u202e" not in render_proposal(make_proposal(application))


def test_a_description_of_20_000_characters_is_folded_and_whole() -> None:
    long = "ord " * 5_000
    page = render_proposal(make_proposal(make_application(description=long, findings=())))
    assert long.strip() in page
    assert '<details class="folded">' in page


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    elements = Elements(render_proposal(make_proposal(make_application()))).found
    links = [a[name] for _, a in elements for name in ("href", "src", "action", "srcset") if name in a]
    assert all(link is not None and link.startswith("#") for link in links)
    assert not [a for _, a in elements if "style" in a]


def test_every_link_leads_to_an_element_and_every_id_stands_once() -> None:
    page = render_proposal(
        make_proposal(make_application(), make_application(application_id="b", reference="T1-7"))
    )
    elements = Elements(page).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in elements if tag == "a"} <= {f"#{name}" for name in ids}


def test_the_policy_allows_exactly_the_style_that_the_page_carries() -> None:
    page = render_proposal(make_proposal())
    style = page[page.index("<style>") + len("<style>") : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy_of_style(reading_style())


def test_the_same_proposal_gives_the_same_page() -> None:
    assert render_proposal(make_proposal(make_application())) == render_proposal(
        make_proposal(make_application())
    )


def test_the_title_of_the_call_is_escaped_too() -> None:
    page = render_proposal(make_proposal(call=replace(A_CALL, title=SCRIPT)))
    assert "<script" not in page


def test_points_stand_in_the_table_and_with_their_justifications_below() -> None:
    eligible = make_application(
        outcome=Outcome.ELIGIBLE, findings=(), criteria=(A_CRITERION, AN_OPEN_CRITERION)
    )
    page = render_proposal(make_proposal(eligible))
    Elements(page)
    table, _, below = page.partition("<article")
    assert '<span class="points">3 av 7 poäng, 2 okända</span>' in table
    for words in (
        "3 av 7 poäng, 2 okända",
        "2 av 2 poäng",
        "Ett lärosäte är namngivet.",
        "Fler kan vara med.",
    ):
        assert words in below
    assert "Vad poängen vilar på" not in table


def test_the_table_gives_points_only_of_what_may_be_granted() -> None:
    refused = make_application(criteria=(A_CRITERION,))
    page = render_proposal(make_proposal(refused))
    assert 'class="points"' not in page
    assert "2 av 2 poäng" in page


def test_without_criteria_the_page_says_nothing_of_points() -> None:
    assert "oäng" not in render_proposal(make_proposal(make_application()))
