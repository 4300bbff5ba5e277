"""A version from draft to archive on the pages: written, faulty, changed, checked, approved, tried, in force, rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages_bench import PagesBench
from tests.rules_web_bench import as_person
from tests.version_bench import APPROVER, WRITER, document


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PagesBench]:
    bench = PagesBench(f"sqlite:///{tmp_path / 'scoring.sqlite3'}")
    yield bench
    bench.close()


def test_a_faulty_draft_is_kept_with_each_line_that_is_wrong_and_mended_on_its_page(
    bench: PagesBench,
) -> None:
    faulty = document().replace("more_than", "more_then")
    [number] = [n for n, line in enumerate(faulty.splitlines(), 1) if "more_then" in line]
    version = bench.write(faulty)
    page = bench.read(version)
    assert "Kontrollen fann 1 fel" in page
    assert f"{number}:" in page
    assert "/approve" not in page
    assert faulty.strip() in bench.read(f"{version}/edit")

    bench.go(f"{version}/edit", "/edit", document=document(), note="rättat")
    page = bench.read(version)
    assert "kontrollerat utan fel" in page
    assert "Kontrollen fann inget att anmärka på" in page
    assert "rättat" in page


def test_nobody_approves_what_is_their_own_and_the_page_says_so(bench: PagesBench) -> None:
    version = bench.write(document())
    assert "en annan person godkänner den" in bench.read(version)
    other = bench.forms(version, by=APPROVER)[f"{version}/approve"]
    refused = bench.client.post(f"{version}/approve", data=other, headers=as_person(WRITER.upper()))
    assert refused.status_code == 403
    assert refused.mimetype == "text/html"
    assert f'href="{version}"' in refused.text

    bench.go(version, "/approve", by=APPROVER, reason="läst")
    page = bench.read(version)
    for words in ("Versionen är godkänd", "Godkänd av", APPROVER, "läst"):
        assert words in page
    assert "/edit" not in page


def test_a_call_gets_a_version_of_its_own_is_screened_again_and_rolled_back(bench: PagesBench) -> None:
    bench.bring_into_force(document())
    first = bench.screen()
    assert "/roll-back" not in bench.read("/calls/made")
    stricter = bench.bring_into_force(document(2, limit=200), call="made")
    assert "granska utlysningen på nytt" in bench.read("/calls/made")
    bench.clock.advance(minutes=1)
    again = bench.go("/calls/made", "/screenings", reason="ny gräns")
    assert "Pågår" in bench.read(again) or "Förbereds" in bench.read(again)
    assert 'http-equiv="refresh"' in bench.read(again)
    bench.pump()

    page = bench.read(again)
    for words in ("trial version 2", "4 av 4", "ny gräns", "Föreslås avslag: 2", "Behörig: 2"):
        assert words in page.replace("</a>", "").replace("</b>", "")
    assert 'http-equiv="refresh"' not in page
    assert "Behörig: 4" in bench.read(f"/screenings/{first}").replace("</a>", "")
    only = bench.read(f"{again}?outcome=refuse")
    assert "T1-3" in only
    assert "T1-2" not in only

    assert bench.go("/calls/made", "/roll-back", by=APPROVER, reason="förhastat") == "/calls/made"
    page = bench.read("/calls/made")
    assert "Återgång" in page
    assert "förhastat" in page
    assert "made" not in bench.read(stricter).partition("Händelser")[0].partition("Gäller")[2][:200]


def test_what_calls_to_come_are_judged_by_is_rolled_back_on_the_first_page(bench: PagesBench) -> None:
    bench.bring_into_force(document())
    assert "/roll-back" not in bench.read("/")
    bench.bring_into_force(document(2, limit=200))
    assert "Version 2 gäller" in bench.read("/")
    bench.go("/", "/roll-back", by=APPROVER, reason="fel gräns")
    page = bench.read("/")
    assert "Version 1 gäller" in page
    assert "/roll-back" not in page


def test_what_would_change_a_proposal_is_told_and_holds(bench: PagesBench) -> None:
    bench.bring_into_force(document(limit=250))
    screening = bench.screen()
    page = bench.read(f"/screenings/{screening}")
    assert f"/screenings/{screening}/proposals/T1-3" in page
    page = bench.read(f"/screenings/{screening}/proposals/T1-3")
    for words in ("Vad skulle ändra förslaget för T1-3?", "Det sökta beloppet är för högt.", "250", "300"):
        assert words in page
    assert "Inga grunder är uppfyllda" in bench.read(f"/screenings/{screening}/proposals/T1-1")


def test_applications_stand_as_people_count_and_come_fifty_at_a_time(bench: PagesBench) -> None:
    bench.bring_into_force(document(limit=250))
    screening = bench.screen(60)
    page = bench.read(f"/screenings/{screening}")
    assert page.index("T1-9<") < page.index("T1-10<") < page.index("T1-50<")
    assert "T1-51<" not in page
    rest = bench.read(f"/screenings/{screening}?page=2")
    assert "T1-60<" in rest
    assert "T1-50<" not in rest
    assert "Från början" in rest


def test_a_shadow_run_is_begun_and_ended_on_the_page_of_its_call(bench: PagesBench) -> None:
    bench.bring_into_force(document())
    bench.screen()
    draft = bench.write(document(2, limit=200))
    bench.go("/calls/made", "/shadows", version=draft.rsplit("/", 1)[-1])
    page = bench.read("/calls/made")
    assert "Skuggkörningen har börjat" in page
    assert "trial version 2" in page
    assert bench.go("/calls/made", "/end", by=APPROVER) == "/calls/made"
    assert not [address for address in bench.forms("/calls/made") if address.endswith("/end")]


def test_a_version_that_is_put_away_can_neither_be_changed_nor_come_into_force(bench: PagesBench) -> None:
    version = bench.write(document())
    bench.go(version, "/archive", reason="behövs inte")
    page = bench.read(version)
    assert "Arkiverad" in page
    assert not {f"{version}/{step}" for step in ("approve", "activate", "check")} & set(bench.forms(version))
    assert bench.client.get(f"{version}/edit").status_code == 409
    late = {"csrf_token": bench.token(), "document": document(limit=400), "revision": "2"}
    kept = bench.client.post(f"{version}/edit", data=late, headers=bench.writer)
    assert kept.status_code == 409
    assert "more_than: 400" in kept.text
