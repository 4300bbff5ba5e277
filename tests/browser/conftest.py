"""A headless Chromium and the pages to look at; every test here is skipped, with the reason, where one is absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from intake_service.domain.proposal import Proposal
from intake_service.exporting.proposal_page import render_proposal
from intake_service.web.pages import create_pages
from prescreen_shared.shapes.verdict import CallFinding, Evidence, Sentence
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.versions.drafts import archive_version
from tests.stages.held_proposals import HeldProposalReader
from tests.stages.made_proposals import (
    A_CRITERION,
    AN_OPEN_CRITERION,
    make_application,
    make_finding,
    make_proposal,
)
from tests.stages.serving import served
from tests.stages.versions import document as rule_file
from tests.stages.web import WebStage

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def absent(reason: str) -> None:
    """Skip the test; where the services are required (REQUIRE_SERVICES=1) fail instead."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests: ``TEST_CHROMIUM``, else the first found on the PATH."""
    program = os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        absent("no Chromium on the PATH; install one or name it in TEST_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        # Inside a container the browser has no sandbox of its own; it only ever loads this test's pages.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 400], ids=["wide", "narrow"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of a wide and of a narrow screen; at its end nothing may have gone wrong in it."""
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    troubles: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("request", lambda asked: hosts.add(asked.url.split("/")[2].split(":")[0]))
    yield page
    page.close()
    # That a page of ours is an answer with a fault in it is told in the console, and is none of the page's.
    assert [trouble for trouble in troubles if "the server responded with a status of 4" not in trouble] == []
    assert hosts <= {"127.0.0.1", ""}


@pytest.fixture(scope="session")
def proposal() -> Proposal:
    """A call in which every outcome, kind of finding and odd text occurs."""
    undetermined = make_finding(
        rule="open",
        status=FindingStatus.UNDETERMINED,
        text=Sentence("Det går inte att avgöra.", "It cannot be determined."),
        missing=("earlier_grants", "answers.it_system"),
    )
    referred = make_finding(
        rule="ordinary-operations",
        effect=Effect.REFER,
        evidence=(Evidence("register.other_funding", "Globenmodellen, Finsam"),),
    )
    note = make_finding(rule="amount-over-cap", effect=Effect.NOTE, text=Sentence("Sänks.", "Is cut."))
    passed = make_finding(rule="passed", status=FindingStatus.NOT_MET, evidence=(), facts={})
    hostile = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    applications = (
        make_application(),
        make_application(
            reference="T1-7",
            outcome=Outcome.REFER,
            findings=(undetermined, referred, passed),
            criteria=(A_CRITERION, AN_OPEN_CRITERION),
        ),
        make_application(
            reference="T1-8",
            outcome=Outcome.ELIGIBLE,
            findings=(note, passed),
            requested_amount=None,
            criteria=(A_CRITERION,),
        ),
        make_application(reference="T1-9", outcome=Outcome.SET_ASIDE, findings=(passed,), unit=None),
        make_application(reference="T1-10", outcome=None, findings=(), description="lång text " * 2_000),
        make_application(reference="T1-11", title="W" * 600, applicants=("Å" * 300,), description="Ö" * 900),
        make_application(reference="T1-12", title=hostile, description=hostile, unit=hostile),
        make_application(
            reference="T1-13", title="\u202eשלום \u202eevil", registration_number=None, received_at=None
        ),
        *(make_application(reference=f"T2-{n}", grant_type="study_visit") for n in range(1, 60)),
    )
    identified = (replace(a, application_id=f"a{n}") for n, a in enumerate(applications))
    finding = CallFinding("duplicate-application", Sentence("Två är lika.", "Two are alike."), {"n": 2}, None)
    return make_proposal(*identified, call_findings=(finding,))


@pytest.fixture(scope="session")
def site(proposal: Proposal) -> Iterator[str]:
    """The address of a server that shows the call."""
    app = Flask(__name__)
    app.register_blueprint(create_pages(HeldProposalReader(proposal)))
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def rules_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebStage]:
    """Scoring with versions in every state, a call that was screened twice, and odd text."""
    stage = WebStage(f"sqlite:///{tmp_path_factory.mktemp('rules') / 'scoring.sqlite3'}")
    stage.versions.in_force(rule_file(1))
    stage.screen()
    stricter = stage.versions.in_force(rule_file(2, limit=200), call_code="made")
    stage.again(version_id=stricter.version_id)
    stage.pump()
    archive_version(stage.versions.parts, stage.versions.draft(rule_file(3)).version_id, by="W" * 200)
    hostile = "<script>alert('x')</script><img src=x onerror=alert(1)> \u202eevil " + "Ö" * 900
    stage.post("/api/versions", {"document": rule_file(4).replace("more_than", "more_then"), "note": hostile})
    stage.try_out(stage.order_one(stricter.version_id))
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def rules_site(rules_stage: WebStage) -> Iterator[str]:
    """The address of a server that shows the rules to somebody whom a proxy names, but for the page that asks who it is."""

    def proxied(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        named = {} if environ["PATH_INFO"] == "/sign-in" else {"HTTP_X_REMOTE_USER": "Anna"}
        return rules_stage.app({**environ, **named}, start_response)

    with served(proxied) as address:
        yield address


@pytest.fixture(scope="session")
def rules_pages(rules_stage: WebStage) -> dict[str, str]:
    """The path of every kind of page of the rules, by its name."""
    versions = rules_stage.client.get("/api/versions").get_json()["items"]
    numbers = {each["version"]: each["version_id"] for each in versions}
    checked = rules_stage.post(f"/api/versions/{numbers[4]}/check").get_json()
    assert checked["problems"]
    call = rules_stage.client.get("/api/calls/made").get_json()
    screening = f"/screenings/{call['screenings'][-1]['screening_id']}"
    [backtest] = rules_stage.client.get("/api/backtests").get_json()["items"]
    waiting = rules_stage.order_one(numbers[1])
    begun = rules_stage.again()
    return {
        "new draft": f"/drafts/new?from={numbers[1]}",
        "edit": f"/versions/{numbers[4]}/edit",
        "differences": f"/versions/{numbers[1]}/differences/{numbers[2]}",
        "rule screening": screening,
        "remedies": f"{screening}/proposals/T1-3",
        "screening that waits": f"/screenings/{begun.screening_id}",
        "backtests": "/backtests",
        "backtest that waits": waiting,
        "backtest": f"/backtests/{backtest['backtest_id']}",
        "rule sets": "/",
        "faulty version": f"/versions/{numbers[4]}",
        "version in force": f"/versions/{numbers[1]}?lang=en",
        "rule calls": "/calls",
        "rule call": "/calls/made",
        "about": "/about",
        "who": "/sign-in",
    }


@pytest.fixture(scope="session")
def proposal_file(proposal: Proposal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page forslag.html as a file, with nothing beside it."""
    path = tmp_path_factory.mktemp("proposal") / "forslag.html"
    path.write_text(render_proposal(proposal), encoding="utf-8")
    return path


RULES = (
    "rule sets",
    "faulty version",
    "version in force",
    "rule calls",
    "rule call",
    "about",
    "who",
    "new draft",
    "edit",
    "differences",
    "rule screening",
    "remedies",
    "backtests",
    "backtest",
    "screening that waits",
    "backtest that waits",
)


@pytest.fixture(
    params=[
        "file",
        "/",
        "/calls/{call}",
        "/applications/a0",
        "/applications/a6",
        "/calls/{call}?lang=en",
        *RULES,
    ]
)
def address(request: pytest.FixtureRequest, proposal: Proposal) -> str:
    """The address of every kind of page, one after the other."""
    if request.param == "file":
        return str(request.getfixturevalue("proposal_file").as_uri())
    if request.param in RULES:
        pages = request.getfixturevalue("rules_pages")
        return str(request.getfixturevalue("rules_site") + pages[request.param])
    return str(request.getfixturevalue("site") + request.param.format(call=proposal.call.call_id))
