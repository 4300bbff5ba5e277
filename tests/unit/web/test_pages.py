"""Promises of the pages that staff read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake_service.web.pages import create_pages
from prescreen_shared.statuses import Outcome
from tests.stages.held_proposals import HeldProposalReader
from tests.stages.made_proposals import (
    A_CALL,
    A_CRITERION,
    A_SCREENING,
    AN_APPLICATION,
    AN_OPEN_CRITERION,
    make_application,
    make_proposal,
)

CALL = f"/calls/{A_CALL.call_id}"
APPLICATION = f"/applications/{AN_APPLICATION.application_id}"


def client_for(*proposals: object) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_pages(HeldProposalReader(*proposals)))  # type: ignore[arg-type]
    return app.test_client()


@pytest.fixture
def client() -> FlaskClient:
    other = make_application(
        application_id="b", reference="T1-7", title="Annat", outcome=Outcome.ELIGIBLE, findings=()
    )
    return client_for(make_proposal(AN_APPLICATION, other))


def test_the_first_page_lists_the_calls(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Lokala utvecklingsmedel 2018" in page
    assert f'href="{CALL}"' in page
    assert "Det finns inga utlysningar än." in client_for().get("/").text


def test_a_call_shows_its_applications_sums_and_progress(client: FlaskClient) -> None:
    page = client.get(CALL).text
    for words in (
        "Globenmodellen",
        "Annat",
        "2\u00a0705\u00a0000\u00a0kr",
        "Det är ett fjärde projektår.",
        "ab" * 32,
    ):
        assert words in page


def test_the_list_is_filtered_by_outcome_kind_and_words(client: FlaskClient) -> None:
    assert "Annat" not in client.get(f"{CALL}?outcome=refuse").text
    assert "Globenmodellen" not in client.get(f"{CALL}?words=annat").text
    assert "Inga ansökningar passar urvalet." in client.get(f"{CALL}?grant_type=study_visit").text
    assert "Inga ansökningar passar urvalet." in client.get(f"{CALL}?outcome=none").text


@pytest.mark.parametrize(
    "query", ["outcome=nonsense", "page=0", "page=-1", "page=x", "page=²", "page=" + "9" * 5000]
)
def test_what_makes_no_sense_in_an_address_is_left_out(client: FlaskClient, query: str) -> None:
    assert client.get(f"{CALL}?{query}").status_code == 200


def test_a_long_list_is_split_in_pages_that_keep_filter_and_language() -> None:
    many = [make_application(application_id=str(n), reference=f"T1-{n}") for n in range(120)]
    client = client_for(make_proposal(*many))
    first = client.get(f"{CALL}?outcome=refuse&lang=en").text
    assert "120 applications, page 1 of 3" in first
    assert 'rel="prev"' not in first
    assert f'href="{CALL}?outcome=refuse&amp;page=2&amp;lang=en#ansokningar"' in first
    last = client.get(f"{CALL}?page=3").text
    assert "T1-119" in last
    assert 'rel="next"' not in last


def test_an_application_shows_every_reason_with_words_marked_in_its_own_text(client: FlaskClient) -> None:
    page = client.get(APPLICATION).text
    assert "Det är ett fjärde projektår." in page
    assert "<mark>Projektet har pågått i tre år.</mark>" in page
    assert "ansökan kom in (lydelse 1)" in page


def test_registration_number_and_time_of_arrival_stand_on_the_page_of_an_application(
    client: FlaskClient,
) -> None:
    page = client.get(APPLICATION).text
    assert "3.2.2–324/2017-6" in page
    assert "30 november 2017 kl. 13.05" in page


def test_silence_is_shown_as_not_stated_and_no_as_no(client: FlaskClient) -> None:
    page = client.get(APPLICATION).text
    assert "1 fråga som sökanden inte har besvarat" in page
    assert ">nej" in page
    assert "huvuddelen" in page


def test_answers_stand_in_the_order_of_the_questions(client: FlaskClient) -> None:
    page = client.get(APPLICATION).text
    places = [
        page.index(words)
        for words in ("Vilket IT-system?", "Hur stor del är utbildning?", "starts", "abroad")
    ]
    assert places == sorted(places)


def test_rules_that_could_not_be_used_are_said_to_be_so() -> None:
    refused = replace(A_SCREENING, problems=("regel x saknar källa",), rule_set=None, engine=None)
    page = client_for(make_proposal(screening=refused)).get(CALL).text
    assert "regel x saknar källa" in page


def test_every_page_can_be_read_in_english_and_links_keep_the_language(client: FlaskClient) -> None:
    for address in ("/", CALL, APPLICATION):
        answer = client.get(f"{address}?lang=en")
        assert '<html lang="en">' in answer.text
        assert answer.headers["Content-Language"] == "en"
        assert f'href="{address}"' in answer.text
    assert f'href="{APPLICATION}?lang=en"' in client.get(f"{CALL}?lang=en").text


@pytest.mark.parametrize("address", ["/calls/none", "/applications/none"])
def test_what_does_not_exist_is_said_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_no_page_may_run_script_or_fetch_from_elsewhere(client: FlaskClient) -> None:
    for address in ("/", CALL, APPLICATION, "/calls/none"):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert "http://" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_applicants_words_stay_words() -> None:
    hostile = make_application(
        title="<script>alert(1)</script>", description="<b>fet</b> Projektet har pågått i tre år."
    )
    client = client_for(make_proposal(hostile))
    for address in (CALL, f"{CALL}?words=%3Cscript%3E", APPLICATION):
        assert "<script" not in client.get(address).text
    assert "&lt;b&gt;fet&lt;/b&gt;" in client.get(APPLICATION).text


def test_the_style_sheet_and_the_icon_are_served(client: FlaskClient) -> None:
    assert client.get("/styles/reading.css").mimetype == "text/css"
    assert client.get("/styles/icon.svg").status_code == 200


def with_points() -> FlaskClient:
    """Three eligible applications with 2, 3 and no points, in the order of their numbers."""
    named = [
        make_application(
            application_id=reference, reference=reference, title=title, outcome=Outcome.ELIGIBLE,
            findings=(), criteria=criteria,
        )
        for reference, title, criteria in (
            ("T1-1", "Lägre", (A_CRITERION,)),
            ("T1-2", "Högre", (A_CRITERION, AN_OPEN_CRITERION)),
            ("T1-3", "Utan", ()),
        )
    ]  # fmt: skip
    return client_for(make_proposal(*named))


def test_an_application_shows_its_points_each_with_its_justification_folded() -> None:
    page = with_points().get("/applications/T1-2").text
    assert "3 av 7 poäng, 2 okända" in page
    folded = page[page.index("Vad poängen vilar på (2 kriterier)") :]
    for words in (
        "2 av 2 poäng",
        "Ett lärosäte är namngivet.",
        "1 av 5 poäng, 2 okända",
        "Vilket IT-system?",
    ):
        assert words in folded
    assert "3 of 7 points, 2 unknown" in with_points().get("/applications/T1-2?lang=en").text


def test_without_criteria_nothing_is_said_of_points(client: FlaskClient) -> None:
    for address in (CALL, APPLICATION):
        assert "oäng" not in client.get(address).text


def test_the_list_can_be_ordered_by_points_and_its_pages_keep_the_order() -> None:
    def titles(page: str) -> list[str]:
        return sorted(("Lägre", "Högre", "Utan"), key=lambda title: page.index(f"<bdi>{title}</bdi>"))

    client = with_points()
    plain, ordered = client.get(CALL).text, client.get(f"{CALL}?order=points").text
    assert titles(plain) == ["Lägre", "Högre", "Utan"]
    assert titles(ordered) == ["Högre", "Lägre", "Utan"]
    assert '<option value="points" selected>' in ordered
    many = [make_application(application_id=str(n), reference=f"T1-{n}", criteria=(A_CRITERION,)) for n in range(60)]  # fmt: skip
    first = client_for(make_proposal(*many)).get(f"{CALL}?order=points").text
    assert f'href="{CALL}?order=points&amp;page=2#ansokningar"' in first
