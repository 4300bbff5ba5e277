"""A version from draft to archive on the pages: written, faulty, changed, checked, approved, tried, in force, rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stages.versions import APPROVER, WRITER, document
from tests.stages.web import WebStage, as_person


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[WebStage]:
    stage = WebStage(f"sqlite:///{tmp_path / 'scoring.sqlite3'}")
    yield stage
    stage.close()


def test_a_faulty_draft_is_kept_with_each_line_that_is_wrong_and_mended_on_its_page(
    stage: WebStage,
) -> None:
    faulty = document().replace("more_than", "more_then")
    [number] = [n for n, line in enumerate(faulty.splitlines(), 1) if "more_then" in line]
    version = stage.write(faulty)
    page = stage.read(version)
    assert "Kontrollen fann 1 fel" in page
    assert f"{number}:" in page
    assert "/approve" not in page
    assert faulty.strip() in stage.read(f"{version}/edit")

    stage.go(f"{version}/edit", "/edit", document=document(), note="rättat")
    page = stage.read(version)
    assert "kontrollerat utan fel" in page
    assert "Kontrollen fann inget att anmärka på" in page
    assert "rättat" in page


def test_nobody_approves_what_is_their_own_and_the_page_says_so(stage: WebStage) -> None:
    version = stage.write(document())
    assert "en annan person godkänner den" in stage.read(version)
    other = stage.forms(version, by=APPROVER)[f"{version}/approve"]
    refused = stage.client.post(f"{version}/approve", data=other, headers=as_person(WRITER.upper()))
    assert refused.status_code == 403
    assert refused.mimetype == "text/html"
    assert f'href="{version}"' in refused.text

    stage.go(version, "/approve", by=APPROVER, reason="läst")
    page = stage.read(version)
    for words in ("Versionen är godkänd", "Godkänd av", APPROVER, "läst"):
        assert words in page
    assert "/edit" not in page


def test_a_call_gets_a_version_of_its_own_is_screened_again_and_rolled_back(stage: WebStage) -> None:
    stage.bring_into_force(document())
    first = stage.screen()
    assert "/roll-back" not in stage.read("/calls/made")
    stricter = stage.bring_into_force(document(2, limit=200), call="made")
    assert "förgranska utlysningen på nytt" in stage.read("/calls/made")
    stage.clock.advance(minutes=1)
    again = stage.go("/calls/made", "/screenings", reason="ny gräns")
    assert "Pågår" in stage.read(again) or "Förbereds" in stage.read(again)
    assert "http-equiv" not in stage.read(again)
    assert f'<a href="{again}">Läs in läget igen</a>' in stage.read(again)
    stage.pump()

    page = stage.read(again)
    for words in ("trial version 2", "4 av 4", "ny gräns", "Föreslås avslag: 2", "Behörig: 2"):
        assert words in page.replace("</a>", "").replace("</b>", "")
    assert "inte klar" not in page
    assert "Behörig: 4" in stage.read(f"/screenings/{first}").replace("</a>", "")
    only = stage.read(f"{again}?outcome=refuse")
    assert "T1-3" in only
    assert "T1-2" not in only

    assert "Återgå till version 1</button>" in stage.read("/calls/made")
    assert stage.go("/calls/made", "/roll-back", by=APPROVER, reason="förhastat") == "/calls/made"
    page = stage.read("/calls/made")
    assert "Återgång" in page
    assert "förhastat" in page
    assert "made" not in stage.read(stricter).partition("Händelser")[0].partition("I kraft")[2][:200]


def test_what_calls_to_come_are_judged_by_is_rolled_back_on_the_first_page(stage: WebStage) -> None:
    stage.bring_into_force(document())
    assert "/roll-back" not in stage.read("/")
    stage.bring_into_force(document(2, limit=200))
    assert "Version 2 är i kraft" in stage.read("/")
    assert "Återgå till version 1</button>" in stage.read("/")
    stage.go("/", "/roll-back", by=APPROVER, reason="fel gräns")
    page = stage.read("/")
    assert "Version 1 är i kraft" in page
    assert "/roll-back" not in page


def test_what_would_change_a_proposal_is_told_and_holds(stage: WebStage) -> None:
    stage.bring_into_force(document(limit=250))
    screening = stage.screen()
    page = stage.read(f"/screenings/{screening}")
    assert f"/screenings/{screening}/proposals/T1-3" in page
    page = stage.read(f"/screenings/{screening}/proposals/T1-3")
    for words in ("Vad skulle ändra förslaget för T1-3?", "Det sökta beloppet är för högt.", "250", "300"):
        assert words in page
    assert "Inga grunder är uppfyllda" in stage.read(f"/screenings/{screening}/proposals/T1-1")


def test_applications_stand_as_people_count_and_come_fifty_at_a_time(stage: WebStage) -> None:
    stage.bring_into_force(document(limit=250))
    screening = stage.screen(60)
    page = stage.read(f"/screenings/{screening}")
    assert page.index("T1-9<") < page.index("T1-10<") < page.index("T1-50<")
    assert "T1-51<" not in page
    rest = stage.read(f"/screenings/{screening}?page=2")
    assert "T1-60<" in rest
    assert "T1-50<" not in rest
    assert "Från början" in rest


def test_a_shadow_run_is_begun_and_ended_on_the_page_of_its_call(stage: WebStage) -> None:
    stage.bring_into_force(document())
    stage.screen()
    draft = stage.write(document(2, limit=200))
    stage.go("/calls/made", "/shadows", version=draft.rsplit("/", 1)[-1])
    page = stage.read("/calls/made")
    assert "Skuggkörningen har börjat" in page
    assert "trial version 2" in page
    assert stage.go("/calls/made", "/end", by=APPROVER) == "/calls/made"
    assert not [address for address in stage.forms("/calls/made") if address.endswith("/end")]


def test_a_version_that_is_put_away_can_neither_be_changed_nor_come_into_force(stage: WebStage) -> None:
    version = stage.write(document())
    stage.go(version, "/archive", reason="behövs inte")
    page = stage.read(version)
    assert "Arkiverad" in page
    assert not {f"{version}/{step}" for step in ("approve", "activate", "check")} & set(stage.forms(version))
    assert stage.client.get(f"{version}/edit").status_code == 409
    late = {"csrf_token": stage.token(), "document": document(limit=400), "revision": "2"}
    kept = stage.client.post(f"{version}/edit", data=late, headers=stage.writer)
    assert kept.status_code == 409
    assert "more_than: 400" in kept.text
