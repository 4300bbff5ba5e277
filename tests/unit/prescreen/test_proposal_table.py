"""The printed proposal fits its width, says why, and adds up."""

from __future__ import annotations

import io
from typing import Any

import pytest

from prescreen.terminal.console import result_console
from prescreen.terminal.proposal_table import print_proposal
from prescreen.verdicts_file import read_verdicts
from tests.unit.prescreen.verdict_documents import content, finding, verdict

CALL: dict[str, Any] = {
    "id": "a-call",
    "title": "En utlysning",
    "grant_types": {
        "project": {"name": "Projekt", "budget": 1_000_000},
        "visit": {"name": "Resor", "budget": None},
    },
}


def application(reference: str, grant_type: str = "project", amount: int | None = 350_000) -> dict[str, Any]:
    """Make an application as a bundle holds it."""
    return {
        "reference": reference,
        "grant_type": grant_type,
        "applicants": ["Enskilda Långa Namns stadsdelsförvaltning", "En annan"],
        "requested_amount": amount,
    }


def printed(width: int, language: Any = "sv", points: dict[str, int] | None = None) -> str:
    """Print a proposal with one of each outcome, the eligible one with these points."""
    more = {"points": points} if points else {}
    verdicts = content(
        verdict("A-1", "refuse", finding("year", "refuse"), amount=350_000),
        verdict(
            "A-2", "refer", finding("open", "refuse", "undetermined", ("earlier_grants",)), amount=350_000
        ),
        verdict("A-3", "eligible", finding("cap", "note"), amount=250_000, **more),
        verdict("B-1", "set_aside", finding("quota", "set_aside"), amount=None),
        call_findings=[{"rule": "r", "text": {"sv": "Två är lika.", "en": "Two are alike."}, "facts": {}}],
        unscreened=["B-2"],
    )
    applications = [application(f"A-{n}") for n in (1, 2, 3)]
    applications += [application("B-1", "visit", None), application("B-2", "visit", 5_000)]
    console = result_console(io.StringIO(), width)
    print_proposal(console, CALL, applications, read_verdicts(verdicts), language)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    assert max(len(line) for line in printed(width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_every_application_stands_with_its_proposal(width: int) -> None:
    text = printed(width)
    for reference in ("A-1", "A-2", "A-3", "B-1", "B-2"):
        assert any(line.lstrip().startswith(reference) for line in text.splitlines())


def test_reasons_missing_fields_and_notes_are_told_apart() -> None:
    text = printed(120)
    assert "Skäl year." in text
    assert "Ej besvarat: Tidigare bidrag." in " ".join(text.split())
    assert "Notera: Skäl cap." in text


@pytest.mark.parametrize("width", [80, 120])
def test_the_sums_add_up_against_the_frame(width: int) -> None:
    lines = printed(width).replace("\u00a0", "_").splitlines()
    sums = lines[next(at for at, line in enumerate(lines) if line.startswith("Summor")) :]
    written = {line.split()[0]: line.split()[-2:] for line in sums if line.strip()}
    assert written["Antal"] == ["3", "2"]
    assert "och_1_ansökan_utan_belopp" in "_".join(" ".join(sums).split())
    assert any(line.split()[:2] == ["Sökt", "1_050_000_kr"] and "5_000_kr," in line for line in sums)
    assert written["Behöriga"] == ["250_000_kr", "0_kr"]
    assert written["Att"] == ["350_000_kr", "0_kr"]
    assert written["Ram"] == ["1_000_000_kr", "–"]
    assert written["Kvar"] == ["750_000_kr", "–"]


def test_findings_on_the_call_and_the_rules_stand_below() -> None:
    text = printed(120)
    assert "• Två är lika." in text
    assert "0" * 64 in text


def test_everything_is_said_in_english_when_asked() -> None:
    text = printed(120, "en")
    assert "Two are alike." in text
    assert "Refusal proposed" in text.replace("\n", " ") or "Refusal" in text
    assert "Föreslås" not in text


def test_markup_in_a_text_is_printed_as_it_stands() -> None:
    console = result_console(io.StringIO(), 120)
    call = {**CALL, "title": "[red]Röd[/red] utlysning :warning:"}
    odd = {**application("[b]1"), "applicants": ["[/b] :smile:"]}
    print_proposal(console, call, [odd], read_verdicts(content()), "sv")
    assert "[b]1 " in console.file.getvalue()  # type: ignore[attr-defined]
    assert "[/b] :smile:" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "[red]Röd[/red] utlysning :warning:" in console.file.getvalue()  # type: ignore[attr-defined]


def test_points_have_a_column_where_there_are_any_and_room_for_it() -> None:
    points = {"known": 3, "possible": 5, "max": 7}
    text = printed(120, points=points)
    projects, _, visits = text.partition("Resor")
    assert "Poäng" in projects
    assert "3 av 7" in projects
    assert "2 okända" in projects
    assert "Poäng" not in visits
    assert "3 of 7" in printed(120, "en", points)
    assert "Poäng" not in printed(80, points=points)
    assert "okända" not in printed(120, points=points | {"possible": 3})
    assert "Poäng" not in printed(120)


@pytest.mark.parametrize("width", [110, 120])
def test_no_line_with_points_is_wider_than_the_console(width: int) -> None:
    points = {"known": 1_003, "possible": 1_005, "max": 1_007}
    assert max(len(line) for line in printed(width, points=points).splitlines()) <= width
